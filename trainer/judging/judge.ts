// The extractor and the reference statistics of a protocol. A warm child keeps them, because they judge a whole
// generation.
import type { Protocol, ReferenceArtifact } from '../../domain/steps/artifacts.js';
import { getJson } from '../../domain/steps/objects.js';
import { loadExtractor, rootFromBytes, statisticsFromBytes, type RootedStatistics } from '../../metrics/index.js';
import type { Extractor } from '../../metrics/types.js';
import type { Store } from '../../store/types.js';

export interface Judge {
  readonly extractor: Extractor;
  readonly reference: RootedStatistics;
}

let known: (Judge & { readonly key: string }) | null = null;

/** The judge that a protocol names, of images of a size. */
export async function judgeOf(protocol: Protocol, size: number, store: Store): Promise<Judge> {
  const key = `${protocol.extractor} ${protocol.reference} ${size}`;
  if (known?.key === key) return known;
  known?.extractor.dispose();
  known = null;
  const { tensors, meta } = await store.checkpoints.read(protocol.extractor);
  const reference = await referenceOf(await getJson<ReferenceArtifact>(store.objects, protocol.reference), store);
  known = { key, extractor: await loadExtractor(tensors, meta, size), reference };
  return known;
}

async function referenceOf(artifact: ReferenceArtifact, { objects }: Store): Promise<RootedStatistics> {
  const { features, images } = artifact;
  return {
    statistics: statisticsFromBytes(await objects.get(artifact.statistics), features, images),
    root: rootFromBytes(await objects.get(artifact.root), features),
  };
}
