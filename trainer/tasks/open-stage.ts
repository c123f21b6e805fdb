// openStage: the first state of a stage with its first population, or of the final pair.
import type { Digest } from '../../domain/digest.js';
import { firstPopulation } from '../../domain/search/breeding.js';
import { putJson } from '../../domain/steps/objects.js';
import { otherNetwork } from '../../domain/plan/architectures.js';
import { streamNames } from '../../domain/steps/places.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { OpenFinalParameters, OpenStageParameters } from '../../domain/steps/step-parameters.js';
import { createAverage, createNetwork, cutStandalone } from '../../models/index.js';
import type { Network, NetworkSpec } from '../../models/types.js';
import { saveFinal } from '../state/final-state.js';
import { architectureSpec, supernetSpec } from '../state/network-specs.js';
import { disposeState, keepState, takeStage } from '../state/resident.js';
import { saveStage } from '../state/stage-state.js';
import type { TaskContext, TaskResult } from '../types.js';

/** Opens a stage (`OpenStageParameters`) or the final pair (`OpenFinalParameters`). */
export async function openStage(step: Step<'openStage'>, context: TaskContext): Promise<TaskResult> {
  const parameters = step.parameters;
  await context.tick({ done: 0, total: 1, unit: 'batches' });
  const outputs =
    'search' in parameters
      ? await openSearch(step, parameters, context)
      : { state: await openFinal(step, parameters, context) };
  return { outputs, numbers: {}, status: 'ok' };
}

async function openSearch(
  step: Step,
  parameters: OpenStageParameters,
  context: TaskContext,
): Promise<Record<string, Digest>> {
  const { store } = context;
  const stage = step.place.slice(0, -'/open'.length);
  const { search, sizes, space, population } = parameters;
  const network = search === 'both' ? 'generator' : search;
  const opponent = await openOpponent(step, stage, parameters, context);
  const searched = createNetwork(supernetSpec(network, sizes), step.seed!, streamNames.openSearched(stage));
  const state = { kind: 'stage' as const, iteration: 0, searched, opponents: [opponent] };
  const digest = await saveStage(state, store.checkpoints);
  keepState(digest, state);
  const first = firstPopulation(space, population, stage, step.seed!);
  return { state: digest, population: await putJson(store.objects, first) };
}

/** Fresh, or cut out of the supernet of the stage that found it; coupled: all discriminators in one, fresh. */
async function openOpponent(
  step: Step,
  stage: string,
  { search, sizes, opponent }: OpenStageParameters,
  { store }: TaskContext,
): Promise<Network> {
  const fresh = (spec: NetworkSpec): Network => createNetwork(spec, step.seed!, streamNames.openOpponent(stage));
  if (search === 'both' || opponent === null) return fresh(supernetSpec('discriminator', sizes));
  const { previous } = step.inputs;
  if (previous === undefined || opponent.form === 'simple')
    return fresh(architectureSpec(otherNetwork(search), opponent, sizes));
  const state = await takeStage(previous, store.checkpoints);
  try {
    return cutStandalone(state.searched, opponent.genotype);
  } finally {
    disposeState(state);
  }
}

async function openFinal(step: Step, parameters: OpenFinalParameters, { store }: TaskContext): Promise<Digest> {
  const { sizes, generator: g, discriminator: d } = parameters;
  const generator = createNetwork(architectureSpec('generator', g, sizes), step.seed!, streamNames.openGenerator);
  const discriminator = createNetwork(
    architectureSpec('discriminator', d, sizes),
    step.seed!,
    streamNames.openDiscriminator,
  );
  const state = { kind: 'final' as const, iteration: 0, generator, discriminator, average: createAverage(generator) };
  const digest = await saveFinal(state, store.checkpoints);
  keepState(digest, state);
  return digest;
}
