// Examines the file of a network as the extractor step would, and tells what it found: `eagan metrics check`.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Digest } from '../../domain/digest.js';
import { inceptionArchive, isPanda } from '../../domain/inception2015.js';
import { classesOfJpeg, loadExtractor, storeNetwork, type NetworkSettings } from '../../metrics/index.js';
import { readRegularFile } from '../../scripts/foreign-files.mjs';
import { givenNetwork } from './given-network.js';

export interface NetworkRequest {
  /** Absolute. */
  readonly path: string;
  /** How its file is to be read; `contents` counts for nothing. */
  readonly settings: NetworkSettings;
}

export interface NetworkCheck {
  /** Of what lies at the path, as `contents` of a pipeline. */
  readonly contents: Digest;
  readonly features: number;
  readonly classes: number;
  readonly batch: number;
  readonly msAnImage: number;
  /** Of the graph of 2015, whether it is the published file, by its size and MD5. */
  readonly graph?: {
    readonly bytes: number;
    readonly md5: string;
    readonly official: boolean;
    readonly isArchive: boolean;
  };
  readonly panda?: PandaCheck;
}

/** How the network classifies the picture of the published archive. */
export interface PandaCheck {
  readonly file: 'in the archive' | 'beside the graph';
  /** The two most likely classes, by their numbers. */
  readonly largest: readonly { readonly class: number; readonly probability: number }[];
  /** They are those that were published. */
  readonly asPublished: boolean;
}

/** Width and height of the images by which time is measured. */
const size = 32;

/** Throws as the extractor step: EAGAN_EXTRACTOR_NOT_FOUND, EAGAN_EXTRACTOR_INVALID, EAGAN_ONNX_MISSING. */
export async function checkNetwork({ path, settings }: NetworkRequest): Promise<NetworkCheck> {
  const given = await givenNetwork(settings, path);
  const { meta, tensors } = await storeNetwork(settings, given);
  const { features, classes, batch } = meta;
  const extractor = await loadExtractor(tensors, { ...meta } as never, size);
  const began = performance.now();
  await extractor.extract(new Uint8Array(2 * batch * size * size * 3), 2 * batch);
  const msAnImage = (performance.now() - began) / (2 * batch);
  extractor.dispose();
  const found = { contents: given.asked, features, classes, batch, msAnImage };
  if (!given.inception) return found;
  const { graph, official, isArchive } = given.inception;
  const picture = pictureOf(given.inception.panda, path);
  const panda = picture && (await pandaOf(given.files, picture));
  return { ...found, graph: { bytes: graph.bytes, md5: graph.md5, official, isArchive }, ...(panda ? { panda } : {}) };
}

type Picture = { readonly bytes: Uint8Array } & Pick<PandaCheck, 'file'>;

function pictureOf(inArchive: Uint8Array | null, path: string): Picture | null {
  if (inArchive) return { bytes: inArchive, file: 'in the archive' };
  const beside = join(dirname(path), inceptionArchive.panda);
  if (!existsSync(beside)) return null;
  return { bytes: readRegularFile(beside, { atMost: 16 * 1024 * 1024 }), file: 'beside the graph' };
}

async function pandaOf(files: ReadonlyMap<string, Uint8Array>, { bytes, file }: Picture): Promise<PandaCheck> {
  const probabilities = await classesOfJpeg(files, bytes);
  const sorted = [...probabilities.entries()].sort(([, a], [, b]) => b - a).slice(0, 2);
  const largest = sorted.map(([at, probability]) => ({ class: at, probability }));
  return { file, largest, asPublished: isPanda(largest.map(({ probability }) => probability)) };
}
