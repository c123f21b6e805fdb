// A run in a state folder that has packed its images and gone no further, made by the program's own ingest.
import { join } from 'node:path';
import { datasetCircumstances, type Dataset } from '../../domain/dataset.js';
import { digestJson } from '../../domain/digest.js';
import { ingestStep } from '../../domain/plan/index.js';
import { stepKey, type StepRecord } from '../../domain/steps/step.js';
import { readerOf } from '../../datasets/kinds.js';
import { openStore, recordDigest, type Store } from '../../store/index.js';
import { ingest } from '../../trainer/tasks/ingest.js';
import { freezeRun } from './freeze-run.js';
import { tinyPipeline } from './runs.js';

export interface IngestedRun {
  readonly store: Store;
  readonly run: string;
}

/** Packs the images of a data set as the run of a pipeline with it does. */
export async function ingestedRun(home: string, dataset: Dataset): Promise<IngestedRun> {
  const store = await openStore(join(home, 'store'));
  const pipeline = { ...tinyPipeline, dataset };
  const { source } = await readerOf(dataset).door(dataset);
  const run = `tiny-${digestJson(pipeline).slice(0, 8)}`;
  await freezeRun(store, run, pipeline, { ...source, createdAt: '2026-01-01T10:00:00.000Z' });
  const step = ingestStep(pipeline, source);
  const [key, fingerprint] = [stepKey(step), digestJson('here')];
  const { outputs, numbers, status } = await ingest(step, {
    ...{ store, key, attempt: 'test', now: () => performance.now() },
    circumstances: { recoveryEveryMs: 60_000, ...datasetCircumstances(dataset) },
    tick: async () => undefined,
    onInterrupt: () => undefined,
  });
  const at = '2026-01-01T10:00:01.000Z';
  const circumstances = { run, startedAt: at, finishedAt: at, host: 'here', attempt: 1 };
  const made = { schemaVersion: 1, key, fingerprint, step, outputs, numbers, status, circumstances } as const;
  const record: StepRecord = await store.records.put(made);
  const line = { place: step.place, key, fingerprint, record: recordDigest(record), at };
  await store.ledger.append(run, 0, line);
  return { store, run };
}
