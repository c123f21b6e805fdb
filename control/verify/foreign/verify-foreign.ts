// Checks the state folder of a stranger and starts nothing: no supervisor, no server, no TensorFlow. It proves that the
// folder is consistent, not who made it.
import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EaganError, errorCodeOf } from '../../../domain/errors.js';
import {
  explainAnyError,
  readMatrices,
  readRuns,
  verifyRun,
  type RunInStore,
  type StoreFinding,
} from '../../../store/index.js';
import { verifyFrozen, type VerifiedSource } from '../verify-frozen.js';
import { ForeignFindings, type ForeignFinding } from './findings.js';
import { openForeignStore, type ForeignStore } from './read-only.js';
import { walkForeign, type Walked } from './walk.js';

export interface ForeignRun {
  readonly run: string;
  readonly status: string;
  /** Lines of the ledger, and records that could be read. */
  readonly lines: number;
  readonly records: number;
  readonly source: VerifiedSource['source'];
  readonly resultDigest: string | null;
  readonly findings: number;
}

export interface ForeignReport {
  readonly folder: string;
  readonly verdict: 'consistent' | 'bad';
  readonly files: number;
  readonly bytes: number;
  /** Objects whose bytes match their names. */
  readonly objects: number;
  readonly runs: readonly ForeignRun[];
  readonly findings: readonly ForeignFinding[];
  /** All of them, shown or not. */
  readonly findingCounts: Readonly<Record<string, number>>;
  /** Parts of the folder that nothing proves. */
  readonly notChecked: readonly string[];
}

/**
 * What no digest covers. Everything that a run needs is in the store. Whoever gave the folder away knows its keys.
 */
const uncovered = ['temporal', 'logs', 'runs', 'calibrations', 'drills', 'payload-keys', 'supervisor.secret'];

/** Verifies a folder. Throws EAGAN_USAGE if there is none. `tell`: hears from time to time how far it is. */
export async function verifyForeign(asked: string, tell: (text: string) => void): Promise<ForeignReport> {
  const folder = resolve(asked);
  requireFolder(folder);
  const findings = new ForeignFindings();
  const walked = await walkForeign(folder, findings);
  tell(`looked at ${walked.files} files`);
  const found = walked.isWhole ? await verifyStore(folder, walked, findings, tell) : { runs: [], objects: 0 };
  return {
    folder,
    verdict: findings.total === 0 ? 'consistent' : 'bad',
    ...{ files: walked.files, bytes: walked.bytes, ...found },
    findings: findings.shown,
    findingCounts: findings.counts,
    notChecked: uncovered.filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })),
  };
}

type StoreVerdict = Pick<ForeignReport, 'runs' | 'objects'>;

async function verifyStore(
  folder: string,
  { objects, stateBytes }: Walked,
  findings: ForeignFindings,
  tell: (text: string) => void,
): Promise<StoreVerdict> {
  try {
    const foreign = await openForeignStore(join(folder, 'store'), stateBytes);
    const { runs, damaged } = await readRuns(foreign.store.refs);
    const matrices = await readMatrices(foreign.store.refs);
    for (const { run, error } of [...damaged, ...matrices.damaged]) findings.add(error.code, error.message, run);
    const verified: ForeignRun[] = [];
    for (const run of runs) {
      verified.push(await verifyOne(foreign, run, findings));
      tell(`checked run ${run.frozen.run}`);
    }
    return { runs: verified, objects: await verifyObjects(foreign, objects, findings) };
  } catch (error) {
    addError(findings, error, null);
    return { runs: [], objects: 0 };
  }
}

async function verifyOne({ store, whole }: ForeignStore, found: RunInStore, all: ForeignFindings): Promise<ForeignRun> {
  const { frozen, state, result } = found;
  const before = all.total;
  const add = ({ code, place, message }: StoreFinding): void =>
    all.add(code, place === null ? message : `${place}: ${message}`, frozen.run);
  let source: VerifiedSource['source'] = 'altered';
  let [lines, records] = [0, 0];
  try {
    const texts = verifyFrozen(frozen);
    source = texts.source;
    texts.findings.forEach(add);
    const verification = await verifyRun(store, found, undefined, whole);
    [lines, records] = [verification.lines, verification.records];
    verification.findings.forEach(add);
  } catch (error) {
    addError(all, error, frozen.run);
  }
  const status = state?.status ?? 'not started';
  const resultDigest = result?.resultDigest ?? null;
  return { run: frozen.run, status, lines, records, source, resultDigest, findings: all.total - before };
}

/** Every object, also those that no run names: their bytes must match their names. */
async function verifyObjects(
  { whole, proved, failed }: ForeignStore,
  digests: readonly string[],
  all: ForeignFindings,
): Promise<number> {
  for (const digest of digests.filter((one) => !proved.has(one) && !failed.has(one))) {
    await whole.get(digest).catch((error: unknown) => addError(all, error, null));
  }
  return proved.size;
}

/** A stranger's file may have any form: what the program says of it is a finding, too. */
function addError(findings: ForeignFindings, error: unknown, run: string | null): void {
  const explained = explainAnyError(error);
  const code = errorCodeOf(explained) ?? 'EAGAN_STATE_FOREIGN';
  const reason = explained instanceof Error ? explained.message : String(explained);
  findings.add(code, explained instanceof EaganError ? reason : `it must be as eagan writes it (got: ${reason})`, run);
}

function requireFolder(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  const what = found === undefined ? 'there is none' : found.isSymbolicLink() ? 'a link' : 'not a folder';
  const cure = 'Name the folder itself, the one that has store/ in it.';
  throw new EaganError('EAGAN_USAGE', `${folder} must be a state folder (got: ${what})`, cure);
}
