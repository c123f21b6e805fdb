// The JSON files of an export: pure, so that they can be made again to be compared.
import type { ScoreArtifact, WinnerArtifact } from './artifacts.js';
import { canonicalJson, type Digest } from '../digest.js';
import type { StepOf } from './kinds.js';
import { getJson, type Objects } from './objects.js';
import type { ExportParameters } from './step-parameters.js';

/** JSON for people, with keys in canonical order: equal values give equal bytes. */
export function readableJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`);
}

type Architectures = Pick<ExportParameters, 'sizes' | 'generator' | 'discriminator'>;

export function genotypesOf({ sizes, generator, discriminator }: Architectures): object {
  return { schemaVersion: 1, kind: 'genotypes', sizes, generator, discriminator };
}

/**
 * The genotypes as the text inside the weights' file. Its keys have the order in which plans name them, because a step
 * that is read from the store has them sorted, and must give the same bytes when it runs again.
 */
export function genotypesText({ sizes, generator, discriminator }: Architectures): string {
  const { channels, latent, bottomWidth } = sizes.generator;
  const planned = { generator: { channels, latent, bottomWidth }, discriminator: sizes.discriminator };
  return JSON.stringify(genotypesOf({ sizes: planned, generator, discriminator }));
}

/** Everything that an export consists of. `counts`: parameters of both networks. `files`: its other outputs. */
export async function manifestOf(
  { inputs, parameters: { name, sizes, generator, discriminator } }: StepOf<'export'>,
  files: Readonly<Record<string, Digest>>,
  counts: Readonly<Record<'generator' | 'discriminator', number>>,
  objects: Pick<Objects, 'get'>,
): Promise<object> {
  const below = async <T>(prefix: string): Promise<Record<string, T>> => {
    const names = Object.keys(inputs).filter((input) => input.startsWith(prefix));
    const values = await Promise.all(names.map((input) => getJson<T>(objects, inputs[input]!)));
    return Object.fromEntries(names.map((input, index) => [input.slice(prefix.length), values[index]!]));
  };
  const sized: [string, { digest: Digest; bytes: number }][] = [];
  for (const [file, digest] of Object.entries(files))
    sized.push([file, { digest, bytes: (await objects.get(digest)).length }]);
  return {
    schemaVersion: 1,
    kind: 'manifest',
    name,
    sizes,
    architectures: { generator, discriminator },
    parameters: counts,
    scores: await below<ScoreArtifact>('score/'),
    winners: await below<WinnerArtifact>('winner/'),
    inputs,
    files: Object.fromEntries(sized),
  };
}
