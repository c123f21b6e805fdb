// A generation (the paper's round): train the supernet on the population, evaluate every individual, select and breed.
import type { Digest } from '../digest.js';
import { outputOf } from './build.js';
import type { ClosedGeneration, StepPerformer } from './performer.js';
import {
  evaluateSteps,
  excludedSlots,
  selectStep,
  stageSchedule,
  trainStep,
  type StageContext,
  type StageProgress,
} from './stage-steps.js';

export async function performGeneration(
  context: StageContext,
  at: StageProgress,
  performer: StepPerformer,
): Promise<ClosedGeneration> {
  const { perform, together } = performer;
  const { population, populationDigest } = at;
  const { state, excluded } = await train(context, at, perform);
  const evaluated = await together(evaluateSteps(context, state, population).map((step) => perform(step)));
  const evaluations = evaluated.map((found) => outputOf(found, 'evaluation'));
  const selected = await perform(selectStep(context, population.generation, populationDigest, evaluations, excluded));
  const bred = selected.population;
  const next = bred ? { state, population: bred, populationDigest: outputOf(selected, 'population') } : null;
  return { state, selection: outputOf(selected, 'selection'), next };
}

/** Segment after segment. An individual whose steps keep diverging leaves sampling from the next segment on. */
async function train(
  context: StageContext,
  { state: before, population }: StageProgress,
  perform: StepPerformer['perform'],
): Promise<{ readonly state: Digest; readonly excluded: number[] }> {
  const { stage, prepared } = context;
  const spans = stageSchedule(stage, prepared.trainImages).generations[population.generation]!;
  const numbers: Readonly<Record<string, number>>[] = [];
  let state = before;
  let excluded: number[] = [];
  for (const [index, span] of spans.entries()) {
    const trained = await perform(trainStep(context, index, span, state, population, excluded));
    state = outputOf(trained, 'state');
    numbers.push(trained.numbers);
    excluded = excludedSlots(numbers, stage.training.divergenceLimit);
  }
  return { state, excluded };
}
