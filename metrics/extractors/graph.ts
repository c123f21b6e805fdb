// A network of somebody's own as extractor: it is told how its images are treated and which tensors are fetched.
import type { Digest } from '../../domain/digest.js';
import type { FittedExtractor, GraphFormat, InputTreatment } from '../../domain/extractor.js';
import type { Tensors } from '../../store/types.js';
import type { Extractor } from '../types.js';
import { defaultBatch, networkExtractor, widthOf } from './network-extractor.js';
import { invalidNetwork } from './networks/invalid.js';
import { openNetwork } from './networks/index.js';
import type { Fetched, NetworkFiles, NetworkTensors } from './networks/types.js';
import { filesFromTensors, type StoredFile } from './stored-files.js';
import { treated } from './treatment.js';

export interface GraphMeta {
  readonly schemaVersion: 1;
  readonly kind: 'graph';
  readonly contents: Digest;
  readonly format: GraphFormat;
  readonly files: readonly StoredFile[];
  readonly input: InputTreatment;
  /** The fetched tensors; without logits there are no classes. */
  readonly fetched: { readonly features: string; readonly logits: string | null };
  readonly features: number;
  readonly classes: number;
  /** Images that the network gets at once. */
  readonly batch: number;
  /** Each image is computed by itself, beside zeros if the network wants more. Absent: together with others. */
  readonly alone?: true;
}

export const loadGraphExtractor = (tensors: Tensors, meta: GraphMeta, size: number): Promise<Extractor> =>
  openGraphExtractor(filesFromTensors(meta.files, tensors), meta, size);

/** Makes the network ready for images of a size. */
export async function openGraphExtractor(files: NetworkFiles, meta: GraphMeta, size: number): Promise<Extractor> {
  const network = await openNetwork[meta.format](files, tensorsOf(meta));
  return networkExtractor({
    run: (images) => network.run(images),
    batch: meta.batch,
    alone: meta.alone === true,
    // Of one's own network computed alone, an image has the first place anyway.
    classesAlone: false,
    size,
    features: meta.features,
    classes: meta.classes,
    treat: (images, count) => treated(images, count, size, meta.input),
    logitsOf: meta.fetched.logits === null ? null : (fetched) => fetched[1]!,
    dispose: () => network.dispose(),
  });
}

const tensorsOf = ({ input, fetched: { features, logits } }: Pick<GraphMeta, 'input' | 'fetched'>): NetworkTensors => ({
  input: input.name,
  fetches: logits === null ? [features] : [features, logits],
});

/**
 * What is stored of a network, once a first batch has told how many features and classes it has. `alone`: it computes
 * each image by itself, because the last bits of means, products and softmax may depend on an image's place beside
 * others: vector instructions take neighbouring numbers together.
 */
export async function describeGraph(
  files: NetworkFiles,
  { format, input, features, logits }: Omit<FittedExtractor<'graph'>, 'contents'>,
  contents: Digest,
  listed: readonly StoredFile[],
  alone: boolean,
): Promise<GraphMeta> {
  const fetched = { features, logits };
  const network = await openNetwork[format](files, tensorsOf({ input, fetched }));
  try {
    const batch = network.batch ?? defaultBatch;
    const found = await network.run({ shape: [batch, input.size, input.size, 3], data: zeros(batch, input.size) });
    const counts = {
      features: countOf('features', features, found[0]!, batch),
      classes: logits === null ? 0 : countOf('logits', logits, found[1]!, batch),
    };
    const asStored = { schemaVersion: 1, kind: 'graph', contents, format, files: listed, input, fetched } as const;
    return { ...asStored, ...counts, ...(alone ? { batch: network.batch ?? 1, alone } : { batch }) };
  } finally {
    network.dispose();
  }
}

const zeros = (batch: number, size: number): Float32Array => new Float32Array(batch * size * size * 3);

function countOf(what: string, name: string, { shape }: Fetched, batch: number): number {
  const count = widthOf(shape, batch);
  if (count !== null && count > 0) return count;
  throw invalidNetwork(
    `the ${what} (${name}) must be images × numbers, with further dimensions only of size 1 (got ${shape.join(' × ')} for ${batch} images)`,
  );
}
