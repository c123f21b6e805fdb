// The store as the pages read it: it may come later, go away, or be another one than before. Nothing is written.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openReadOnlyStore } from '../control/verify/read-only-store.js';
import type { Store } from '../store/index.js';
import { statePaths } from '../worker/state-paths.js';

export class StoreDoor {
  private opened: { readonly mark: string; readonly store: Promise<Store> } | null = null;

  constructor(readonly stateFolder: string) {}

  /** null: there is none. Throws what opening it throws. */
  async store(): Promise<Store | null> {
    const mark = markOf(join(statePaths(this.stateFolder).store, 'store.json'));
    if (mark === null) this.opened = null;
    else if (this.opened?.mark !== mark) this.opened = { mark, store: openReadOnlyStore(this.stateFolder) };
    return this.opened && this.opened.store.catch((error: unknown) => this.fail(error));
  }

  /** What was read so far is read again: something in the store was replaced. */
  forget(): void {
    this.opened = null;
  }

  private fail(error: unknown): never {
    this.opened = null;
    throw error;
  }
}

function markOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs}` : null;
}
