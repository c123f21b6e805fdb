// The losses of both training steps in double precision, as functions of the networks' tensors.
import type { Genotype } from '../../../domain/pipeline.js';
import { imagesOf, type Images } from './operations.js';
import { plainDiscriminator, plainGenerator, plainSimpleDiscriminator, type PlainTensors } from './networks.js';

/** The architectures of the pair; null: the simple discriminator. */
export interface PlainForm {
  readonly generator: Genotype;
  readonly discriminator: Genotype | null;
}

export interface PlainPair {
  readonly form: PlainForm;
  readonly generator: PlainTensors;
  readonly discriminator: PlainTensors;
}

const judge = ({ form, discriminator }: PlainPair, images: Images): number[] =>
  form.discriminator === null
    ? plainSimpleDiscriminator(discriminator, images)
    : plainDiscriminator(discriminator, form.discriminator, images);

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const relu = (x: number): number => Math.max(0, x);

/** Bytes 0–255, [n, size, size, 3], as images in [−1, 1]. */
export function imagesOfBytes(bytes: Uint8Array, count: number): Images {
  const size = Math.sqrt(bytes.length / count / 3);
  return imagesOf(
    [count, size, size, 3],
    Float64Array.from(bytes, (byte) => byte / 127.5 - 1),
  );
}

/** Latents [n, latent] as rows. */
export function rowsOf(data: Float32Array, count: number): Float64Array[] {
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => Float64Array.from(data.slice(i * size, (i + 1) * size)));
}

/** mean ReLU(1 − D(real)) + mean ReLU(1 + D(fake)), D applied to the real images first. */
export function plainDiscriminatorLoss(pair: PlainPair, real: Images, fake: Images): number {
  const realLogits = judge(pair, real);
  const fakeLogits = judge(pair, fake);
  return meanOf(realLogits.map((x) => relu(1 - x))) + meanOf(fakeLogits.map((x) => relu(1 + x)));
}

export const plainFakes = ({ form, generator }: PlainPair, latents: readonly Float64Array[]): Images =>
  plainGenerator(generator, form.generator, latents);

/** −mean D(G(z)). */
export const plainGeneratorLoss = (pair: PlainPair, latents: readonly Float64Array[]): number =>
  -meanOf(judge(pair, plainFakes(pair, latents)));
