// What activities need: the store, the trainer pool, and the host's name for records.
import type { Store } from '../store/types.js';
import type { TrainerPool } from '../trainer/types.js';

export interface ActivityDeps {
  readonly store: Store;
  readonly pool: Pick<TrainerPool, 'run' | 'identity'>;
  /** Name of this machine: a circumstance in step records. */
  readonly host: string;
  /** Hears of each run that has ended here, once that is recorded. It does not wait, and throws nothing. */
  readonly onRunEnd?: (run: string, isCompleted: boolean) => void;
}
