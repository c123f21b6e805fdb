// The extractor and the reference of a protocol. A warm child keeps them, because they judge a whole generation.
import type { Protocol, ReferenceArtifact } from '../../domain/steps/artifacts.js';
import { getJson } from '../../domain/steps/objects.js';
import {
  featureSet,
  loadExtractor,
  neighbourhoodOf,
  rootFromBytes,
  statisticsFromBytes,
  type FeatureSet,
  type Neighbourhood,
  type RootedStatistics,
} from '../../metrics/index.js';
import type { Extractor } from '../../metrics/types.js';
import type { Store } from '../../store/types.js';

export interface Judge {
  readonly extractor: Extractor;
  readonly reference: RootedStatistics;
  /** The features of single real images; null: the reference has none. */
  readonly real: FeatureSet | null;
  /** The real images with their radii, which are computed once. */
  neighbourhood(nearest: number): Neighbourhood;
}

let known: (Judge & { readonly key: string }) | null = null;

/** The judge that a protocol names, of images of a size. */
export async function judgeOf(protocol: Protocol, size: number, store: Store): Promise<Judge> {
  const key = `${protocol.extractor} ${protocol.reference} ${size}`;
  if (known?.key === key) return known;
  known?.extractor.dispose();
  known = null;
  const artifact = await getJson<ReferenceArtifact>(store.objects, protocol.reference);
  const reference = await referenceOf(artifact, store);
  const real = await realFeatures(artifact, store);
  const { tensors, meta } = await store.checkpoints.read(protocol.extractor);
  const extractor = await loadExtractor(tensors, meta, size);
  known = { key, extractor, reference, real, neighbourhood: remembering(real) };
  return known;
}

function remembering(real: FeatureSet | null): Judge['neighbourhood'] {
  let found: Neighbourhood | null = null;
  return (nearest) => (found = found?.nearest === nearest ? found : neighbourhoodOf(real!, nearest));
}

async function referenceOf(artifact: ReferenceArtifact, { objects }: Store): Promise<RootedStatistics> {
  const { features, images } = artifact;
  return {
    statistics: statisticsFromBytes(await objects.get(artifact.statistics), features, images ?? 0),
    root: rootFromBytes(await objects.get(artifact.root), features),
  };
}

async function realFeatures({ single, features }: ReferenceArtifact, { objects }: Store): Promise<FeatureSet | null> {
  if (!single) return null;
  const rows = new Float32Array(single.images * features);
  let at = 0;
  for (const block of single.blocks) {
    const bytes = await objects.get(block);
    const part = new Float32Array(bytes.slice().buffer);
    rows.set(part, at);
    at += part.length;
  }
  return featureSet(rows, features);
}
