// The data set of a warm child: read once, kept until another one is needed.
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
import type { Digest } from '../../domain/digest.js';
import { getJson } from '../../domain/steps/objects.js';
import { openDataset } from '../../datasets/index.js';
import type { PackedDataset } from '../../datasets/types.js';
import type { Store } from '../../store/types.js';

let dataset: { readonly digest: Digest; readonly value: PackedDataset } | null = null;

/** The packed data set of that digest, in memory. */
export async function datasetOf(digest: Digest, store: Store): Promise<PackedDataset> {
  if (dataset?.digest === digest) return dataset.value;
  dataset = null;
  const value = await openDataset(await getJson<DatasetArtifact>(store.objects, digest), store.objects);
  dataset = { digest, value };
  return value;
}
