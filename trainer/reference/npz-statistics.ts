// Statistics of real images in a file of the field: `mu` and `sigma` in an .npz. Files of ours also name the extractor.
import { createHash } from 'node:crypto';
import { EaganError } from '../../domain/errors.js';
import type { Digest } from '../../domain/digest.js';
import { FormatError } from '../../formats/format-error.js';
import { numbersOf } from '../../formats/arrays/number-array.js';
import { openNpz, type NpzFile } from '../../formats/arrays/npz.js';
import { rootStatistics, type RootedStatistics, type Statistics } from '../../metrics/index.js';
import { readRegular } from '../../scripts/foreign-files.mjs';

/** A covariance of 8,192 features in double has half of it. */
const atMost = 1024 ** 3;

/** What a file must fit. */
export interface ExpectedStatistics {
  readonly features: number;
  /** Digest of the extractor. */
  readonly extractor: Digest;
  /** SHA-256 of the file. */
  readonly contents: Digest | null;
}

export interface FileStatistics extends RootedStatistics {
  /** null: the file does not say it. */
  readonly images: number | null;
}

/**
 * Reads the file. Throws EAGAN_CONTENTS_DIFFER if it is not the one that the run was frozen with,
 * EAGAN_REFERENCE_UNSUITABLE if it is not there or has no statistics of this extractor.
 */
export async function statisticsOfFile(path: string, expected: ExpectedStatistics): Promise<FileStatistics> {
  const bytes = await bytesOf(path);
  const contents = createHash('sha256').update(bytes).digest('hex');
  if (contents !== expected.contents)
    throw new EaganError(
      'EAGAN_CONTENTS_DIFFER',
      `${path} must have the SHA-256 ${expected.contents} with which the run was frozen (got ${contents})`,
      'Put that file back, or start another run with this one: eagan run FILE',
    );
  try {
    return readStatistics(path, bytes, expected);
  } catch (error) {
    if (error instanceof FormatError) throw unsuitable(path, `must be an .npz file: ${error.message}`, error);
    throw error;
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readRegular(path, { atMost });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new EaganError(
      'EAGAN_REFERENCE_UNSUITABLE',
      `metrics.reference.path must name a file that is there (got ${path})`,
      'Put the file back, then: eagan run FILE',
      { cause: error },
    );
  }
}

function readStatistics(path: string, bytes: Uint8Array, { features, extractor }: ExpectedStatistics): FileStatistics {
  const file = openNpz(bytes, atMost);
  const missing = ['mu', 'sigma'].filter((name) => !file.names.includes(name));
  if (missing.length > 0)
    throw unsuitable(path, `must have the arrays mu and sigma (got ${file.names.join(', ') || 'none'})`);
  requireExtractor(path, file, extractor);
  const mean = floatsOf(path, file, 'mu', [features]);
  const covariance = floatsOf(path, file, 'sigma', [features, features]);
  requireCovariance(path, covariance, features);
  const images = imagesOf(path, file);
  // The square root of the reference does not use the number of its images.
  const statistics: Statistics = { images: images ?? 2, mean, covariance };
  const rooted = rootStatistics(statistics);
  requireRoot(path, rooted);
  return { ...rooted, images };
}

/** How many images the statistics are of; null: the file does not say it. */
function imagesOf(path: string, file: NpzFile): number | null {
  if (!file.names.includes('images')) return null;
  const numbers = numbersOf(file.read('images'));
  if (numbers.length === 1 && Number.isSafeInteger(numbers[0]) && numbers[0]! >= 2) return numbers[0]!;
  throw unsuitable(path, `must have one whole number from 2 on as images (got ${[...numbers.subarray(0, 3)].join(', ') || 'none'})`); // prettier-ignore
}

function requireExtractor(path: string, file: NpzFile, expected: Digest): void {
  if (!file.names.includes('extractor')) return;
  const found = Buffer.from(numbersOf(file.read('extractor'))).toString('hex');
  if (found === expected) return;
  throw unsuitable(
    path,
    `must have statistics of the extractor ${expected} (got those of another extractor, ${found})`,
  );
}

function floatsOf(path: string, file: NpzFile, name: string, shape: readonly number[]): Float64Array {
  const array = file.read(name);
  if (array.type !== 'f4' && array.type !== 'f8')
    throw unsuitable(path, `must have ${name} as float32 or float64 (got ${array.type})`);
  if (array.shape.join() !== shape.join())
    throw unsuitable(
      path,
      `must have ${name} of ${shape.join(' × ')} numbers, for the ${shape[0]} features of the extractor (got ${array.shape.join(' × ')}: statistics of another extractor)`,
    );
  const numbers = numbersOf(array);
  if (!numbers.every(Number.isFinite))
    throw unsuitable(path, `must have finite numbers in ${name} (got some that are not)`);
  return numbers;
}

/** Symmetric except for the rounding of float32, and without negative variances. */
function requireCovariance(path: string, covariance: Float64Array, features: number): void {
  for (let a = 0; a < features; a++) {
    const variance = covariance[a * features + a]!;
    if (variance < 0) throw unsuitable(path, `must have no negative variance in sigma (got ${variance})`);
    for (let b = 0; b < a; b++) {
      const [lower, upper] = [covariance[a * features + b]!, covariance[b * features + a]!];
      const scale = Math.sqrt(variance * covariance[b * features + b]!);
      if (Math.abs(lower - upper) > 1e-3 * scale + 1e-12)
        throw unsuitable(path, `must have a symmetric sigma (got ${lower} and ${upper} at ${a}, ${b})`);
      // Only one triangle is read later; files in float32 differ in the last digit.
      covariance[a * features + b] = covariance[b * features + a] = (lower + upper) / 2;
    }
  }
}

/** The root leaves out negative eigenvalues. If they are more than rounding, its trace is larger than that of sigma. */
function requireRoot(path: string, { statistics: { mean, covariance }, root }: RootedStatistics): void {
  const total = mean.reduce((sum, _, i) => sum + covariance[i * mean.length + i]!, 0);
  const rooted = root.data.reduce((sum, value) => sum + value ** 2, 0);
  if (rooted - total <= 1e-3 * total) return;
  throw unsuitable(path, 'must have a sigma that is a covariance (got one whose eigenvalues are partly negative)');
}

function unsuitable(path: string, requirement: string, cause?: unknown): EaganError {
  const cure =
    'Name statistics that were computed with the extractor of this pipeline, or write metrics.reference: { from: dataset }.';
  return new EaganError('EAGAN_REFERENCE_UNSUITABLE', `${path} ${requirement}`, cure, { cause });
}
