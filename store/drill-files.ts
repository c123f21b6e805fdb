// The files through which a drill and its processes talk. `EAGAN_DRILL` names their folder.
import { join } from 'node:path';

export interface ArmingFiles {
  readonly folder: string;
  /**
   * One byte for each passage since the point was armed. Appending is atomic, so processes count together without a
   * lock.
   */
  readonly count: string;
  /** The passage that stops a process. The process that makes this file first stops. */
  readonly hit: string;
  /** Once this file exists, the stopped process continues. */
  readonly released: string;
}

export interface DrillFiles {
  /** Every passage of every process, a line each. */
  readonly passages: string;
  /** The current arming: replaced by renaming, removed to disarm. */
  readonly armed: string;
  arming(id: number): ArmingFiles;
}

/** The names of the files below a drill's folder; creates nothing. */
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
