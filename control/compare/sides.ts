// The two sides of a comparison: a pipeline file as it would run, or a run as it was frozen.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isLocated } from '../../domain/dataset.js';
import type { Digest } from '../../domain/digest.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { ofKind } from '../../domain/steps/kinds.js';
import { noSource, type DatasetSource } from '../../domain/plan/index.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { runRecords, type Store } from '../../store/index.js';
import { findRun } from '../runs/find-run.js';
import { storeWithRuns } from '../runs/open-store.js';
import { requirePipeline } from '../runs/pipeline-file.js';
import { countImages, type CountedImages } from '../plan/images.js';
import { trainImagesIn } from '../progress/progress.js';

export interface Side {
  readonly name: string;
  readonly kind: 'file' | 'run';
  readonly pipeline: Pipeline;
  readonly images: CountedImages;
  /** null: the images of a file were not read. */
  readonly source: DatasetSource | null;
  /** Of a run; a file has none. */
  readonly records: readonly StepRecord[];
}

/** A file by its path, else a run by its id or the start of it. Throws what loading a file and finding a run throw. */
export async function readSide(asked: string, directory: string, stateFolder: string): Promise<Side> {
  if (isPipelineFile(asked, directory)) {
    const { pipeline } = requirePipeline(asked, { directory });
    const images = await countImages(pipeline, undefined);
    return { name: asked, kind: 'file', pipeline, images, source: sourceOfFile(pipeline), records: [] };
  }
  const store = await storeWithRuns(stateFolder);
  return readRunSide(store, asked);
}

/** True if a person who may name a run as well means a file. */
export const isPipelineFile = (asked: string, directory: string): boolean =>
  existsSync(resolve(directory, asked)) || /\.ya?ml$/.test(asked);

const sourceOfFile = ({ dataset }: Pipeline): DatasetSource | null => (isLocated(dataset) ? null : noSource);

/** A run by its id or the start of it. */
export async function readRunSide(store: Store, asked: string): Promise<Side> {
  const { frozen } = await findRun(store, asked);
  const { run, pipeline, contents, decoder } = frozen;
  const records = await runRecords(store, run);
  const counted = trainImagesIn(records) ?? undefined;
  const images = await countImages(pipeline, counted);
  const held = records.find(({ step }) => step.kind === 'ingest')?.numbers.heldOutImages;
  return {
    ...{ name: run, kind: 'run', pipeline, source: { contents, decoder }, records },
    images: held === undefined ? images : { ...images, heldOutImages: held },
  };
}

/** The figures of a finished run by what was scored; null while there are none. */
export function scoredFigures({ records }: Side): Readonly<Record<string, Readonly<Record<string, number>>>> | null {
  const exported = records.find(({ step }) => step.kind === 'export');
  if (!exported) return null;
  const state: Digest = exported.step.inputs.state!;
  const shown = ofKind('scoreWinner', records).filter(
    ({ step }) => step.parameters.subject !== 'trained' || step.inputs.state === state,
  );
  return Object.fromEntries(
    shown.map(({ step: { parameters }, numbers }) => [
      parameters.subject === 'trained' ? 'winner' : parameters.subject,
      numbers,
    ]),
  );
}
