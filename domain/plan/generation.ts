// A generation (the paper's round): train the supernet on the population, evaluate every individual, select and breed.
import type { Digest } from '../digest.js';
import { readValues } from '../search/figures.js';
import { outputOf } from './build.js';
import type { GenerationSteps } from './generation-steps.js';
import type { ClosedGeneration, StepPerformer } from './performer.js';
import { excludedSlots } from './stage-steps.js';

/** Performs a generation. `Work`: a step, or an order for one. */
export async function performGeneration<Work>(
  steps: GenerationSteps<Work>,
  performer: StepPerformer<Work>,
): Promise<ClosedGeneration> {
  const { perform, together } = performer;
  const { state, excluded } = await train(steps, perform);
  const slots = Array.from({ length: steps.individuals }, (_, slot) => slot);
  const evaluated = await together(slots.map((slot) => perform(steps.evaluate(slot, state))));
  const evaluations = evaluated.map((found) => outputOf(found, 'evaluation'));
  const selected = await perform(steps.select(evaluations, excluded));
  const { population, chosen, numbers } = selected;
  const next = population ? { state, population, populationDigest: outputOf(selected, 'population') } : null;
  const shown = chosen ? { chosen: { ...chosen, figures: readValues(numbers, 'ofBest') } } : {};
  return { state, selection: outputOf(selected, 'selection'), next, ...shown };
}

/**
 * Trains segment after segment. An individual whose steps keep diverging is no longer sampled from the next segment on.
 */
async function train<Work>(
  steps: GenerationSteps<Work>,
  perform: StepPerformer<Work>['perform'],
): Promise<{ readonly state: Digest; readonly excluded: number[] }> {
  const numbers: Readonly<Record<string, number>>[] = [];
  let { state } = steps;
  let excluded: number[] = [];
  for (let index = 0; index < steps.segments; index++) {
    const trained = await perform(steps.train(index, state, excluded));
    state = outputOf(trained, 'state');
    numbers.push(trained.numbers);
    excluded = excludedSlots(numbers, steps.divergenceLimit);
  }
  return { state, excluded };
}
