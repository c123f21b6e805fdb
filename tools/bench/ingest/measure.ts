// Measures, in a process of its own, the two readings of an image folder: its digest when a run starts, and the ingest.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderContents, ingestFolder } from '../../../datasets/index.js';
import { openStore } from '../../../store/index.js';
import { makeImages } from '../make-images.js';
import { timed } from '../timed.js';

export interface IngestRequest {
  /** null: first makes `images` drawn JPEGs of `size` pixels in a temporary folder. */
  readonly folder: string | null;
  readonly images: number;
  readonly size: number;
}

export interface IngestSeconds {
  readonly files: number;
  readonly door_s: number;
  readonly ingest_s: number;
}

/** Throws what listing and ingesting a folder throw. */
export async function measureIngest({ folder, images, size }: IngestRequest): Promise<IngestSeconds> {
  const place = await mkdtemp(join(tmpdir(), 'eagan-bench-'));
  try {
    if (folder === null) await makeImages(place, images, size);
    const path = folder ?? place;
    const [door_s, contents] = await timed(() => folderContents(path));
    const { objects } = await openStore(join(place, 'store'));
    const dataset = { kind: 'imageFolder', size, images: null, unreadable: 'skip' } as const;
    const seen = { contents: contents.digest, decoder: null };
    const [ingest_s] = await timed(() => ingestFolder(path, dataset, seen, objects, () => undefined));
    return { files: contents.files, door_s, ingest_s };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
