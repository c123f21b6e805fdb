// Measures, in a process of its own, the two readings of a data set: its digest when a run starts, and the ingest.
// Files are written in another process, whose memory does not count.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readerOf } from '../../../datasets/kinds.js';
import { withoutLocation, type Dataset } from '../../../domain/dataset.js';
import { openStore } from '../../../store/index.js';
import { makeImages } from '../make-images.js';
import { timed } from '../timed.js';
import type { IngestKind, WrittenKind } from './kinds.js';
import { pythonWriters } from './write-python-records.js';
import { recordWriters, type Writer } from './write-records.js';

const writers: Readonly<Record<WrittenKind, Writer>> = { ...recordWriters, ...pythonWriters };

export interface IngestRequest {
  readonly kind: IngestKind;
  readonly path: string;
  readonly size: number;
}

/** Draws images in an empty folder, as JPEGs of `size` pixels or as files of the kind. */
export async function writeImages({
  kind,
  path,
  images,
  size,
}: IngestRequest & { readonly images: number }): Promise<null> {
  if (kind === 'imageFolder') await makeImages(path, images, size);
  else await writers[kind](path, images);
  return null;
}

export interface IngestSeconds {
  readonly images: number;
  readonly door_s: number;
  readonly ingest_s: number;
}

/** Throws what reading the data set throws. */
export async function measureIngest({ kind, path, size }: IngestRequest): Promise<IngestSeconds> {
  const place = await mkdtemp(join(tmpdir(), 'eagan-bench-'));
  try {
    const dataset = datasetOf(kind, path, size);
    const reader = readerOf(dataset);
    const [door_s, door] = await timed(() => reader.door(dataset));
    const { objects } = await openStore(join(place, 'store'));
    const order = { ...door.source, path, seed: 0 };
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
