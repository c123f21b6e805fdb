// Writes how a run ended to where every command finds it: its ledger, its state and, if it completed, its result
// digest.
import { requestedEnd, type RunEnd } from '../domain/runs/run-state.js';
import { passFaultPoint, readRun, recordRunEnd, runResultDigest } from '../store/index.js';
import type { Store } from '../store/types.js';
import type { AdmittedEnd } from './admission.js';
import { asActivityFailure } from './failures.js';
import { withHeartbeats } from './heartbeats.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';
import { withRoom } from './wait-for-room.js';

/** Safe to run twice: the same end gives the same digest. */
export function finishRun({ store, admission, onRunEnd }: Tools): Activities['finishRun'] {
  return async (asked) => {
    const end = await admission.end(asked);
    const finished = await finish(store, end);
    onRunEnd?.(end.run, end.end.status === 'completed');
    return finished;
  };
}

function finish(store: Store, { run, epoch, end }: AdmittedEnd): ReturnType<Activities['finishRun']> {
  return withHeartbeats(run, async (beats) => {
    try {
      return await withRoom({ store, owner: { run, epoch }, beats }, async () => {
        const resultDigest = end.status === 'completed' ? await runResultDigest(store, run, end.exportKey) : null;
        passFaultPoint('run.ending', run);
        await recordRunEnd(store, { run, epoch }, await withReason(store, run, epoch, end), resultDigest);
        passFaultPoint('run.ended', run);
        return { resultDigest };
      });
    } catch (error) {
      throw asActivityFailure(error);
    }
  });
}

/** A cancelled workflow does not know why. Whoever asked for it wrote the reason to the store first. */
async function withReason(store: Store, run: string, epoch: number, end: RunEnd): Promise<RunEnd> {
  if (end.status !== 'cancelled') return end;
  return requestedEnd((await readRun(store.refs, run))?.request, epoch) ?? end;
}
