// A generation (the paper's round): train the supernet on the population, evaluate every individual, select and breed.
import { evaluateSteps, outputOf, selectStep, trainGeneration } from '../domain/plan/index.js';
import { activitiesOn, requests } from './activities.js';
import { together } from './together.js';
import type { GenerationInput, GenerationResult } from './types.js';

export async function generationWorkflow({ owner, context, at }: GenerationInput): Promise<GenerationResult> {
  const activities = activitiesOn(owner.queues);
  const request = requests(owner, context.pipeline);
  const { state, excluded } = await trainGeneration(context, at, (step) => activities.trainSegment(request(step)));
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
