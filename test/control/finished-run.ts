// A state folder with runs, written through the real store as the program writes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../domain/digest.js';
import { putJson } from '../../domain/steps/objects.js';
import { runDigest, runId } from '../../domain/runs/run-id.js';
import { runRefs, type RunOutcome } from '../../domain/runs/run-state.js';
import { stepKey, type Step, type StepRecord, type StepResult } from '../../domain/steps/step.js';
import { sketchStep } from '../support/steps.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import {
  openStore,
  runResultDigest,
  takeOwnership,
  writeRunOutcome,
  writeRunState,
  type FrozenRun,
  type Store,
} from '../../store/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { shippedFile } from '../support/pipelines.js';

/** The shipped pipeline of all runs here. */
export const pipelineFile = shippedFile('quickstart.yaml');

export interface StateFolder {
  readonly folder: string;
  readonly store: Store;
}

/** An empty state folder. */
export async function stateFolder(): Promise<StateFolder> {
  const folder = temporaryFolder();
  return { folder, store: await openStore(join(folder, 'store')) };
}

/**
 * Freezes a run of the shipped pipeline with this seed and marks it as started; nothing is running. `set` as on the
 * command line.
 */
export async function startedRun(
  { store }: StateFolder,
  seed: number,
  createdAt = '2026-01-01T10:00:00.000Z',
  set: readonly string[] = [],
): Promise<string> {
  const text = readFileSync(pipelineFile, 'utf8');
  const loaded = loadPipeline({ file: pipelineFile, text }, { seed: String(seed), set });
  if (!loaded.ok) throw new Error('the shipped pipeline must be valid');
  const { pipeline } = loaded;
  const digest = runDigest(loaded.digest, null);
  const run = runId(pipeline.name, digest);
  const frozen: FrozenRun = {
    ...{ schemaVersion: 1, run, pipeline, digest, text, contents: null, decoder: null },
    ...{ fresh: false, createdAt, overrides: { seed: String(seed), set } },
  };
  await store.refs.compareAndSwap(runRefs.pipeline(run), 0, frozen);
  await takeOwnership(store.refs, run, 0, createdAt);
  await writeRunState(store.refs, run, { schemaVersion: 1, epoch: 1, startedAt: createdAt, status: 'running' });
  return run;
}

/** Enters a finished step of ten seconds in the run's ledger. */
export async function finishStep(
  store: Store,
  run: string,
  step: Step,
  result: Partial<StepResult>,
): Promise<StepRecord> {
  const times = { startedAt: '2026-01-01T10:00:00.000Z', finishedAt: '2026-01-01T10:00:10.000Z' };
  const record: StepRecord = {
    ...{ schemaVersion: 1, key: stepKey(step), fingerprint: '0'.repeat(64), step },
    ...{ outputs: {}, numbers: {}, status: 'ok', ...result },
    circumstances: { run, ...times, host: 'here', attempt: 1 },
  };
  await store.records.put(record);
  const { key, fingerprint } = record;
  await store.ledger.append(run, 1, { place: step.place, key, fingerprint, at: times.finishedAt });
  return record;
}

const size = 32;
const imageBytes = size * size * 3;
const figures = { noise: [400, 1], heldOut: [3, 9.5], untrained: [200, 1.5], trained: [90, 4.25] } as const;

/** Completes a started run: data, four scores, the export. */
export async function completeRun({ store }: StateFolder, run: string): Promise<RunOutcome> {
  const { objects } = store;
  const put = (text: string): Promise<Digest> => objects.put(Buffer.from(text));
  const [dataset, extractor, state] = [await put('dataset'), await put('extractor'), await put('state')];
  await finishStep(store, run, sketchStep('ingest', 'dataset', {}, {}), {
    outputs: { dataset },
    numbers: { trainImages: 3600 },
  });
  await finishStep(store, run, sketchStep('fitExtractor', 'extractor', { dataset }, {}), { outputs: { extractor } });
  await finishStep(store, run, sketchStep('trainWinner', 'final/train/segment-00', { dataset }, {}), {
    outputs: { state },
  });
  const scores: Record<string, Digest> = {};
  for (const [subject, [frechetDistance, classifierScore]] of Object.entries(figures)) {
    const score = await putJson(objects, { kind: 'score', subject, protocol: 'abcdef0123456789' });
    const inputs = { extractor, ...(subject === 'trained' ? { state } : {}) };
    const step = sketchStep('scoreWinner', `final/score/${subject}`, inputs, { subject });
    await finishStep(store, run, step, { outputs: { score }, numbers: { frechetDistance, classifierScore } });
    scores[`score/${subject}`] = score;
  }
  const preview = await objects.put(new Uint8Array(16 * imageBytes).fill(255, 8 * imageBytes));
  const outputs = {
    genotype: await put('{}'),
    weights: await put('weights'),
    samples: await put('png'),
    manifest: await put('{"m":1}'),
    preview,
  };
  const exported = await finishStep(
    store,
    run,
    sketchStep('export', 'export', { state, dataset, extractor, ...scores }, {}),
    {
      outputs,
      numbers: { parameters: 123456 },
    },
  );
  const outcome: RunOutcome = {
    schemaVersion: 1,
    resultDigest: await runResultDigest(store, run, exported.key),
    exportKey: exported.key,
  };
  await writeRunOutcome(store.refs, run, outcome);
  const end = { status: 'completed', exportKey: exported.key, finishedAt: '2026-01-01T10:02:30.000Z' } as const;
  await writeRunState(store.refs, run, { schemaVersion: 1, epoch: 1, startedAt: '2026-01-01T10:00:00.000Z', ...end });
  return outcome;
}

type Stop = 'failed' | 'blocked' | 'cancelled' | 'paused';

/** Ends a started run without a result. */
export async function endRun({ store }: StateFolder, run: string, status: Stop): Promise<void> {
  const common = {
    schemaVersion: 1,
    epoch: 1,
    startedAt: '2026-01-01T10:00:00.000Z',
    finishedAt: '2026-01-01T10:01:00.000Z',
  } as const;
  const failure = {
    code: 'EAGAN_EXTRACTOR_USELESS',
    message: 'accuracy 0.2',
    cure: 'More epochs.',
    activity: 'fitExtractor',
  };
  await writeRunState(
    store.refs,
    run,
    status === 'cancelled' || status === 'paused' ? { ...common, status } : { ...common, status, ...failure },
  );
}
