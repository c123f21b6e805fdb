// Pauses or cancels a matrix: the request is in the store first, so that nobody starts its next run, whatever happens
// in between.
import { readMatrix, writeMatrixRequest, readRun, type MatrixInStore, type RunInStore, type Store } from '../../store/index.js'; // prettier-ignore
import type { Actor } from '../../domain/ledger/actor.js';
import type { StopRequest } from '../../domain/runs/run-state.js';
import type { TemporalSession } from '../execution/session.js';
import { askToStop, cancelHeld } from '../execution/stop-run.js';

interface StopMatrix {
  readonly kind: StopRequest['kind'];
  readonly by: Actor;
}

/** Writes the request; returns the runs that are running now, and (cancelling) cancels those that are held. */
export async function requestStop(store: Store, name: string, { kind, by }: StopMatrix): Promise<RunInStore[]> {
  const { request } = (await readMatrix(store.refs, name))!;
  const at = new Date().toISOString();
  const again = request.again ? { again: request.again } : {};
  await writeMatrixRequest(store.refs, name, { schemaVersion: 1, kind, at, by, ...again });
  const runs = await runsOf(store, (await readMatrix(store.refs, name))!);
  const held = runs.filter(({ state }) => state?.status === 'paused' || state?.status === 'blocked');
  if (kind === 'cancel') for (const run of held) await cancelHeld(store, run, by);
  return runs.filter(({ state }) => state?.status === 'running');
}

/** Asks all running runs to stop. */
export async function stopMembers(
  session: TemporalSession,
  store: Store,
  found: MatrixInStore,
  stop: StopMatrix,
): Promise<void> {
  const running = (await runsOf(store, found)).filter(({ state }) => state?.status === 'running');
  for (const { frozen } of running) await askToStop(stop, session, store, frozen.run);
}

async function runsOf({ refs }: Store, { matrix }: MatrixInStore): Promise<RunInStore[]> {
  const names = [...new Set(matrix.members.map(({ run }) => run))];
  return (await Promise.all(names.map((run) => readRun(refs, run)))).filter((run) => run !== null);
}
