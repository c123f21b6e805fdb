// Measures, in a process of its own, the two readings of a data set: its digest when a run starts, and the ingest.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readerOf } from '../../../datasets/kinds.js';
import { withoutLocation, type Dataset } from '../../../domain/dataset.js';
import { makeFolderSync } from '../../../scripts/files.mjs';
import { openStore } from '../../../store/index.js';
import { makeImages } from '../make-images.js';
import { timed } from '../timed.js';
import { recordWriters, type WrittenKind } from './write-records.js';

export type IngestKind = 'imageFolder' | WrittenKind;

export interface IngestRequest {
  readonly kind: IngestKind;
  /** null: first makes `images` drawn images in a temporary folder: JPEGs of `size` pixels, or the files of the kind. */
  readonly path: string | null;
  readonly images: number;
  readonly size: number;
}

export interface IngestSeconds {
  readonly images: number;
  readonly door_s: number;
  readonly ingest_s: number;
}

/** Throws what reading the data set throws. */
export async function measureIngest({ kind, path, images, size }: IngestRequest): Promise<IngestSeconds> {
  const place = await mkdtemp(join(tmpdir(), 'eagan-bench-'));
  try {
    const made = join(place, 'images');
    makeFolderSync(made);
    if (path === null && kind === 'imageFolder') await makeImages(made, images, size);
    else if (path === null && kind !== 'imageFolder') recordWriters[kind](made, images);
    const dataset = datasetOf(kind, path ?? made, size);
    const reader = readerOf(dataset);
    const [door_s, door] = await timed(() => reader.door(dataset));
    const { objects } = await openStore(join(place, 'store'));
    const order = { ...door.source, path: path ?? made, seed: 0 };
    const [ingest_s] = await timed(() => reader.ingest(withoutLocation(dataset), order, objects, () => undefined));
    return { images: door.images ?? 0, door_s, ingest_s };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function datasetOf(kind: IngestKind, path: string, size: number): Dataset {
  const all = { path, size, images: null };
  if (kind === 'imageFolder') return { kind, ...all, unreadable: 'skip' };
  return kind === 'stl10Binary' ? { kind, ...all, unlabeled: true } : { kind, ...all };
}
