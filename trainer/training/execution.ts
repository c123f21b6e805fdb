// Which of a segment's architectures train as TensorFlow graphs: those drawn often enough to pay for the loading.
import { isGeneratorStep } from '../../domain/steps/schedule.js';
import { executionFor } from '../../models/index.js';
import type { Execution } from '../../models/types.js';

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly discriminatorSteps: number;
}

/**
 * The execution of each slot; `slotAt` is null in a warm-up, where no architecture comes twice. Told from the whole
 * segment's draws and not from what has run so far, so that a segment that was resumed runs as it would have run. Both
 * give the same bits: this is a second lock on the same door.
 */
export function executionBySlot(
  { from, to, discriminatorSteps }: Segment,
  slotAt: ((iteration: number) => number | null) | null,
): (slot: number | null) => Execution {
  if (slotAt === null) return () => executionFor(1);
  const draws = new Map<number, number>();
  for (let iteration = from; iteration < to; iteration++) {
    const slot = slotAt(iteration);
    // The rarer of the two steps: both graphs must pay.
    if (slot !== null && isGeneratorStep(iteration, discriminatorSteps)) draws.set(slot, (draws.get(slot) ?? 0) + 1);
  }
  return (slot) => executionFor(slot === null ? 1 : (draws.get(slot) ?? 0));
}
