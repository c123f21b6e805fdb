// The smallest possible search: 4 channels, a latent of 6, 16 × 16 images; and its steps.
import { digestJson, type Digest } from '../../../domain/digest.js';
import { putJson } from '../../../domain/steps/objects.js';
import type { Genotype, SearchTarget, Stage, Training } from '../../../domain/pipeline.js';
import { fullSpace } from '../../../domain/search/search-space.js';
import { randomStageGenotype, type StageSpace } from '../../../domain/search/stage-space.js';
import { stepKey, type Step, type StepKind } from '../../../domain/steps/step.js';
import { sketchStep } from '../../support/steps.js';
import type {
  OpenStageParameters,
  OpponentArchitecture,
  TrainSegmentParameters,
  TrainWinnerParameters,
} from '../../../domain/steps/step-parameters.js';
import { stream } from '../../../domain/stream.js';
import { ingestShapes } from '../../../datasets/ingest-shapes.js';
import { openStore } from '../../../store/index.js';
import type { Store } from '../../../store/types.js';
import type { TrainerTask } from '../../../trainer/types.js';
import { scratch } from './tasks.js';
import { bestGenerator } from '../../support/tiny-networks.js';

const autoganDiscriminator = [
  [3, 0, 3, 0, 2, 0, 0],
  [3, 0, 3, 0, 1, -1, -1],
  [3, 0, 3, 0, 1, -1, -1],
];
export const sizes = { generator: { channels: 4, latent: 6, bottomWidth: 2 }, discriminator: { channels: 4 } };
export const training: Training = {
  loss: 'hinge',
  batch: { discriminator: 4, generator: 4 },
  discriminatorSteps: 2,
  optimizers: {
    generator: { kind: 'adam', learningRate: 2e-4, betas: [0, 0.9] },
    discriminator: { kind: 'adam', learningRate: 2e-4, betas: [0, 0.9] },
  },
  gradientClipping: null,
  segmentIterations: 50,
  divergenceLimit: 3,
};

/** With this training the generator's weights overflow at its second step. */
export const wildTraining: Training = {
  ...training,
  optimizers: { ...training.optimizers, generator: { ...training.optimizers.generator, learningRate: 1e30 } },
};

export const finalPair = {
  generator: { form: 'standalone', genotype: bestGenerator },
  discriminator: { form: 'standalone', genotype: autoganDiscriminator },
} as const;

/** The spaces of the stages: always the whole space. */
export const spaces: Readonly<Record<SearchTarget, StageSpace>> = {
  generator: fullSpace('generator'),
  discriminator: fullSpace('discriminator'),
  both: { network: 'both', generator: fullSpace('generator'), discriminator: fullSpace('discriminator') },
};
export const pairings = {
  generator: 'manyToOne',
  discriminator: 'oneToOne',
  both: 'coupled',
} as const satisfies Record<SearchTarget, Stage['pairing']>;
export const opponents: Readonly<Record<SearchTarget, OpponentArchitecture | null>> = {
  generator: finalPair.discriminator,
  discriminator: finalPair.generator,
  both: null,
};

/** A random individual of a search. */
export function randomIndividual(search: SearchTarget, seed: number, name: string): Genotype {
  return randomStageGenotype(spaces[search], stream(seed, name));
}

export const storeFolder = scratch('store');

/** A store with a small data set of shapes. */
export async function tinyStore(): Promise<{ store: Store; dataset: Digest }> {
  const store = await openStore(storeFolder);
  const artifact = await ingestShapes({ kind: 'shapes', images: 64, size: 16 }, 1, store.objects, () => undefined);
  return { store, dataset: await putJson(store.objects, artifact) };
}

export function stepOf(kind: StepKind, place: string, inputs: Record<string, Digest>, parameters: object): Step {
  return sketchStep(kind, place, inputs, parameters, 1);
}

export function openStep(search: SearchTarget, previous?: Digest): Step {
  const parameters: OpenStageParameters = {
    sizes,
    search,
    space: spaces[search],
    opponent: opponents[search],
    population: 3,
  };
  return stepOf('openStage', `${search}/open`, previous ? { previous } : {}, parameters);
}

/** A segment of a search; by default a warm-up. */
export function segmentStep(
  search: SearchTarget,
  inputs: { state: Digest; dataset: Digest },
  changes: Partial<TrainSegmentParameters> & { from: number; to: number },
): Step {
  const parameters: TrainSegmentParameters = {
    stage: search,
    sizes,
    search,
    opponent: opponents[search],
    pairing: pairings[search],
    space: changes.population ? null : spaces[search],
    population: null,
    excluded: [],
    opponentsFrom: null,
    training,
    ...changes,
  };
  return stepOf('trainSegment', `${search}/segment-${digestJson(changes).slice(0, 8)}`, inputs, parameters);
}

/** The step that opens the final training. */
export const openWinnerStep = (): Step => stepOf('openStage', 'final/open', {}, { sizes, ...finalPair });

/** A segment of the final training. */
export function winnerStep(
  inputs: { state: Digest; dataset: Digest },
  changes: Partial<TrainWinnerParameters> & { from: number; to: number },
): Step {
  const parameters: TrainWinnerParameters = { sizes, ...finalPair, training, emaDecay: 0.9, ...changes };
  return stepOf('trainWinner', `final/train/${changes.from}`, inputs, parameters);
}

export function taskOf(step: Step, recoveryEveryMs = 600_000): TrainerTask {
  return { step, key: stepKey(step), storeFolder, attempt: 'test', circumstances: { recoveryEveryMs } };
}
