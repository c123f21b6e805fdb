// A generation (the paper's round): train the supernet on the population, evaluate every individual, select and breed.
import type { Activities } from '../activities/types.js';
import { evaluateSteps, excludedSlots, outputOf, selectStep, stageSchedule, trainStep } from '../domain/run-plan.js';
import { activitiesOn, requests } from './activities.js';
import { together } from './together.js';
import type { GenerationInput, GenerationResult } from './types.js';

export async function generationWorkflow(input: GenerationInput): Promise<GenerationResult> {
  const { owner, context, at } = input;
  const activities = activitiesOn(owner.queues);
  const request = requests(owner, context.pipeline);
  const { state, excluded } = await train(input, activities);
  const evaluated = await together(
    evaluateSteps(context, state, at.population).map((step) => activities.evaluateCandidate(request(step))),
  );
  const evaluations = evaluated.map((outcome) => outputOf(outcome, 'evaluation'));
  const { generation } = at.population;
  const selected = await activities.selectGeneration(
    request(selectStep(context, generation, at.populationDigest, evaluations, excluded)),
  );
  const { population } = selected;
  const next = population && { state, population, populationDigest: outputOf(selected, 'population') };
  return { state, selection: outputOf(selected, 'selection'), next };
}

/** Segment after segment; an individual whose steps keep diverging leaves sampling from the next segment on. */
async function train({ owner, context, at }: GenerationInput, activities: Activities) {
  const request = requests(owner, context.pipeline);
  const { stage, prepared } = context;
  const spans = stageSchedule(stage, prepared.trainImages).generations[at.population.generation]!;
  const numbers: Record<string, number>[] = [];
  let state = at.state;
  let excluded: number[] = [];
  for (const [index, span] of spans.entries()) {
    const step = trainStep(context, index, span, state, at.population, excluded);
    const trained = await activities.trainSegment(request(step));
    state = outputOf(trained, 'state');
    numbers.push(trained.numbers);
    excluded = excludedSlots(numbers, stage.training.divergenceLimit);
  }
  return { state, excluded };
}
