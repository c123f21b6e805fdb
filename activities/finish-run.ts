// Writes how a run ended to where every command finds it: its state and, if it completed, its result digest.
import { requestedEnd, type RunEnd } from '../domain/runs/run-state.js';
import { passFaultPoint, readRun, runResultDigest, writeRunOutcome, writeRunState } from '../store/index.js';
import type { Store } from '../store/types.js';
import type { AdmittedEnd } from './admission.js';
import { asActivityFailure } from './failures.js';
import { withHeartbeats } from './heartbeats.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';
import { withRoom } from './wait-for-room.js';

/** Safe to run twice: the same end gives the same digest. */
export function finishRun({ store, admission }: Tools): Activities['finishRun'] {
  return async (asked) => finish(store, await admission.end(asked));
}

function finish(store: Store, { run, epoch, end }: AdmittedEnd): ReturnType<Activities['finishRun']> {
  return withHeartbeats(run, async (beats) => {
    try {
      return await withRoom({ store, owner: { run, epoch }, beats }, async () => {
        const resultDigest = end.status === 'completed' ? await writeResult(store, run, end.exportKey) : null;
        passFaultPoint('run.ending', run);
        await writeState(store, run, epoch, end);
        passFaultPoint('run.ended', run);
        return { resultDigest };
      });
    } catch (error) {
      throw asActivityFailure(error);
    }
  });
}

async function writeResult(store: Store, run: string, exportKey: string): Promise<string> {
  const resultDigest = await runResultDigest(store, run, exportKey);
  await writeRunOutcome(store.refs, run, { schemaVersion: 1, resultDigest, exportKey });
  return resultDigest;
}

/** A cancelled workflow does not know why. Whoever asked for it wrote the reason to the store first. */
async function writeState(store: Store, run: string, epoch: number, end: RunEnd): Promise<void> {
  const found = await readRun(store.refs, run);
  const finishedAt = new Date().toISOString();
  const startedAt = found?.state?.startedAt ?? finishedAt;
  const told = end.status === 'cancelled' ? (requestedEnd(found?.request, epoch) ?? end) : end;
  await writeRunState(store.refs, run, { schemaVersion: 1, epoch, startedAt, finishedAt, ...told });
}
