// What the store knows of a run besides its steps: the frozen pipeline, its owner, how it stands, its result. One ref each.
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { Refs } from './types.js';

/** The run as it was asked for; written before Temporal hears of it. */
export interface FrozenRun {
  readonly schemaVersion: 1;
  readonly run: string;
  readonly pipeline: Pipeline;
  /** Digest of the resolved pipeline. */
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

export type RunStatus = 'running' | 'completed' | 'failed' | 'cancelled';
export interface RunState {
  readonly schemaVersion: 1;
  readonly status: RunStatus;
  readonly epoch: number;
  readonly at: string;
  /** Why it failed. */
  readonly error?: { readonly code: string; readonly message: string; readonly cure: string | null };
}

export interface RunResult {
  readonly schemaVersion: 1;
  readonly epoch: number;
  readonly resultDigest: Digest;
  readonly exportKey: Digest;
  readonly at: string;
}

/** The refs of a run. */
export const runRefs = {
  pipeline: (run: string): string => `runs/${run}/pipeline`,
  owner: (run: string): string => `runs/${run}/owner`,
  state: (run: string): string => `runs/${run}/state`,
  result: (run: string): string => `runs/${run}/result`,
} as const;

/** All that the refs tell of a run; null when there is none of that name. */
export interface RunInStore {
  readonly frozen: FrozenRun;
  readonly owner: RunOwner | null;
  readonly state: RunState | null;
  readonly result: RunResult | null;
}

/** Reads a run's refs. */
export async function readRun(refs: Refs, run: string): Promise<RunInStore | null> {
  const [frozen, owner, state, result] = await Promise.all([
    refs.get<FrozenRun>(runRefs.pipeline(run)),
    refs.get<RunOwner>(runRefs.owner(run)),
    refs.get<RunState>(runRefs.state(run)),
    refs.get<RunResult>(runRefs.result(run)),
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
  await writeForEpoch(refs, runRefs.state(run), run, state, (old) => old.status !== 'running');
}

/** Writes a run's result and that it is completed; safe to repeat. */
export async function completeRun(refs: Refs, run: string, result: RunResult): Promise<void> {
  await writeForEpoch(refs, runRefs.result(run), run, result, () => true);
  const { epoch, at } = result;
  await writeRunState(refs, run, { schemaVersion: 1, status: 'completed', epoch, at });
}

/** Compare-and-swap until written; `stands` tells whether an older value of the same epoch is kept. */
async function writeForEpoch<T extends { readonly epoch: number }>(
  refs: Refs,
  name: string,
  run: string,
  value: T,
  stands: (old: T) => boolean,
): Promise<void> {
  for (;;) {
    const owner = await refs.get<RunOwner>(runRefs.owner(run));
    if ((owner?.value.epoch ?? 0) > value.epoch) throw takenOver(run, value.epoch, owner!.value.epoch);
    const current = await refs.get<T>(name);
    if (current && current.value.epoch === value.epoch && stands(current.value)) return;
    try {
      await refs.compareAndSwap(name, current?.version ?? 0, value);
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
