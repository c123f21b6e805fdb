// What the store knows of a run besides its steps: the frozen pipeline, its owner, how it stands, its result. One ref
// each.
import { canonicalJson, type Digest } from '../domain/digest.js';
import { pipelineOfToday } from '../domain/earlier-pipeline.js';
import { EaganError, errorCodeOf } from '../domain/errors.js';
import type { Pipeline } from '../domain/pipeline.js';
import {
  runRefs,
  type RunOutcome,
  type RunRequested,
  type RunState,
  type Supersession,
} from '../domain/runs/run-state.js';
import type { Refs } from './types.js';

/** The run as it was asked for; written before Temporal hears of it. */
export interface FrozenRun {
  readonly schemaVersion: 1;
  readonly run: string;
  readonly pipeline: Pipeline;
  /** Of the resolved pipeline and its images' contents (domain/runs/run-id.ts). */
  readonly digest: Digest;
  /** The file's text, for people. */
  readonly text: string;
  /**
   * The file's name as it was typed, and what the command line changed in it: so that a fork can change more. Runs of
   * before have neither.
   */
  readonly file?: string;
  readonly overrides?: {
    readonly param?: readonly string[];
    readonly set?: readonly string[];
    readonly seed?: string;
    readonly images?: string;
  };
  /**
   * The file's folder, and the texts of the files that it names, such as the one it extends, by their absolute paths.
   */
  readonly folder?: string;
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  /** Digest of the image folder's contents and the decoder's versions; null for generated images. */
  readonly contents: Digest | null;
  readonly decoder: string | null;
  readonly fresh: boolean;
  /** Of a fork: the run whose steps before that place are its own too. */
  readonly forkedFrom?: { readonly run: string; readonly at: string };
  readonly createdAt: string;
}

/** Who may write: a counter that only grows. */
export interface RunOwner {
  readonly schemaVersion: 1;
  readonly epoch: number;
  readonly at: string;
  /** Steps that owners took back, in order of epochs; absent: none. */
  readonly supersessions?: readonly Supersession[];
}

/** All that the refs tell of a run; null when there is none of that name. */
export interface RunInStore {
  readonly frozen: FrozenRun;
  readonly owner: RunOwner | null;
  /** null: it was never started, or steps were taken back of what was. */
  readonly state: RunState | null;
  /** What somebody asked of an execution; of that in its `epoch` only. */
  readonly request: RunRequested | null;
  readonly result: RunOutcome | null;
}

/** Reads a run's refs. */
export async function readRun(refs: Refs, run: string): Promise<RunInStore | null> {
  const [frozen, owner, state, request, result] = await Promise.all([
    refs.get<FrozenRun>(runRefs.pipeline(run)),
    refs.get<RunOwner>(runRefs.owner(run)),
    refs.get<RunState>(runRefs.state(run)),
    refs.get<RunRequested>(runRefs.request(run)),
    refs.get<RunOutcome>(runRefs.result(run)),
  ]);
  if (!frozen) return null;
  return {
    frozen: { ...frozen.value, pipeline: pipelineOfToday(frozen.value.pipeline) },
    owner: owner?.value ?? null,
    ...asItStands(owner?.value ?? null, state?.value ?? null, result?.value ?? null),
    request: request?.value ?? null,
  };
}

/**
 * How a run ended and what it came to says nothing any more once steps were taken back: not from the moment on at which
 * its owner did, though a crash may have come before anything else was written.
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
 * True when the execution of the newest owner completed. What an older one came to counts no more: the newest took
 * steps back.
 */
export function isCompleted({ state, owner }: Pick<RunInStore, 'state' | 'owner'>): boolean {
  return state?.status === 'completed' && state.epoch >= (owner?.epoch ?? 0);
}

/** Ids of all runs, sorted. */
export async function runIds(refs: Refs): Promise<string[]> {
  const names = await refs.list('runs/');
  return names.flatMap((name) => /^runs\/([^/]+)\/pipeline$/.exec(name)?.[1] ?? []);
}

/** What taking a run may be told. */
export interface Taking {
  /** Steps from that place on are taken back, by the same write, so that no crash can leave half of it. */
  readonly from?: string | undefined;
  /** An epoch that a server knows; a store that was put back from an older copy may be behind it. */
  readonly seen?: number;
}

/** Takes the next epoch of ownership after `known`; throws EAGAN_REF_CONFLICT when another process took it. */
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
 * Writes how a run stands. An older epoch is refused with EAGAN_SUPERSEDED, and what has ended in an epoch stays ended
 * in it.
 */
export async function writeRunState(refs: Refs, run: string, state: RunState): Promise<void> {
  await update<RunState>(refs, runRefs.state(run), async (current) => {
    const owner = await refs.get<RunOwner>(runRefs.owner(run));
    if ((owner?.value.epoch ?? 0) > state.epoch) throw takenOver(run, state.epoch, owner!.value.epoch);
    return current?.epoch === state.epoch && current.status !== 'running' ? null : state;
  });
}

/**
 * Writes what is asked of the execution of an epoch; an older one is refused with EAGAN_SUPERSEDED. To cancel outdoes
 * to pause.
 */
export async function writeRequest(refs: Refs, run: string, request: RunRequested): Promise<void> {
  await update<RunRequested>(refs, runRefs.request(run), async (current) => {
    const owner = await refs.get<RunOwner>(runRefs.owner(run));
    if ((owner?.value.epoch ?? 0) > request.epoch) throw takenOver(run, request.epoch, owner!.value.epoch);
    return current?.epoch === request.epoch && current.kind !== 'pause' ? null : request;
  });
}

/** Writes what a completed run came to; the same outcome again changes nothing. */
export async function writeRunOutcome(refs: Refs, run: string, outcome: RunOutcome): Promise<void> {
  await update<RunOutcome>(refs, runRefs.result(run), async (current) =>
    current && canonicalJson(current) === canonicalJson(outcome) ? null : outcome,
  );
}

/**
 * Writes what `change` makes of a ref's value (null: it stays), and looks again where another process wrote meanwhile.
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
    `run ${run} must be owned by epoch ${epoch} (got epoch ${found})`,
    'Another process took the run over; follow it with: eagan attach',
  );
}
