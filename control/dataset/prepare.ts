// `eagan dataset prepare`: makes the ingest step of a pipeline before any run, so that runs find it in the store.
import { hostname } from 'node:os';
import { datasetCircumstances } from '../../domain/dataset.js';
import { digestJson, type Digest } from '../../domain/digest.js';
import { ingestStep, threadsOf, type DatasetSource } from '../../domain/plan/index.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
import { getJson, putJson } from '../../domain/steps/objects.js';
import { stepKey, type Step, type StepRecord } from '../../domain/steps/step.js';
import { closureOf, type Store } from '../../store/index.js';
import { createPool } from '../../trainer/pool.js';
import type { Progress, TrainerPool } from '../../trainer/types.js';

interface PrepareRequest {
  readonly store: Store;
  readonly logFolder: string;
  readonly pipeline: Pipeline;
  readonly source: DatasetSource;
  /** Ends the work; what was written so far is garbage that `eagan gc` removes. */
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

export interface PreparedDataset {
  /** It was in the store already, and nothing was done. */
  readonly wasThere: boolean;
  readonly key: Digest;
  readonly fingerprint: Digest;
  /** Of the packed data set. */
  readonly dataset: Digest;
  readonly size: number;
  readonly classes: readonly string[];
  readonly trainImages: number;
  readonly heldOutImages: number;
  readonly skipped: readonly string[];
  /** Of images and labels. */
  readonly bytes: number;
}

/** Finds or makes the step. Throws what its task throws, and Interruption if `signal` aborts. */
export async function prepareDataset(request: PrepareRequest): Promise<PreparedDataset> {
  const { store, logFolder, pipeline, source, signal } = request;
  // A worker of the same folder may write logs of its own trainers.
  const pool = createPool({ slots: 1, logFolder, logName: 'prepare' });
  const stop = (): void => void pool.close(graceMs);
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    const step = ingestStep(pipeline, source);
    const identity = await pool.identity(threadsOf(pipeline, step.kind));
    const fingerprint = digestJson(identity);
    const found = await store.records.rely(stepKey(step), fingerprint);
    if (found && (await isWhole(store, found))) return described(store, found, true);
    await putJson(store.objects, identity);
    return await described(store, await make(request, pool, step, fingerprint), false);
  } finally {
    signal.removeEventListener('abort', stop);
    await pool.close(graceMs);
  }
}

/** Reading an image takes much less. */
const graceMs = 5000;
/** An ingest has no recovery points. This is the largest delay that timers accept. */
const never = 2 ** 31 - 1;

async function make(
  { store, pipeline, signal, onProgress }: PrepareRequest,
  pool: TrainerPool,
  step: Step<'ingest'>,
  fingerprint: Digest,
): Promise<StepRecord> {
  const startedAt = new Date().toISOString();
  const key = stepKey(step);
  const circumstances = { recoveryEveryMs: never, ...datasetCircumstances(pipeline.dataset) };
  const { result } = await pool.run(
    { step, key, storeFolder: store.folder, attempt: 'prepare', circumstances },
    { threads: threadsOf(pipeline, step.kind), signal, onProgress, onWaiting: () => undefined },
  );
  const { outputs, numbers, status } = result;
  const finishedAt = new Date().toISOString();
  return store.records.put({
    ...{ schemaVersion: 1, key, fingerprint, step, outputs, numbers, status },
    // No run: whoever reads the record sees who made it.
    circumstances: { run: 'eagan dataset prepare', startedAt, finishedAt, host: hostname(), attempt: 1 },
  });
}

/** A run makes lost objects again, and so does this. */
async function isWhole({ objects }: Store, record: StepRecord): Promise<boolean> {
  const { digests, unread } = await closureOf(objects, record);
  const present = await Promise.all([...digests].map((digest) => objects.has(digest)));
  return unread.length === 0 && present.every(Boolean);
}

async function described({ objects }: Store, record: StepRecord, wasThere: boolean): Promise<PreparedDataset> {
  const { key, fingerprint, outputs } = record;
  const { size, classes, train, heldOut, skipped } = await getJson<DatasetArtifact>(objects, outputs.dataset!);
  const [trainImages, heldOutImages] = [train.images, heldOut.images];
  const bytes = (trainImages + heldOutImages) * (size * size * 3 + 1);
  return {
    ...{ wasThere, key, fingerprint, dataset: outputs.dataset!, size, classes },
    ...{ trainImages, heldOutImages, skipped, bytes },
  };
}
