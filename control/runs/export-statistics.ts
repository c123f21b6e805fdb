// The statistics of a run's real images as a file of the field: `mu` and `sigma` in an .npz, and which extractor they
// are of.
import type { DatasetArtifact, ReferenceArtifact } from '../../domain/steps/artifacts.js';
import { EaganError } from '../../domain/errors.js';
import { getJson } from '../../domain/steps/objects.js';
import type { JudgeName } from '../../domain/judges.js';
import { places } from '../../domain/steps/places.js';
import { writeNpz, type WrittenArray } from '../../formats/arrays/write-npy.js';
import { runRecords, type Store } from '../../store/index.js';
import { writable, write } from './output-file.js';

export interface ExportedStatistics {
  readonly run: string;
  readonly file: string;
  /** Digest of the extractor. */
  readonly extractor: string;
  readonly features: number;
  /** null: the run took its statistics from a file that does not say it. */
  readonly images: number | null;
  /** Width and height of the images. */
  readonly size: number;
}

const referencePlaces = { search: places.reference, final: places.finalReference } as const;

/**
 * Writes the reference of a run's search, or of its final pair's own judge. Throws EAGAN_PLACE_NOT_REACHED before the
 * run has one, EAGAN_USAGE for a file that cannot be written.
 */
export async function exportStatistics(
  store: Store,
  run: string,
  of: JudgeName,
  output: string,
  directory: string,
): Promise<ExportedStatistics> {
  const file = writable(output, directory);
  const record = (await runRecords(store, run)).find(({ step }) => step.place === referencePlaces[of]);
  if (!record)
    throw new EaganError(
      'EAGAN_PLACE_NOT_REACHED',
      `${run} must have the statistics of its real images at ${referencePlaces[of]} (it has not got so far, or its pipeline has none)`,
      `Wait for the step ${referencePlaces[of]}: eagan attach ${run}`,
    );
  const { objects } = store;
  const reference = await getJson<ReferenceArtifact>(objects, record.outputs.reference!);
  const { size } = await getJson<DatasetArtifact>(objects, record.step.inputs.dataset!);
  const { extractor } = record.step.inputs as { readonly extractor: string };
  write(file, writeNpz(arraysOf(reference, await objects.get(reference.statistics), extractor)));
  const { features, images } = reference;
  return { run, file, extractor, features, images, size };
}

function arraysOf(
  { features, images }: ReferenceArtifact,
  statistics: Uint8Array,
  extractor: string,
): Record<string, WrittenArray> {
  const numbers = new Float64Array(statistics.slice().buffer);
  return {
    mu: { shape: [features], data: numbers.subarray(0, features) },
    sigma: { shape: [features, features], data: numbers.subarray(features) },
    // Programs of the field read the arrays above by name. These tell eagan whose statistics they are.
    extractor: { shape: [32], data: Uint8Array.from(Buffer.from(extractor, 'hex')) },
    ...(images === null ? {} : { images: { shape: [1], data: BigInt64Array.of(BigInt(images)) } }),
  };
}
