// What the refs of a store reach: every run's ledger, its records, and all that their outputs hold, except states that
// retention gives up.
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { isRunName } from '../domain/runs/run-id.js';
import { defaultRetention, isState, neededInputs, retainedStates } from '../domain/runs/retention.js';
import { namedObjects } from '../domain/ledger/lines.js';
import { programProblem } from '../domain/ledger/program.js';
import { findJson } from '../domain/steps/objects.js';
import type { StepRecord } from '../domain/steps/step.js';
import { closureOf } from './closure.js';
import { damagedRun, orDamaged, type DamagedRun } from './damaged-run.js';
import { asFinding, type StoreFinding } from './finding.js';
import { standingLines, wholeRecords } from './result.js';
import { walkStoredRun } from './run-progress.js';
import { readRun, type RunInStore } from './runs.js';
import type { Store } from './types.js';

export interface ReachedRun {
  readonly run: string;
  readonly isRunning: boolean;
  readonly isCompleted: boolean;
  /** Of the lines that count, in ledger order. */
  readonly records: readonly StepRecord[];
  /** Of all lines, including steps that were taken back. */
  readonly all: readonly StepRecord[];
  readonly keptStates: ReadonlySet<Digest>;
  /** Objects that lines of the ledger name themselves. */
  readonly named: readonly Digest[];
}

export interface Reachability {
  readonly runs: ReadonlyMap<string, ReachedRun>;
  /** Objects that stay. */
  readonly kept: ReadonlySet<Digest>;
  /** Objects of states that no run keeps, with the states that hold them. */
  readonly released: ReadonlyMap<Digest, Digest>;
  /** Outputs that should stay but cannot be read. */
  readonly damaged: readonly StoreFinding[];
  /** Runs that cannot be read: nobody knows what they hold. */
  readonly damagedRuns: readonly DamagedRun[];
}

/** What the store has besides refs. */
export interface ReachFrom {
  /** Runs that have a ledger. */
  readonly ledgers: readonly string[];
  /** Every record of the store. */
  readonly records: readonly StepRecord[];
  /** States that an earlier gc removed. */
  readonly removed: ReadonlySet<Digest>;
}

/** Follows every ref. */
export async function reach(store: Store, { ledgers, records, removed }: ReachFrom): Promise<Reachability> {
  const { runs, damagedRuns } = await reachRuns(store, ledgers);
  const kept = new Set<Digest>();
  const states = new Map<Digest, StepRecord>();
  const damaged: StoreFinding[] = [];
  const keep = async (record: StepRecord, keepsState: (state: Digest) => boolean): Promise<void> => {
    const outputs = Object.entries(record.outputs);
    const released = outputs.filter(([name, digest]) => isState(record.step, name) && !keepsState(digest));
    for (const [, state] of released) states.set(state, record);
    const stays = Object.fromEntries(outputs.filter((output) => !released.includes(output)));
    const { digests, unread } = await closureOf(store.objects, { step: record.step, outputs: stays });
    for (const digest of [...digests, record.fingerprint]) kept.add(digest);
    const lost = unread.filter(({ code, object }) => code !== 'EAGAN_OBJECT_MISSING' || !removed.has(object));
    damaged.push(...lost.map((error) => asFinding(error, record.step.place)));
  };
  const entered = new Set<string>();
  for (const { all, keptStates, named } of runs.values()) {
    for (const digest of named) kept.add(digest);
    damaged.push(...(await damagedPrograms(store, named)));
    for (const record of all) {
      await keep(record, (state) => keptStates.has(state));
      entered.add(nameOf(record));
    }
  }
  // A record that no ledger names yet is added when its run continues.
  for (const record of records.filter((each) => !entered.has(nameOf(each)))) {
    await keep(record, () => runs.get(record.circumstances.run)?.isCompleted === false);
  }
  return { runs, kept, released: await releasedObjects(store, states, kept), damaged, damagedRuns };
}

async function reachRuns(
  store: Store,
  ledgers: readonly string[],
): Promise<{ runs: Map<string, ReachedRun>; damagedRuns: DamagedRun[] }> {
  const runs = new Map<string, ReachedRun>();
  const damagedRuns: DamagedRun[] = [];
  for (const run of new Set([...(await store.refs.below('runs')), ...ledgers])) {
    const reached = await orDamaged(run, () => reachRun(store, run));
    if (reached === null) continue;
    if ('error' in reached) damagedRuns.push(reached);
    else runs.set(run, reached);
  }
  return { runs, damagedRuns };
}

/** Programs that lines name: only people read them, so that nothing else would notice. */
async function damagedPrograms({ objects }: Store, named: readonly Digest[]): Promise<StoreFinding[]> {
  const read = await Promise.all([...new Set(named)].map(async (digest) => [digest, await findJson(objects, digest)]));
  return read.flatMap(([digest, found]) => {
    const problem = programProblem(found);
    if (problem === null) return [];
    return [{ code: 'EAGAN_OBJECT_CORRUPT', place: null, message: `object ${String(digest)}: ${problem}` }];
  });
}

const nameOf = ({ key, fingerprint }: StepRecord): string => `${key}-${fingerprint}`;

/** null: a folder of refs without a run. */
async function reachRun(store: Store, run: string): Promise<ReachedRun | null> {
  if (!isRunName(run)) throw damagedRun(run, 'a name that no run can have');
  const found = await readRun(store.refs, run);
  const lines = await store.ledger.entries(run);
  const named = (await store.ledger.lines(run)).flatMap(namedObjects);
  if (!found && lines.length === 0) return null;
  if (!found) throw new EaganError('EAGAN_OBJECT_MISSING', `refs/runs/${run}/pipeline must exist (got none)`);
  const all = await wholeRecords(store, lines);
  const standing = new Set((await standingLines(store, run)).map(({ sequence }) => sequence));
  const records = all.filter((_, index) => standing.has(lines[index]!.sequence));
  const status = found.state?.status;
  const known = { run, isRunning: status === 'running', isCompleted: status === 'completed', records, all, named };
  return { ...known, keptStates: await keptStatesOf(store, found, known) };
}

/** A running run keeps everything; one that can continue keeps what it continues from. */
async function keptStatesOf(
  store: Store,
  found: RunInStore,
  { isRunning, isCompleted, records, all }: Omit<ReachedRun, 'keptStates'>,
): Promise<Set<Digest>> {
  if (isRunning) return new Set(all.flatMap(({ outputs }) => Object.values(outputs)));
  // A run may have been frozen before pipelines had `retention`.
  const retention = (found.frozen.pipeline.retention as typeof defaultRetention | undefined) ?? defaultRetention;
  const retained = retainedStates(records, retention);
  if (isCompleted) return retained;
  return new Set([...retained, ...neededInputs(await walkStoredRun(store, found))]);
}

async function releasedObjects(
  store: Store,
  states: ReadonlyMap<Digest, StepRecord>,
  kept: ReadonlySet<Digest>,
): Promise<Map<Digest, Digest>> {
  const released = new Map<Digest, Digest>();
  for (const [state, { step }] of states) {
    if (kept.has(state)) continue;
    const { digests } = await closureOf(store.objects, { step, outputs: { state } });
    for (const digest of digests) if (!kept.has(digest) && !released.has(digest)) released.set(digest, state);
  }
  return released;
}
