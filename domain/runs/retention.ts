// Which training states of a run `eagan gc` keeps. States are most of a store's bytes, and each can be computed again
// from an earlier one.
import type { Digest } from '../digest.js';
import type { Pipeline } from '../pipeline.js';
import type { Walk } from '../plan/index.js';
import { factsOf, type Step } from '../steps/kinds.js';
import { parsePlace } from '../steps/parse-place.js';
import type { StepRecord } from '../steps/step.js';

export type Retention = Pipeline['retention'];

/** For pipelines that do not give a retention, and for runs that were frozen before it existed. */
export const defaultRetention: Retention = { lastStates: 2, generationBoundaries: true, winners: true };

/** True for an output that is a training state. All other outputs are always kept. */
export function isState({ kind }: Pick<Step, 'kind'>, output: string): boolean {
  return output === 'state' && factsOf(kind).outputs[output] === 'checkpoint';
}

type PlacedStep = Pick<Step, 'kind' | 'place' | 'inputs'>;

/** The states that retention keeps. `records`: those of a run, in the order of its ledger. */
export function retainedStates(
  records: readonly (Pick<StepRecord, 'outputs'> & { readonly step: PlacedStep })[],
  { lastStates, generationBoundaries, winners }: Retention,
): Set<Digest> {
  const made = records.flatMap(({ step, outputs }) => (isState(step, 'state') ? [outputs.state!] : []));
  const taken = records.flatMap(({ step }) => [
    ...(generationBoundaries ? boundaryStates(step) : []),
    ...(winners ? winnerStates(step) : []),
  ]);
  return new Set([...made.slice(Math.max(0, made.length - lastStates)), ...taken]);
}

/**
 * A generation ends with the state on which its individuals are judged. The first generation begins with the last state
 * of the warm-up.
 */
function boundaryStates({ kind, place, inputs }: PlacedStep): Digest[] {
  const { generation, index } = parsePlace(place) ?? {};
  const begins = kind === 'trainSegment' && generation !== null && index === 0;
  const ends = factsOf(kind).takesState === 'ofGeneration';
  return (ends || begins) && inputs.state !== undefined ? [inputs.state] : [];
}

function winnerStates({ kind, inputs }: PlacedStep): Digest[] {
  if (factsOf(kind).takesState !== 'ofWinner') return [];
  return [inputs.state, inputs.previous].filter((state) => state !== undefined);
}

/**
 * What an incomplete run needs to continue: the inputs of steps that it has not done, closed stages, and the last
 * closed generation.
 */
export function neededInputs({ missing, progress }: Pick<Walk, 'missing' | 'progress'>): Set<Digest> {
  return new Set([
    ...missing.flatMap(({ inputs }) => Object.values(inputs)),
    ...(progress?.finished ?? []).map(({ state }) => state),
    ...(progress?.stage ? [progress.stage.state] : []),
  ]);
}
