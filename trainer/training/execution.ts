// Which of a segment's architectures train as TensorFlow graphs: those that are drawn often enough to pay for the
// loading.
import { isGeneratorStep } from '../../domain/steps/schedule.js';
import { executionFor } from '../../models/index.js';
import type { ExecutionMode } from '../../models/types.js';

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly discriminatorSteps: number;
}

/**
 * How each slot runs; `slotAt` is null in a warm-up, where no architecture comes twice. The draws of the whole segment
 * decide, not what has run so far, so a resumed segment runs as an uninterrupted one. Both ways give the same bits;
 * this is a second safeguard.
 */
export function executionBySlot(
  { from, to, discriminatorSteps }: Segment,
  slotAt: ((iteration: number) => number | null) | null,
): (slot: number | null) => ExecutionMode {
  if (slotAt === null) return () => executionFor(1);
  const draws = new Map<number, number>();
  for (let iteration = from; iteration < to; iteration++) {
    const slot = slotAt(iteration);
    // The rarer of the two steps decides: both graphs must pay.
    if (slot !== null && isGeneratorStep(iteration, discriminatorSteps)) draws.set(slot, (draws.get(slot) ?? 0) + 1);
  }
  return (slot) => executionFor(slot === null ? 1 : (draws.get(slot) ?? 0));
}
