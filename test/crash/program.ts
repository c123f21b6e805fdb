// A program of writes that the tests of crashes and faults run: a list of actions. A restarted process runs it again
// from the start.
import { createFileLayer, openStore, type Store } from '../../store/index.js';
import type { DiskSpace } from '../../store/disk-space.js';
import type { FileIo } from '../../store/file-layer.js';
import type { MemoryDisk } from '../support/memory-disk.js';

/** What a process does to a store. If it is run again after a crash, it must reach the same state. */
export interface Action {
  readonly name: string;
  readonly act: (store: Store) => Promise<unknown>;
  /** Fails if the store does not have what `act` wrote. Called once `act` has returned. */
  readonly holds: (store: Store) => Promise<unknown>;
  /** The name of a later action that undoes this one. Once that has begun, `holds` is not called. */
  readonly until?: string;
}

/** How far a program got. */
export interface ProgramProgress {
  /** How many actions have returned. */
  done: number;
  /** How many actions have begun. */
  begun: number;
}

/** A disk with room for everything. */
export const space = async (): Promise<DiskSpace> => ({ freeBytes: 1e12, sizeBytes: 1e12 });

export const folder = '/home/eagan/store';

/**
 * Opens the store on a disk in memory, as a process does that has just started. `disguise` replaces the disk's calls.
 */
export async function openOn(disk: MemoryDisk, disguise = (io: FileIo): FileIo => io): Promise<Store> {
  const files = createFileLayer({ io: disguise(disk.io), root: folder, space });
  return openStore(folder, { files, fileSystem: async () => ({ name: 'memory', verdict: 'local' }) });
}

/** Runs a program and keeps count of how far it is. */
export async function run(program: readonly Action[], store: Store, reached: ProgramProgress): Promise<void> {
  reached.done = reached.begun = 0;
  for (const { act } of program) {
    reached.begun += 1;
    await act(store);
    reached.done += 1;
  }
}

/** Fails, naming the action, if something that had returned is gone. */
export async function assertKept(
  program: readonly Action[],
  store: Store,
  { done, begun }: ProgramProgress,
): Promise<void> {
  for (const { name, holds, until } of program.slice(0, done)) {
    const end = until === undefined ? Infinity : program.findIndex((action) => action.name === until);
    if (begun > end) continue;
    try {
      await holds(store);
    } catch (cause) {
      throw new Error(`"${name}" had returned, and is not kept`, { cause });
    }
  }
}
