// Which of a run's ledger lines still count after `resume --from` has repeated steps.
import { isAtOrAfter } from './place-order.js';
import type { Pipeline } from '../pipeline.js';
import type { Supersession } from '../runs/run-state.js';

type Stages = Pick<Pipeline, 'stages'>;

/**
 * Returns a function that gives the first epoch whose lines count at a place: the largest epoch of the supersessions
 * that cover the place. null: all lines count.
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

/** True for lines that no supersession replaces. */
export function standsBy(
  supersessions: readonly Supersession[],
  pipeline: Stages,
): (line: { readonly place: string; readonly epoch: number }) => boolean {
  const since = countsSince(supersessions, pipeline);
  return ({ place, epoch }) => epoch >= (since(place) ?? 0);
}
