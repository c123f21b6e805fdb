// Sizes of a step: channels, batches, latents; those that the published networks are compared at; how many steps are
// worth measuring.

export interface StepSize {
  readonly channels: { readonly generator: number; readonly discriminator: number };
  readonly batch: { readonly discriminator: number; readonly generator: number };
  readonly latent: number;
  readonly bottomWidth: number;
}

const common = { latent: 120, bottomWidth: 4 };

/** Sizes by channels of G and D and by batches of D and G. */
export const sizeOf = (
  [generator, discriminator]: readonly [number, number],
  [real, generated]: readonly [number, number],
  rest: Partial<Pick<StepSize, 'latent' | 'bottomWidth'>> = {},
): StepSize => ({
  channels: { generator, discriminator },
  batch: { discriminator: real, generator: generated },
  ...common,
  ...rest,
});

/** The four that the published script's times are known for; the last is the paper's. */
export const publishedSizes: readonly StepSize[] = [
  sizeOf([16, 16], [20, 40]),
  sizeOf([32, 32], [20, 40]),
  sizeOf([64, 64], [20, 40]),
  sizeOf([256, 128], [40, 80]),
];

/** `16/16, batch 20/40`. */
export function sizeName({ channels, batch }: StepSize): string {
  return `${channels.generator}/${channels.discriminator}, batch ${batch.discriminator}/${batch.generator}`;
}

/** 30 steps of small networks, 3 of the paper's, where one takes seconds. */
export function usualIterations({ channels, batch }: StepSize): number {
  const forwards = batch.discriminator + batch.generator;
  const work = channels.generator ** 2 * forwards + channels.discriminator ** 2 * (forwards + batch.discriminator);
  return Math.max(3, Math.min(30, Math.round(8e6 / work)));
}

/** Steps before the measured ones: the first builds programs and fills caches. */
export const usualWarmup = (iterations: number): number => (iterations > 5 ? 3 : 1);
