// Draws images of a run's generator into files: a folder with a PNG for each, or one picture.
import { lstatSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../domain/digest.js';
import { threadsOf } from '../../domain/plan/index.js';
import { drawnLatents, drawnName, isDrawnName } from '../../domain/runs/drawn-images.js';
import { readableJson } from '../../domain/steps/export-texts.js';
import type { RunInStore, Store } from '../../store/index.js';
import type { Drawn } from '../../trainer/pictures/drawn.js';
import { refuseExisting, writeNewFile } from '../write-new-file.js';
import { refuseFilled, writeNewFolder } from '../write-new-folder.js';
import { individualsGenerator, winnersGenerator, type FoundGenerator } from './find-generator.js';
import { orderFolder, orderGrid } from './order-drawing.js';

export interface DrawRequest {
  /** null: the winner. */
  readonly individual: string | null;
  readonly images: number;
  readonly seed: number;
  /** Absolute. */
  readonly path: string;
  readonly as: 'folder' | 'grid';
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** How many there are so far. */
  readonly onDrawn: (images: number) => void;
}

/** What was drawn; `samples.json` of a folder says the same, without the path. */
export interface DrawnImages extends Drawn {
  readonly run: string;
  readonly individual: string | null;
  readonly generation: number | null;
  readonly seed: number;
  readonly size: number;
  /** Of the weights: the exported file, or the state of the search. */
  readonly weights: Digest;
  readonly path: string;
}

/**
 * Throws what `winnersGenerator` and `individualsGenerator` throw, EAGAN_FILE_EXISTS, EAGAN_GENERATOR_DIVERGED,
 * EAGAN_TENSORFLOW_MISSING, and errors of the disk.
 */
export async function drawImages(store: Store, run: RunInStore, request: DrawRequest): Promise<DrawnImages> {
  const { path, as, force, individual, images, seed } = request;
  if (as === 'folder') refuseFilled(path, force);
  else refuseExisting(path, force);
  const found = await (individual === null
    ? winnersGenerator(store, run)
    : individualsGenerator(store, run, individual));
  const { pipeline } = run.frozen;
  const { size } = pipeline.dataset;
  const drawing = { source: found.source, latents: drawnLatents(seed), images, size };
  const how = { threads: threadsOf(pipeline, 'evaluate'), signal: request.signal, onDrawn: request.onDrawn };
  const told = (drawn: Drawn): Omit<DrawnImages, 'path'> => ({
    ...{ run: run.frozen.run, individual: found.individual, generation: found.generation },
    ...{ seed, size, weights: weightsOf(found), images: drawn.images, digest: drawn.digest },
  });
  if (as === 'folder') {
    const earlier = earlierNames(path);
    const drawn = await writeNewFolder(path, force, async (folder) => {
      const made = told(await orderFolder(store, drawing, folder, how));
      await writeFile(join(folder, samplesName), readableJson({ schemaVersion: 1, kind: 'samples', ...made }));
      return made;
    });
    const names = new Set(Array.from({ length: images }, (_, index) => drawnName(index, images)));
    for (const name of earlier) if (!names.has(name)) await rm(join(path, name), { force: true });
    return { ...drawn, path };
  }
  const { png, ...drawn } = await orderGrid(store, drawing, how);
  await writeNewFile(path, force, (handle) => handle.writeFile(png));
  return { ...told(drawn), path };
}

const samplesName = 'samples.json';

/** With --force: images of an earlier and larger drawing would be counted among the new ones. */
function earlierNames(folder: string): readonly string[] {
  const isOurs = lstatSync(join(folder, samplesName), { throwIfNoEntry: false })?.isFile() === true;
  return isOurs ? readdirSync(folder).filter(isDrawnName) : [];
}

const weightsOf = ({ source }: FoundGenerator): Digest => (source.of === 'winner' ? source.weights : source.state);
