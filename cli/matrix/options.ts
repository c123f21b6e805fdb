// The options of `eagan matrix`, as commander gives them.
import type { AxesAsTyped } from '../../control/matrix/axes.js';
import type { WithReason } from '../../terminal/reason-option.js';

export interface MatrixOptions extends WithReason, AxesAsTyped {
  readonly images?: string;
  readonly name?: string;
  readonly detach?: boolean;
  readonly next?: boolean;
  readonly plan?: boolean;
}
