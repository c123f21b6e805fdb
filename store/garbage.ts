// What `eagan gc` would remove from a store, what it spares, and which steps could not run again afterwards without
// others.
import { basename } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { StepRecord } from '../domain/steps/step.js';
import { createFileLayer } from './file-layer.js';
import { isRunName } from '../domain/runs/run-id.js';
import type { DamagedRun } from './damaged-run.js';
import { fixedFolders } from './fixed-folders.js';
import type { StoreFinding } from './finding.js';
import { reach, type Reachability, type ReachedRun } from './reachability.js';
import { removedStates } from './removed.js';
import { survey, type SurveyedFile } from './survey.js';
import type { Store } from './types.js';

/**
 * `state`: an object of a training state that retention gives up. `object`: one that no step holds. `recovery`,
 * `claim`: of steps that are finished, or of runs that are complete or unknown. `temporary`: what a killed writer left.
 */
export type GarbageKind = 'state' | 'object' | 'recovery' | 'claim' | 'temporary';

/** A file; for recovery points and claims, a step's folder. */
export interface Garbage {
  readonly kind: GarbageKind;
  /** Below the store's folder. */
  readonly path: string;
  /** Of an object. */
  readonly digest: Digest | null;
  readonly files: number;
  readonly bytes: number;
  /** The time of its newest file. */
  readonly modifiedAt: number;
}

export interface GarbagePlan {
  readonly goes: readonly Garbage[];
  /** The same, but younger than a day: somebody may be about to use it. */
  readonly young: readonly Garbage[];
  /** How many training states are removed. */
  readonly states: number;
  /** Damaged files that were set aside more than a day ago. People remove them. */
  readonly quarantined: { readonly files: number; readonly bytes: number };
  readonly notRerunnable: readonly NotRerunnable[];
  /** The objects of states that go, by the runs that made them. */
  readonly ofRuns: readonly { readonly run: string; readonly removed: number; readonly bytes: number }[];
  readonly damaged: readonly StoreFinding[];
  /** Nobody knows what they hold. While there is one, no object and no state is removed, and nothing of theirs. */
  readonly damagedRuns: readonly DamagedRun[];
}

/** Steps of a run that lose their inputs. Their results stay. */
export interface NotRerunnable {
  readonly run: string;
  readonly steps: number;
  readonly places: readonly string[];
}

/** Younger files are spared. */
const sparedForMs = 24 * 3_600_000;

/** Looks through a store at the time `now` (ms since 1970) and changes nothing. */
export async function planGarbage(store: Store, now: number): Promise<GarbagePlan> {
  const files = await survey(store.folder);
  const ledgers = new Set(files.flatMap(({ path }) => /^ledger\/([^/]+)\//.exec(path)?.[1] ?? []));
  const removed = await removedStates(createFileLayer({ root: store.folder }), store.folder);
  const reached = await reach(store, { ledgers: [...ledgers], records: await recordsIn(store, files), removed });
  const garbage = [...singleFiles(files, reached), ...stepFolders(files, reached)];
  const goes = garbage.filter(({ modifiedAt }) => modifiedAt < now - sparedForMs);
  const young = garbage.filter((item) => !goes.includes(item));
  const quarantined = files.filter(
    ({ path, modifiedAt }) => path.startsWith('quarantine/') && modifiedAt < now - sparedForMs,
  );
  const digests = new Set(goes.flatMap(({ digest }) => digest ?? []));
  return {
    goes,
    young,
    states: new Set([...digests].filter((digest) => reached.released.get(digest) === digest)).size,
    quarantined: { files: quarantined.length, bytes: bytesOf(quarantined) },
    ofRuns: [...reached.runs.values()].flatMap((run) => statesOf(run, goes, reached)),
    notRerunnable: [...reached.runs.values()].flatMap((run) => notRerunnable(run, digests)),
    damaged: reached.damaged,
    damagedRuns: reached.damagedRuns,
  };
}

async function recordsIn(store: Store, files: readonly SurveyedFile[]): Promise<StepRecord[]> {
  const names = files.flatMap(({ path }) => {
    const found = /^records\/[^/]+\/([0-9a-f]+)-([0-9a-f]+)\.json$/.exec(path);
    return found ? [[found[1]!, found[2]!] as const] : [];
  });
  const records = await Promise.all(names.map(([key, fingerprint]) => store.records.find(key, fingerprint)));
  return records.filter((record) => record !== null);
}

/** What `file-writes.ts` calls a file that is not finished. */
const temporaryName = /^\.tmp-.*-\d+-[0-9a-f]+$/;

/** An unfinished file in one of the store's own folders, or beside them. */
function isTemporary(path: string): boolean {
  const [first, ...rest] = path.split('/');
  return temporaryName.test(basename(path)) && (rest.length === 0 || fixedFolders.includes(first!));
}

function singleFiles(files: readonly SurveyedFile[], { kept, released, damagedRuns }: Reachability): Garbage[] {
  return files.flatMap(({ path, bytes, modifiedAt }): Garbage[] => {
    const single = { path, files: 1, bytes, modifiedAt };
    if (isTemporary(path)) return [{ ...single, kind: 'temporary', digest: null }];
    const digest = /^objects\/([0-9a-f]{2}\/[0-9a-f]{62})$/.exec(path)?.[1]?.replace('/', '');
    if (digest === undefined || damagedRuns.length > 0 || kept.has(digest)) return [];
    return [{ ...single, kind: released.has(digest) ? 'state' : 'object', digest }];
  });
}

/** `recovery/<key>/<run>` and `claims/<run>/<key>`. */
function stepFolders(files: readonly SurveyedFile[], { runs, damagedRuns }: Reachability): Garbage[] {
  const folders = new Map<string, SurveyedFile[]>();
  for (const file of files) {
    const folder = /^((?:recovery|claims)\/[^/]+\/[^/]+)\/.*$/.exec(file.path)?.[1];
    if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].flatMap(([path, inside]): Garbage[] => {
    const [kind, first, second] = path.split('/') as [string, string, string];
    const [run, key] = kind === 'claims' ? [first, second] : [second, first];
    const isOurs = isRunName(run) && /^[0-9a-f]{64}$/.test(key);
    if (!isOurs || damagedRuns.some((damaged) => damaged.run === run) || isWanted(runs.get(run), key)) return [];
    const modifiedAt = Math.max(...inside.map((file) => file.modifiedAt));
    const size = { files: inside.length, bytes: bytesOf(inside), modifiedAt };
    return [{ kind: kind === 'claims' ? 'claim' : 'recovery', path, digest: null, ...size }];
  });
}

/** Whether a run may still continue from its claims or recovery points of a step. */
function isWanted(run: ReachedRun | undefined, key: Digest): boolean {
  if (run === undefined || run.isCompleted) return false;
  return run.isRunning || !run.records.some((record) => record.key === key);
}

function notRerunnable({ run, records }: ReachedRun, goes: ReadonlySet<Digest>): NotRerunnable[] {
  const lost = records.filter(({ step }) => Object.values(step.inputs).some((input) => goes.has(input)));
  return lost.length === 0 ? [] : [{ run, steps: records.length, places: lost.map(({ step }) => step.place) }];
}

function statesOf(
  { run, all }: ReachedRun,
  goes: readonly Garbage[],
  { released }: Reachability,
): { run: string; removed: number; bytes: number }[] {
  const made = new Set(all.flatMap(({ outputs }) => Object.values(outputs)));
  const own = goes.filter(({ kind, digest }) => kind === 'state' && made.has(released.get(digest!)!));
  return own.length === 0 ? [] : [{ run, removed: own.length, bytes: bytesOf(own) }];
}

const bytesOf = (files: readonly { readonly bytes: number }[]): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);
