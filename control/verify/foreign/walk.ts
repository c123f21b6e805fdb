// Looks at every entry of a stranger's folder and opens none of them. It follows no link, enters no other file system,
// and stops where a folder is larger or deeper than any of ours.
import { lstatSync, type Stats } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOf } from '../../../scripts/foreign-files.mjs';
import { formatBytes, formatNumber } from '../../../scripts/format.mjs';
import type { ForeignFindings } from './findings.js';
import { isKnownFile, isKnownFolder, isLock, isStateFile, objectOf } from './known-names.js';

export const foreignLimits = {
  entries: 1_000_000,
  depth: 12,
  /** Of a small file, such as a record. */
  stateFileBytes: 2 ** 24,
  /** Small files in all, and what they have together: they are held in memory. */
  stateFiles: 300_000,
  stateBytes: 2 ** 28,
  objectBytes: 2 ** 28,
} as const;

export interface Walked {
  readonly files: number;
  readonly bytes: number;
  /** Of small files. */
  readonly stateBytes: number;
  /** Digests by the names of objects. */
  readonly objects: readonly string[];
  /** False if the walk stopped, so that nothing more may be read. */
  readonly isWhole: boolean;
}

/** Walks a folder; what does not belong there becomes a finding. */
export async function walkForeign(root: string, findings: ForeignFindings): Promise<Walked> {
  const walk = new Walk(root, findings);
  await walk.run();
  return walk;
}

class Walk implements Walked {
  files = 0;
  bytes = 0;
  stateBytes = 0;
  isWhole = true;
  readonly objects: string[] = [];
  private entries = 0;
  private stateFiles = 0;
  private readonly device: number;
  private readonly left = [''];

  constructor(
    private readonly root: string,
    private readonly findings: ForeignFindings,
  ) {
    this.device = lstatSync(root).dev;
  }

  async run(): Promise<void> {
    for (let way = this.left.pop(); way !== undefined && this.isWhole; way = this.left.pop()) await this.folder(way);
    if (this.stateFiles > foreignLimits.stateFiles)
      this.stop(`the store must have at most ${formatNumber(foreignLimits.stateFiles)} small files`);
    if (this.stateBytes > foreignLimits.stateBytes)
      this.stop(`small files must have at most ${formatBytes(foreignLimits.stateBytes)} (got ${formatBytes(this.stateBytes)})`); // prettier-ignore
  }

  private async folder(way: string): Promise<void> {
    try {
      for await (const { name } of await opendir(join(this.root, way))) {
        if (++this.entries > foreignLimits.entries)
          return this.stop(`the folder must have at most ${formatNumber(foreignLimits.entries)} files and folders`);
        this.entry(way === '' ? name : `${way}/${name}`);
      }
    } catch (error) {
      this.findings.add('EAGAN_STATE_FOREIGN', `${way} must be readable (got ${(error as Error).message})`);
    }
  }

  private entry(path: string): void {
    const found = look(join(this.root, path));
    if (found === null) return this.foreign(path, 'have a name that can be looked up', 'an error');
    if (isLock(path) && !found.isSymbolicLink()) return;
    if (found.isSymbolicLink()) return this.findings.add('EAGAN_STATE_LINK', `${path} must not be a link`);
    if (found.dev !== this.device) return this.foreign(path, 'be on the same file system', 'another one');
    if (found.isDirectory()) return this.enter(path);
    if (!found.isFile()) return this.findings.add('EAGAN_FILE_REFUSED', `${path} must be a regular file (got ${kindOf(found)})`); // prettier-ignore
    this.count(path, found);
  }

  private enter(path: string): void {
    if (path === 'drills') return; // state folders of their own, which no run of this one needs
    if (!isKnownFolder(path))
      return this.foreign(path, 'be a folder that eagan makes', 'another one; nothing in it was looked at');
    if (path.split('/').length >= foreignLimits.depth)
      return this.foreign(path, `be at most ${foreignLimits.depth} folders deep`, 'more');
    this.left.push(path);
  }

  private count(path: string, { size, mode }: Stats): void {
    this.files += 1;
    this.bytes += size;
    if (!isKnownFile(path)) this.foreign(path, 'be a file that eagan makes', 'another one');
    if (mode & 0o6000) this.foreign(path, 'not run with the rights of its owner', 'a setuid or setgid file');
    const digest = objectOf(path);
    if (digest !== null) this.objects.push(digest);
    if (isStateFile(path)) [this.stateFiles, this.stateBytes] = [this.stateFiles + 1, this.stateBytes + size];
    const most = isStateFile(path) ? foreignLimits.stateFileBytes : foreignLimits.objectBytes;
    if ((isStateFile(path) || digest !== null) && size > most)
      this.findings.add('EAGAN_FILE_REFUSED', `${path} must have at most ${formatBytes(most)} (got ${formatBytes(size)})`); // prettier-ignore
  }

  private foreign(path: string, requirement: string, found: string): void {
    this.findings.add('EAGAN_STATE_FOREIGN', `${path} must ${requirement} (got ${found})`);
  }

  private stop(why: string): void {
    this.isWhole = false;
    this.findings.add('EAGAN_STATE_FOREIGN', `${why}; the runs were not checked`);
  }
}

function look(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}
