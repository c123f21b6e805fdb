// A whole run in milliseconds, without a server: a walk over the plan computes missing steps by hashes and enters them
// as activities do.
import { getJson, putJson } from '../../domain/steps/objects.js';
import type { PopulationArtifact, WinnerArtifact } from '../../domain/steps/artifacts.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { isTrainerKind, runsInTrainer } from '../../domain/steps/kinds.js';
import { computePure, pureFingerprint } from '../../domain/steps/pure-steps.js';
import { threadsOf, walkRun, type FoundStep, type Walk } from '../../domain/plan/index.js';
import type { RunEnd } from '../../domain/runs/run-state.js';
import { stepKey, type Step, type StepRecord, type StepResult } from '../../domain/steps/step.js';
import {
  readRun,
  recordDigest,
  recordRunEnd,
  runResultDigest,
  takeOwnership,
  tellFrozen,
  writeRunState,
  type Store,
} from '../../store/index.js';
import { outputForm } from '../../store/closure.js';
import { calculatedTrainer } from './calculated-trainer.js';
import { consistentResult } from './consistent-results.js';
import { freezeRun } from './freeze-run.js';

export interface CalculatedRun {
  readonly run: string;
  /** The steps that were computed and not found, in order. */
  readonly computed: readonly string[];
  readonly resultDigest: string | null;
  readonly walk: Walk;
}

export interface CalculatedRunOptions {
  readonly run?: string;
  /** Steps at which the run pauses. */
  readonly stopAt?: (place: string) => boolean;
  readonly at?: string;
  /** `consistent`: artifacts and numbers agree as real ones do, so `eagan verify` finds nothing. */
  readonly results?: 'sketched' | 'consistent' | ((step: Step, store: Store) => Promise<StepResult>);
}

/**
 * Runs or resumes a pipeline to its end, as the owner of the next epoch. Each computed step reads all of its inputs.
 */
export async function calculatedRun(
  store: Store,
  pipeline: Pipeline,
  {
    run = 'calculated',
    stopAt = () => false,
    at = '2026-01-01T00:00:00.000Z',
    results = 'sketched',
  }: CalculatedRunOptions = {},
): Promise<CalculatedRun> {
  const known = await readRun(store.refs, run);
  if (!known) await freezeRun(store, run, pipeline, { createdAt: at });
  const epoch = await takeOwnership(store.refs, run, known?.owner?.epoch ?? 0, at);
  await tellFrozen(store, run, epoch);
  await store.ledger.tell(run, epoch, { kind: 'started', from: null }, at);
  await writeRunState(store.refs, run, { schemaVersion: 1, epoch, startedAt: at, status: 'running' });
  const computed: string[] = [];
  const walk = await walkRun(pipeline, { contents: null, decoder: null }, async (step) => {
    const known = await recordOf(store, pipeline, step);
    if (!known && stopAt(step.place)) return null;
    if (!known) computed.push(step.place);
    const record = known ?? (await perform(store, pipeline, run, step, results));
    const { key, fingerprint } = record;
    await store.ledger.append(run, epoch, { place: step.place, key, fingerprint, record: recordDigest(record), at });
    return foundStep(store, record);
  });
  const exportKey = walk.complete ? stepKey(walk.steps.at(-1)!) : null;
  const resultDigest = exportKey && (await runResultDigest(store, run, exportKey));
  const end: RunEnd = exportKey ? { status: 'completed', exportKey } : { status: 'paused' };
  await recordRunEnd(store, { run, epoch }, end, resultDigest);
  return { run, computed, resultDigest, walk };
}

async function fingerprintOf(store: Store, pipeline: Pipeline, { kind }: Step): Promise<string> {
  if (!isTrainerKind(kind)) return pureFingerprint;
  return putJson(store.objects, await calculatedTrainer(store).identity(threadsOf(pipeline, kind)));
}

async function recordOf(store: Store, pipeline: Pipeline, step: Step): Promise<StepRecord | null> {
  return store.records.find(stepKey(step), await fingerprintOf(store, pipeline, step));
}

async function perform(
  store: Store,
  pipeline: Pipeline,
  run: string,
  step: Step,
  results: CalculatedRunOptions['results'],
): Promise<StepRecord> {
  const { outputs, numbers, status } = await compute(store, step, results);
  return store.records.put({
    ...{ schemaVersion: 1, key: stepKey(step), fingerprint: await fingerprintOf(store, pipeline, step), step },
    ...{ outputs, numbers, status },
    circumstances: { run, startedAt: '2026-01-01', finishedAt: '2026-01-01', host: 'here', attempt: 1 },
  });
}

async function compute(store: Store, step: Step, results: CalculatedRunOptions['results']): Promise<StepResult> {
  for (const [name, input] of Object.entries(step.inputs)) {
    const isCheckpoint = name === 'previous' || outputForm('openStage', name) === 'checkpoint' || name === 'extractor';
    if (isCheckpoint) await store.checkpoints.read(input);
    else await store.objects.get(input);
  }
  if (!runsInTrainer(step)) return computePure(step, store.objects);
  if (results === 'consistent') return consistentResult(step, store);
  if (typeof results === 'function') return results(step, store);
  const key = stepKey(step);
  const circumstances = { recoveryEveryMs: 1000 };
  const { result } = await calculatedTrainer(store).run(
    { step, key, storeFolder: store.folder, attempt: 'test', circumstances },
    {
      threads: 1,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onWaiting: () => undefined,
    },
  );
  return result;
}

async function foundStep({ objects }: Store, { step, outputs, numbers, status }: StepRecord): Promise<FoundStep> {
  const { population, winner } = outputs;
  return {
    ...{ outputs, numbers, status },
    ...(population && step.kind !== 'closeStage'
      ? { population: await getJson<PopulationArtifact>(objects, population) }
      : {}),
    ...(winner ? { winner: await getJson<WinnerArtifact>(objects, winner) } : {}),
  };
}
