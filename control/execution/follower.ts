// A receiver of the events of a followed run: a terminal, a page, a test.
import type { StepRecord } from '../../domain/steps/step.js';
import type { RunProgress } from '../progress/progress.js';

export interface Follower {
  /** A step that finished since the last look, in ledger order. */
  finished(step: StepRecord): void;
  /** The current progress of the run. */
  show(progress: RunProgress): void;
  /** Something that a person should know: a full disk, a lost server, a workflow that cannot continue. */
  tell(text: string): void;
  /** Nothing more follows. */
  end(): void;
}
