// `eagan verify --rerun`: runs steps again without a look-up, and compares bits. It writes only to a folder of its own,
// which is removed at the end.
import { datasetCircumstances } from '../../domain/dataset.js';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestJson, type Digest } from '../../domain/digest.js';
import { errorCodeOf } from '../../domain/errors.js';
import { judgeCircumstances, judgeIn } from '../../domain/judges.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { runsInTrainer } from '../../domain/steps/kinds.js';
import { phaseOf } from '../../domain/steps/parse-place.js';
import { computePure, pureFingerprint } from '../../domain/steps/pure-steps.js';
import { threadsOf } from '../../domain/plan/index.js';
import { resultText, type StepRecord, type StepResult } from '../../domain/steps/step.js';
import { openStore, type Store } from '../../store/index.js';
import { createPool } from '../../trainer/pool.js';
import type { TrainerPool } from '../../trainer/types.js';
import { itemsAt, sampleOf, type RerunChoice } from './choose-steps.js';
import { makeTemporaryFolder } from '../../scripts/temporary.mjs';

/** A step that was to run again. */
export interface Rerun {
  readonly place: string;
  readonly key: Digest;
  /** `notRun`: it cannot run here and now, or it ended without a result. */
  readonly verdict: 'same' | 'different' | 'notRun';
  /** Why it differs, or was not run. */
  readonly message: string | null;
  /** True if `notRun` is no fault: gc removed an input, or it is another machine's. */
  readonly excused: boolean;
  readonly tookMs: number;
}

export interface RerunRequest {
  readonly store: Store;
  readonly pipeline: Pipeline;
  /** The run's records in ledger order. */
  readonly records: readonly StepRecord[];
  readonly choice: RerunChoice;
  /** Draws the sample. */
  readonly sampleSeed: number;
  onStep(rerun: Rerun, done: number, total: number): void;
}

/** What computes steps: a pool of trainers over a scratch store that shares the objects. */
interface Bench {
  readonly pool: TrainerPool;
  /** With the same objects, which it only reads. Trainers would continue from the run's recovery points. */
  readonly scratch: Store;
}

/** Runs the chosen steps again, one after another. */
export async function rerunSteps(request: RerunRequest): Promise<Rerun[]> {
  const { choice, records, sampleSeed, store } = request;
  const folder = makeTemporaryFolder('eagan-verify-');
  const pool = createPool({ slots: 1, logFolder: join(folder, 'logs') });
  try {
    const scratch = await openStore(join(folder, 'store'), { objectsFolder: objectsOf(store) });
    const bench = { pool, scratch };
    const chosen =
      'place' in choice
        ? itemsAt(records, choice.place)
        : sampleOf(await runnable(request, bench), choice.share, sampleSeed);
    const done: Rerun[] = [];
    for (const record of chosen) {
      done.push(await rerun(request, bench, record));
      request.onStep(done.at(-1)!, done.length, chosen.length);
    }
    return done;
  } finally {
    await pool.close(5000);
    await rm(folder, { recursive: true, force: true });
  }
}

async function runnable(request: RerunRequest, bench: Bench): Promise<StepRecord[]> {
  const reasons = await Promise.all(request.records.map((record) => obstacle(request, bench, record)));
  return request.records.filter((_, index) => reasons[index] === null);
}

/** Why a step cannot run again here; null: it can. */
async function obstacle(
  { store, pipeline }: RerunRequest,
  { pool }: Bench,
  { step, status, fingerprint }: StepRecord,
): Promise<string | null> {
  const inputs = Object.entries(step.inputs);
  const present = await Promise.all(inputs.map(([, digest]) => store.objects.has(digest)));
  const lost = inputs.filter((_, index) => !present[index]).map(([name]) => name);
  if (lost.length > 0) return `its input ${lost.join(', ')} is not in the store`;
  if (!['ok', 'diverged'].includes(status)) return `it is recorded as ${status}`;
  if (fingerprint === pureFingerprint) return null;
  if (fingerprint === digestJson(await pool.identity(threadsOf(pipeline, step.kind)))) return null;
  return `it was made on another runtime (${fingerprint.slice(0, 12)}), so the bits cannot be compared`;
}

async function rerun(request: RerunRequest, bench: Bench, record: StepRecord): Promise<Rerun> {
  const { place } = record.step;
  const began = performance.now();
  const answer = (verdict: Rerun['verdict'], message: string | null = null, excused = false): Rerun => {
    return { place, key: record.key, verdict, message, excused, tookMs: Math.round(performance.now() - began) };
  };
  const reason = await obstacle(request, bench, record);
  if (reason !== null) return answer('notRun', reason, true);
  try {
    const [first, second] = [resultText(record), resultText(await compute(request, bench, record))];
    return first === second ? answer('same') : answer('different', `recorded ${first}, got ${second}`);
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === undefined) throw error;
    return answer('notRun', `${code}: ${(error as Error).message}`, excusable.has(code));
  }
}

/** Images, and files of networks, may have moved. */
const excusable: ReadonlySet<string> = new Set([
  ...['EAGAN_DATASET_NOT_FOUND', 'EAGAN_DATASET_CHANGED'],
  ...['EAGAN_EXTRACTOR_NOT_FOUND', 'EAGAN_EXTRACTOR_CHANGED', 'EAGAN_ONNX_MISSING'],
]);

const objectsOf = ({ folder }: Store): string => join(folder, 'objects');

async function compute({ store, pipeline }: RerunRequest, bench: Bench, record: StepRecord): Promise<StepResult> {
  const { step, key } = record;
  if (!runsInTrainer(step)) return computePure(step, bench.scratch.objects);
  const { result } = await bench.pool.run(
    {
      step,
      key,
      storeFolder: bench.scratch.folder,
      objectsFolder: objectsOf(store),
      attempt: 'verify',
      circumstances: {
        recoveryEveryMs: never,
        ...datasetCircumstances(pipeline.dataset),
        ...judgeCircumstances(judgeIn(pipeline, phaseOf(step.place)).settings),
      },
    },
    {
      threads: threadsOf(pipeline, step.kind),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onWaiting: () => undefined,
    },
  );
  return result;
}

/** Nobody continues an interrupted proof. This is the largest delay that timers accept. */
const never = 2 ** 31 - 1;
