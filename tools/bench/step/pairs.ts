// Pairs of genotypes for steps of the supernets: drawn, or read from the file that the published script's measurement
// writes.
import { readRegularFile } from '../../../scripts/foreign-files.mjs';
import { assertLegalGenotype } from '../../../domain/search/genotype.js';
import type { Genotype } from '../../../domain/pipeline.js';
import { fullSpace, randomGenotype } from '../../../domain/search/search-space.js';
import { stream } from '../../../domain/stream.js';
import { usageError } from '../options.js';

export interface GenotypePair {
  readonly generator: Genotype;
  readonly discriminator: Genotype;
}

/** Random legal pairs. */
export function drawPairs(count: number, seed: number, name = 'bench/pairs'): GenotypePair[] {
  const random = stream(seed, name);
  return Array.from({ length: count }, () => ({
    generator: randomGenotype(fullSpace('generator'), random),
    discriminator: randomGenotype(fullSpace('discriminator'), random),
  }));
}

/** The pairs of a JSON file: a list of {generator, discriminator}. Throws EAGAN_USAGE, EAGAN_GENOTYPE_ILLEGAL. */
export async function readPairs(file: string): Promise<GenotypePair[]> {
  const pairs = await parsePairs(file);
  for (const { generator, discriminator } of pairs) {
    assertLegalGenotype('generator', generator);
    assertLegalGenotype('discriminator', discriminator);
  }
  return pairs;
}

async function parsePairs(file: string): Promise<GenotypePair[]> {
  let content: unknown;
  try {
    content = JSON.parse(readRegularFile(file, { atMost: 1024 * 1024 }).toString('utf8'));
  } catch (error) {
    throw notPairs(file, (error as Error).message);
  }
  const isPair = (item: unknown): boolean => typeof item === 'object' && item !== null;
  if (Array.isArray(content) && content.length > 0 && content.every(isPair)) return content as GenotypePair[];
  throw notPairs(file, Array.isArray(content) ? `a list of ${content.length}` : typeof content);
}

function notPairs(file: string, found: string): Error {
  return usageError(`${file} must hold a JSON list of pairs {"generator": …, "discriminator": …} (got: ${found})`);
}
