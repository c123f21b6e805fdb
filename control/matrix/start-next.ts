// Starts the next run of a matrix. The command that watches it does this, and the worker when a run has ended. So it
// may happen twice at once: both start the same run, and one of them finds it running.
import { errorCodeOf, type EaganError } from '../../domain/errors.js';
import type { Actor } from '../../domain/ledger/actor.js';
import { nextMembers, takenUp } from '../../domain/runs/matrix.js';
import { memberStates, readMatrix, readRun, writeMatrixRequest, type MatrixInStore, type RunInStore, type Store } from '../../store/index.js'; // prettier-ignore
import { ensureStarted } from '../execution/ensure-started.js';
import type { TemporalSession } from '../execution/session.js';
import { stopMembers } from './stop-matrix.js';

export interface NextRun {
  /** It is running now; null: none is left to start, or people stopped the matrix. */
  readonly run: RunInStore | null;
  /** Why earlier ones cannot be started here. */
  readonly refused: readonly EaganError[];
}

/** Makes sure that one run of the matrix is running, if any is left. */
export async function startNext(session: TemporalSession, store: Store, name: string, by: Actor): Promise<NextRun> {
  const found = (await readMatrix(store.refs, name))!;
  const refused: EaganError[] = [];
  for (const { run: id } of nextMembers(found.matrix, found.request, await memberStates(store.refs, found.matrix))) {
    const run = (await readRun(store.refs, id))!;
    try {
      await ensureStarted(session, store, run, { by });
    } catch (error) {
      // It was begun on another kind of machine, and goes on there.
      if (errorCodeOf(error) !== 'EAGAN_RUNTIME_DIFFERS') throw error;
      refused.push(error as EaganError);
      continue;
    }
    await honourStop(session, store, name);
    return { run, refused };
  }
  return { run: null, refused };
}

/** Whoever asked to stop the matrix a moment ago found no run to stop. */
async function honourStop(session: TemporalSession, store: Store, name: string): Promise<void> {
  const now = (await readMatrix(store.refs, name))!;
  const { kind, by } = now.request;
  if (kind !== 'go') await stopMembers(session, store, now, { kind, by });
}

/** Lets a matrix go on, as a person asks for it: with the runs that stopped before (domain/runs/matrix.ts). */
export async function letGo(
  store: Store,
  { matrix, request }: MatrixInStore,
  by: Actor,
  asked: 'start' | 'resume',
): Promise<void> {
  const again = takenUp(matrix, await memberStates(store.refs, matrix), asked);
  if (request.kind === 'go' && Object.keys(again).length === 0) return;
  const known = { ...request.again, ...again };
  const at = new Date().toISOString();
  await writeMatrixRequest(store.refs, matrix.name, { schemaVersion: 1, kind: 'go', at, by, again: known });
}
