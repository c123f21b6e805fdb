// What the store knows of a run besides its steps: the frozen pipeline, its owner, how it stands, its result. One ref
// each.
import { canonicalJson, type Digest } from '../domain/digest.js';
import { pipelineOfToday } from '../domain/earlier-pipeline.js';
import { runRefProblem } from '../domain/runs/run-shape.js';
import { isRunName } from '../domain/runs/run-id.js';
import { EaganError, errorCodeOf } from '../domain/errors.js';
import type { Pipeline } from '../domain/pipeline.js';
import {
  runRefs,
  type RunOutcome,
  type StopRequest,
  type RunState,
  type Supersession,
} from '../domain/runs/run-state.js';
import { damagedRun } from './damaged-run.js';
import type { Refs } from './types.js';

/** The run as it was requested; written before Temporal gets it. */
export interface FrozenRun {
  readonly schemaVersion: 1;
  readonly run: string;
  readonly pipeline: Pipeline;
  /** Of the resolved pipeline and its images' contents (domain/runs/run-id.ts). */
  readonly digest: Digest;
  /** The file's text, for people. */
  readonly text: string;
  /**
   * The file's name as it was typed, and what the command line changed in it, so that a fork can change more. Older
   * runs have neither.
   */
  readonly file?: string;
  readonly overrides?: {
    readonly param?: readonly string[];
    readonly set?: readonly string[];
    readonly seed?: string;
    readonly images?: string;
  };
  /** The file's folder, and the texts of the files that it names (such as the one it extends) by absolute path. */
  readonly folder?: string;
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  /** Of the texts above (domain/runs/source-digest.ts). Older runs have none. */
  readonly sourceDigest?: Digest;
  /** Digest of the image folder's contents and the decoder's versions; null for generated images. */
  readonly contents: Digest | null;
  readonly decoder: string | null;
  readonly fresh: boolean;
  /** Of a fork: the source run, and the place before which it shares the source's steps. */
  readonly forkedFrom?: { readonly run: string; readonly at: string };
  readonly createdAt: string;
}

/** Who may write: a counter that only grows. */
interface RunOwner {
  readonly schemaVersion: 1;
  readonly epoch: number;
  readonly at: string;
  /** Steps that owners took back, in order of epochs; absent if none. */
  readonly supersessions?: readonly Supersession[];
}

/** All that the refs say of a run; null if there is no such run. */
export interface RunInStore {
  readonly frozen: FrozenRun;
  readonly owner: RunOwner | null;
  /** null: it was never started, or steps were taken back since. */
  readonly state: RunState | null;
  /** What somebody asked of an execution; only of that in its `epoch`. */
  readonly request: StopRequest | null;
  readonly result: RunOutcome | null;
}

/** Reads a run's refs. */
export async function readRun(refs: Refs, run: string): Promise<RunInStore | null> {
  const [frozen, owner, state, request, result] = await Promise.all([
    readRunRef<FrozenRun>(refs, run, 'pipeline'),
    readRunRef<RunOwner>(refs, run, 'owner'),
    readRunRef<RunState>(refs, run, 'state'),
    readRunRef<StopRequest>(refs, run, 'request'),
    readRunRef<RunOutcome>(refs, run, 'result'),
  ]);
  if (!frozen) return null;
  if (frozen.run !== run) throw damagedRun(run, `its frozen pipeline is that of ${frozen.run}`);
  return { frozen: ofToday(frozen), owner, ...asItStands(owner, state, result), request };
}

/** The value of one of a run's refs; null if there is none. Throws EAGAN_RUN_DAMAGED if it has another form. */
export async function readRunRef<T>(refs: Refs, run: string, ref: keyof typeof runRefs): Promise<T | null> {
  const found = await refs.get<T>(runRefs[ref](run)).catch((error: unknown) => {
    throw errorCodeOf(error) === 'EAGAN_OBJECT_CORRUPT' ? damagedRun(run, (error as Error).message, error) : error;
  });
  const wrong = found && runRefProblem(ref, found.value);
  if (wrong) throw damagedRun(run, wrong);
  return found && found.value;
}

function ofToday(frozen: FrozenRun): FrozenRun {
  try {
    return { ...frozen, pipeline: pipelineOfToday(frozen.pipeline) };
  } catch (error) {
    throw damagedRun(frozen.run, 'its frozen pipeline must have the form of a pipeline', error);
  }
}

/**
 * Once steps are taken back, an earlier ending or outcome of the run says nothing. That holds from the moment its owner
 * took them back, even if a crash prevented any later write.
 */
function asItStands(
  owner: RunOwner | null,
  state: RunState | null,
  result: RunOutcome | null,
): Pick<RunInStore, 'state' | 'result'> {
  const taken = owner?.supersessions?.at(-1)?.epoch ?? 0;
  if ((state?.epoch ?? 0) < taken) return { state: null, result: null };
  return { state, result: taken > 0 && state?.status !== 'completed' ? null : result };
}

/**
 * True if the execution of the newest owner completed. The outcome of an older one does not count: the newest took
 * steps back.
 */
export function isCompleted({ state, owner }: Pick<RunInStore, 'state' | 'owner'>): boolean {
  return state?.status === 'completed' && state.epoch >= (owner?.epoch ?? 0);
}

/** Ids of all runs, sorted; also those of damaged ones. */
export async function runIds(refs: Refs): Promise<string[]> {
  const names = (await refs.below('runs')).filter(isRunName);
  const isThere = async (run: string): Promise<boolean> => refs.exists(runRefs.pipeline(run)).catch(() => true);
  const there = await Promise.all(names.map(isThere));
  return names.filter((_, index) => there[index]);
}

/** Options of taking ownership of a run. */
export interface Taking {
  /** Steps from this place on are taken back, in the same write, so that no crash can leave half of it. */
  readonly from?: string | undefined;
  /** An epoch that a server knows. A store that was restored from an older copy may be behind it. */
  readonly seen?: number;
}

/** Takes the next epoch of ownership after `known`; throws EAGAN_REF_CONFLICT if another process took it. */
export async function takeOwnership(
  refs: Refs,
  run: string,
  known: number,
  at: string,
  { from, seen = 0 }: Taking = {},
): Promise<number> {
  const current = await refs.get<RunOwner>(runRefs.owner(run));
  if ((current?.value.epoch ?? 0) !== known) throw takenOver(run, known, current?.value.epoch ?? 0);
  const epoch = Math.max(known, seen) + 1;
  const supersessions = [...(current?.value.supersessions ?? []), ...(from === undefined ? [] : [{ epoch, from }])];
  const owner: RunOwner = { schemaVersion: 1, epoch, at, ...(supersessions.length > 0 ? { supersessions } : {}) };
  await refs.compareAndSwap(runRefs.owner(run), current?.version ?? 0, owner);
  return owner.epoch;
}

/**
 * Records how a run stands. Refuses an older epoch with EAGAN_SUPERSEDED. Once a run has ended in an epoch, it stays
 * ended in it.
 */
export async function writeRunState(refs: Refs, run: string, state: RunState): Promise<void> {
  await update<RunState>(refs, runRefs.state(run), async (current) => {
    const owner = await refs.get<RunOwner>(runRefs.owner(run));
    if ((owner?.value.epoch ?? 0) > state.epoch) throw takenOver(run, state.epoch, owner!.value.epoch);
    return current?.epoch === state.epoch && current.status !== 'running' ? null : state;
  });
}

/**
 * Records a request to the execution of an epoch; refuses an older one with EAGAN_SUPERSEDED. Cancelling overrides
 * pausing.
 */
export async function writeRequest(refs: Refs, run: string, request: StopRequest): Promise<void> {
  await update<StopRequest>(refs, runRefs.request(run), async (current) => {
    const owner = await refs.get<RunOwner>(runRefs.owner(run));
    if ((owner?.value.epoch ?? 0) > request.epoch) throw takenOver(run, request.epoch, owner!.value.epoch);
    return current?.epoch === request.epoch && current.kind !== 'pause' ? null : request;
  });
}

/** Records the outcome of a completed run. Recording the same outcome again changes nothing. */
export async function writeRunOutcome(refs: Refs, run: string, outcome: RunOutcome): Promise<void> {
  await update<RunOutcome>(refs, runRefs.result(run), async (current) =>
    current && canonicalJson(current) === canonicalJson(outcome) ? null : outcome,
  );
}

/**
 * Replaces a ref's value by what `change` returns (null: no change), and tries again if another process wrote
 * meanwhile.
 */
async function update<T>(refs: Refs, name: string, change: (current: T | null) => Promise<T | null>): Promise<void> {
  for (;;) {
    const current = await refs.get<T>(name);
    const next = await change(current?.value ?? null);
    if (next === null) return refs.settle(name);
    try {
      await refs.compareAndSwap(name, current?.version ?? 0, next);
      return;
    } catch (error) {
      if (errorCodeOf(error) !== 'EAGAN_REF_CONFLICT') throw error;
    }
  }
}

function takenOver(run: string, epoch: number, found: number): EaganError {
  const code = found > epoch ? 'EAGAN_SUPERSEDED' : 'EAGAN_REF_CONFLICT';
  return new EaganError(
    code,
    `only the newest owner may write run ${run}: epoch ${found} (this one is epoch ${epoch})`,
    `No action needed. Follow the run: eagan attach ${run}`,
  );
}
