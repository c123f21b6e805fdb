// The places of steps in a run and the names of random streams. Only this file makes these names.

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

export const generationName = (generation: number): string => `gen-${pad(generation, 3)}`;

/** Places of steps. `generation` null: the warm-up. */
export const places = {
  dataset: 'dataset',
  extractor: 'extractor',
  reference: 'reference',
  openStage: (stage: string): string => `${stage}/open`,
  segment: (stage: string, generation: number | null, index: number): string =>
    `${stage}/${generation === null ? 'warmup' : `${generationName(generation)}/train`}/segment-${pad(index, 2)}`,
  evaluate: (stage: string, generation: number, slot: number): string =>
    `${stage}/${generationName(generation)}/evaluate/${pad(slot, 2)}`,
  select: (stage: string, generation: number): string => `${stage}/${generationName(generation)}/select`,
  closeStage: (stage: string): string => `${stage}/close`,
  finalExtractor: 'final/extractor',
  finalReference: 'final/reference',
  openFinal: 'final/open',
  finalSegment: (index: number): string => `final/train/segment-${pad(index, 2)}`,
  score: (name: string): string => `final/score/${name}`,
  export: 'export',
} as const;

/** The name of a score step, and of the export's input for it: `noise`, `heldOut`, `untrained`, or `iter-000200`. */
export function scoreName(subject: 'noise' | 'heldOut' | 'untrained' | 'trained', iteration: number | null): string {
  return subject === 'trained' ? `iter-${pad(iteration ?? 0, 6)}` : subject;
}

/** The name of a slot's evaluation among the inputs of a select step: `evaluation/07`. */
export const evaluationInput = (slot: number): string => `evaluation/${pad(slot, 2)}`;

/** Names of random streams (stream.ts, streamSeeds). `stage` is a stage's id, `final` or `extractor`. */
export const streamNames = {
  openSearched: (stage: string): string => `${stage}/open/searched`,
  openOpponent: (stage: string): string => `${stage}/open/opponent`,
  openPopulation: (stage: string): string => `${stage}/open/population`,
  order: (stage: string, epoch: number): string => `${stage}/epoch-${pad(epoch, 4)}/order`,
  individual: (stage: string, iteration: number): string => `${stage}/step/${iteration}/individual`,
  mirrored: (stage: string, iteration: number): string => `${stage}/step/${iteration}/mirrored`,
  latents: (stage: string, iteration: number, network: 'd' | 'g'): string =>
    `${stage}/step/${iteration}/latents/${network}`,
  evaluationLatents: (stage: string, generation: number): string =>
    `${stage}/${generationName(generation)}/evaluate/latents`,
  recalibration: (stage: string, generation: number): string =>
    `${stage}/${generationName(generation)}/evaluate/recalibration`,
  select: (stage: string, generation: number): string => `${stage}/${generationName(generation)}/select`,
  breed: (stage: string, generation: number): string => `${stage}/${generationName(generation)}/breed`,
  openGenerator: 'final/open/generator',
  openDiscriminator: 'final/open/discriminator',
  scoreLatents: 'final/score/latents',
  kernelSubsets: 'metrics/kernel-distance/subsets',
  sampleLatents: 'report/samples/latents',
  sampleNoise: 'report/samples/noise',
  drawnLatents: 'sample/latents',
  proofLatent: 'winner/proof/latent',
} as const;
