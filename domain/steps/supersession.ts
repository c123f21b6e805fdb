// Which of a run's ledger lines still stand after steps were taken back (`resume --from`).
import { isAtOrAfter } from './place-order.js';
import type { Pipeline } from '../pipeline.js';
import type { Supersession } from '../runs/run-state.js';

type Stages = Pick<Pipeline, 'stages'>;

/**
 * The epoch from which on a line at the place counts: the largest of the supersessions that cover it; null: any counts.
 */
export function countsSince(
  supersessions: readonly Supersession[],
  pipeline: Stages,
): (place: string) => number | null {
  const covering = supersessions.map(({ epoch, from }) => ({ epoch, covers: isAtOrAfter(pipeline, from) }));
  return (place) => {
    const epochs = covering.filter(({ covers }) => covers(place)).map(({ epoch }) => epoch);
    return epochs.length > 0 ? Math.max(...epochs) : null;
  };
}

/** True for lines that no supersession takes back. */
export function standsBy(
  supersessions: readonly Supersession[],
  pipeline: Stages,
): (line: { readonly place: string; readonly epoch: number }) => boolean {
  const since = countsSince(supersessions, pipeline);
  return ({ place, epoch }) => epoch >= (since(place) ?? 0);
}
