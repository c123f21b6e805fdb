// The files by which a drill and the processes in it talk: `EAGAN_DRILL` names their folder.
import { join } from 'node:path';

export interface ArmingFiles {
  readonly folder: string;
  /** A byte for each passage since it was armed: appending is atomic, so processes need no lock to count together. */
  readonly count: string;
  /** The passage that stops a process; who makes the file first is the one. */
  readonly hit: string;
  /** Once it exists, the process that stopped goes on. */
  readonly released: string;
}

export interface DrillFiles {
  /** Every passage of every process, a line each. */
  readonly passages: string;
  /** The arming that holds now; replaced by renaming, removed to disarm. */
  readonly armed: string;
  arming(id: number): ArmingFiles;
}

/** Names below a drill's folder; nothing is created. */
export function drillFiles(folder: string): DrillFiles {
  return {
    passages: join(folder, 'passages.ndjson'),
    armed: join(folder, 'armed.json'),
    arming: (id) => {
      const own = join(folder, 'armings', String(id));
      return { folder: own, count: join(own, 'count'), hit: join(own, 'hit.json'), released: join(own, 'released') };
    },
  };
}
