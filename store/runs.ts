// What the store knows of a run besides its steps: the frozen pipeline, its owner, how it stands, its result. One ref each.
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import type { Pipeline } from '../domain/pipeline.js';
import { runRefs, type RunOutcome, type RunState } from '../domain/run-state.js';
import type { Refs } from './types.js';

/** The run as it was asked for; written before Temporal hears of it. */
export interface FrozenRun {
  readonly schemaVersion: 1;
  readonly run: string;
  readonly pipeline: Pipeline;
  /** Of the resolved pipeline and its images' contents (domain/run-id.ts). */
  readonly digest: Digest;
  /** The file's text, for people. */
  readonly text: string;
  /** Digest of the image folder's contents and the decoder's versions; null for generated images. */
  readonly contents: Digest | null;
  readonly decoder: string | null;
  readonly fresh: boolean;
  readonly createdAt: string;
}

/** Who may write: a counter that only grows. */
export interface RunOwner {
  readonly schemaVersion: 1;
  readonly epoch: number;
  readonly at: string;
}

/** All that the refs tell of a run; null when there is none of that name. */
export interface RunInStore {
  readonly frozen: FrozenRun;
  readonly owner: RunOwner | null;
  readonly state: RunState | null;
  readonly result: RunOutcome | null;
}

/** Reads a run's refs. */
export async function readRun(refs: Refs, run: string): Promise<RunInStore | null> {
  const [frozen, owner, state, result] = await Promise.all([
    refs.get<FrozenRun>(runRefs.pipeline(run)),
    refs.get<RunOwner>(runRefs.owner(run)),
    refs.get<RunState>(runRefs.state(run)),
    refs.get<RunOutcome>(runRefs.result(run)),
  ]);
  if (!frozen) return null;
  return {
    frozen: frozen.value,
    owner: owner?.value ?? null,
    state: state?.value ?? null,
    result: result?.value ?? null,
  };
}

/** Ids of all runs, sorted. */
export async function runIds(refs: Refs): Promise<string[]> {
  const names = await refs.list('runs/');
  return names.flatMap((name) => /^runs\/([^/]+)\/pipeline$/.exec(name)?.[1] ?? []);
}

/** Takes the next epoch of ownership after `known`; throws EAGAN_REF_CONFLICT when another process took it. */
export async function takeOwnership(refs: Refs, run: string, known: number, at: string): Promise<number> {
  const current = await refs.get<RunOwner>(runRefs.owner(run));
  if ((current?.value.epoch ?? 0) !== known) throw takenOver(run, known, current?.value.epoch ?? 0);
  const owner: RunOwner = { schemaVersion: 1, epoch: known + 1, at };
  await refs.compareAndSwap(runRefs.owner(run), current?.version ?? 0, owner);
  return owner.epoch;
}

/** Writes how a run stands. An older epoch is refused with EAGAN_SUPERSEDED, and what has ended in an epoch stays ended in it. */
export async function writeRunState(refs: Refs, run: string, state: RunState): Promise<void> {
  for (;;) {
    const owner = await refs.get<RunOwner>(runRefs.owner(run));
    if ((owner?.value.epoch ?? 0) > state.epoch) throw takenOver(run, state.epoch, owner!.value.epoch);
    const current = await refs.get<RunState>(runRefs.state(run));
    if (current?.value.epoch === state.epoch && current.value.status !== 'running') return;
    try {
      await refs.compareAndSwap(runRefs.state(run), current?.version ?? 0, state);
      return;
    } catch (error) {
      if (!(error instanceof EaganError && error.code === 'EAGAN_REF_CONFLICT')) throw error;
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
