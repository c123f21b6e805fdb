// The keys of a state folder as a process uses them: the first one seals, all of them open.
import { statSync } from 'node:fs';
import { readKeyFile } from './key-file.js';
import type { KeyFinder, SealingKey } from './sealed-payload.js';

export interface KeyRing extends KeyFinder {
  /** The key that seals. */
  sealing(): SealingKey;
}

/** How often at most the file is looked at for a change: a rotated key is used soon, and looking costs nothing. */
const lookEveryMs = 1_000;

/** Keys that never change. Without one, nothing opens and nothing may be sealed. */
export function fixedKeys(keys: readonly SealingKey[]): KeyRing {
  return { sealing: () => keys[0]!, find: (id) => keys.find((key) => key.id === id) ?? null };
}

/**
 * Keys of a file. They are read again when the file changes, at the latest a second later, and at once for a name that
 * is not known: another process may have made a new key. A file that is gone or unusable changes nothing.
 */
export class FileKeys implements KeyRing {
  private keys: KeyRing;
  private seen: string;
  private lookedAt = performance.now();

  /** Throws EAGAN_PAYLOAD_KEYS if the file cannot be used. `isOwn`: the state folder's own file, not a given one. */
  constructor(
    private readonly path: string,
    private readonly isOwn: boolean,
  ) {
    this.seen = versionOf(path);
    this.keys = fixedKeys(readKeyFile(path, isOwn));
  }

  sealing(): SealingKey {
    if (performance.now() - this.lookedAt >= lookEveryMs) this.look();
    return this.keys.sealing();
  }

  find(id: string): SealingKey | null {
    if (performance.now() - this.lookedAt >= lookEveryMs) this.look();
    const found = this.keys.find(id);
    if (found || !this.look()) return found;
    return this.keys.find(id);
  }

  /** True if the file has changed since the last look and was read. */
  private look(): boolean {
    this.lookedAt = performance.now();
    try {
      const version = versionOf(this.path);
      if (version === this.seen) return false;
      this.keys = fixedKeys(readKeyFile(this.path, this.isOwn));
      this.seen = version;
      return true;
    } catch {
      return false;
    }
  }
}

/** Tells a file from the one that was there before; empty: there is none. */
function versionOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeNs} ${found.size}` : '';
}
