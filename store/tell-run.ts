// What people and commands tell a run's ledger: as of the run's newest owner, whoever that is by then.
import type { Digest } from '../domain/digest.js';
import { errorCodeOf } from '../domain/errors.js';
import type { Actor } from '../domain/ledger/actor.js';
import type { ToldEvent } from '../domain/ledger/kinds.js';
import { runRefs } from '../domain/runs/run-state.js';
import { fastJsonDigest } from './objects.js';
import type { Refs, Store } from './types.js';

/** Enters an event of a person. If a newer owner takes the run meanwhile, the event is entered in its epoch. */
export async function tellRun({ refs, ledger }: Store, run: string, event: ToldEvent, at?: string): Promise<void> {
  for (let epoch = await newestEpoch(refs, run); ;) {
    try {
      return await ledger.tell(run, epoch, event, at);
    } catch (error) {
      const newest = await newestEpoch(refs, run);
      if (errorCodeOf(error) !== 'EAGAN_SUPERSEDED' || newest <= epoch) throw error;
      epoch = newest;
    }
  }
}

const newestEpoch = async (refs: Refs, run: string): Promise<number> =>
  (await refs.get<{ readonly epoch: number }>(runRefs.owner(run)))?.value.epoch ?? 0;

/** Enters the frozen run, once: when it is frozen, or when it is first started by a version with such lines. */
export async function tellFrozen({ refs, ledger }: Store, run: string, epoch: number): Promise<void> {
  const frozen = await frozenDigest(refs, run);
  if (frozen !== null) await ledger.tell(run, epoch, { kind: 'run', frozen });
}

/** SHA-256 of the frozen run as it was written, in canonical JSON; null: there is no such run. */
export async function frozenDigest(refs: Refs, run: string): Promise<Digest | null> {
  const found = await refs.get(runRefs.pipeline(run));
  return found && fastJsonDigest(found.value);
}

/** Enters a fork in its source's ledger, once; nothing if the source is gone. */
export async function tellForked(
  store: Store,
  fork: string,
  origin: { readonly run: string; readonly at: string },
  by?: Actor,
): Promise<void> {
  if (!(await store.refs.exists(runRefs.pipeline(origin.run)))) return;
  await tellRun(store, origin.run, { kind: 'forked', run: fork, place: origin.at, ...(by ? { by } : {}) });
}
