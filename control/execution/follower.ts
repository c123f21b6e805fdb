// Who hears of a run that is followed: a terminal, a page, a test.
import type { StepRecord } from '../../domain/steps/step.js';
import type { RunProgress } from '../progress/progress.js';

export interface Follower {
  /** A step that finished since the last look, in the order of the ledger. */
  finished(step: StepRecord): void;
  /** How far the run is now. */
  show(progress: RunProgress): void;
  /** Something that a person should know of: a full disk, a lost server, a workflow that cannot go on. */
  tell(text: string): void;
  /** Nothing more will come. */
  end(): void;
}
