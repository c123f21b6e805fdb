// The files of a data set in an archive as it was downloaded. An archive can only be passed from its beginning: files
// that are asked for in the archive's order cost one passage together, and small ones are kept when they pass.
import { createHash } from 'node:crypto';
import { gunzipped } from '../../formats/tar/gunzip.js';
import { readTar, type TarMember } from '../../formats/tar/read-tar.js';
import { streamRegular } from '../../scripts/foreign-parts.mjs';
import type { NeededFile } from './format.js';
import { pieceBytes, type StoredFiles } from './stored-files.js';

/** Labels and names of classes are smaller, batches of images are larger. */
const smallBytes = 2 ** 16;
/** STL-10 unpacks to 3.1 GB. */
const unpackedBytes = 2 ** 35;

/** A file that the archive must have, and has not. */
class NotInArchive extends Error {}

export class ArchiveFiles implements StoredFiles {
  private readonly kept = new Map<string, Uint8Array>();
  private passage: Passage | null = null;

  constructor(
    private readonly path: string,
    readonly needed: readonly NeededFile[],
    /** The folder in the archive; its files may also lie in none. */
    private readonly folder: string | null,
  ) {}

  stored(): string {
    return this.path;
  }

  shown(name: string): string {
    return `${this.path}: ${name}`;
  }

  async *open(name: string, onStored: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
    for await (const chunk of await this.find(name)) {
      onStored(chunk);
      yield chunk;
    }
  }

  async finish(): Promise<string | null> {
    while (this.passage && !(await this.passage.members.next()).done);
    return this.passage?.md5() ?? null;
  }

  async close(): Promise<void> {
    await this.passage?.members.return();
  }

  /** The contents: kept from before, later in this passage, or somewhere in a new one. */
  private async find(name: string): Promise<AsyncIterable<Uint8Array> | Uint8Array[]> {
    for (const isNew of [false, true]) {
      if (isNew) this.passage = startPassage(this.path);
      const member = this.kept.has(name) ? null : await this.seek(name);
      if (member) return member.chunks();
      const small = this.kept.get(name);
      if (small) return [small];
    }
    throw new NotInArchive(`no ${name} in the archive`);
  }

  /** The next member of that name in the passage; null: there is none. Small ones before it are kept. */
  private async seek(name: string): Promise<TarMember | null> {
    for (;;) {
      const next = await this.passage?.members.next();
      if (next === undefined || next.done) return null;
      const member = next.value;
      const found = this.needed.find((one) => [one.name, `${this.folder}/${one.name}`].includes(member.name))?.name;
      if (found === name) return member;
      if (found !== undefined && member.size <= smallBytes) this.kept.set(found, await member.bytes(smallBytes));
    }
  }
}

interface Passage {
  readonly members: AsyncGenerator<TarMember, void>;
  /** Of the whole archive, once it has passed. */
  md5(): string;
}

function startPassage(path: string): Passage {
  const hash = createHash('md5');
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of streamRegular(path, pieceBytes)) {
      hash.update(piece);
      yield piece;
    }
  }
  const members = readTar(gunzipped(pieces()), { atMostBytes: unpackedBytes });
  return { members, md5: () => hash.digest('hex') };
}
