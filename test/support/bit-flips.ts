// Flips single bits in the files of a run, one at a time, and asks `eagan verify` each time.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodeOf } from '../../domain/errors.js';
import { stream } from '../../domain/stream.js';
import { filesBelow } from './files-below.js';
import { forgedRun, honestRun, type Forger } from './forger.js';

/** Kinds of files, by where they are in the state folder. */
const kinds: Readonly<Record<string, string>> = {
  ledger: `store/ledger/${forgedRun}`,
  records: 'store/records',
  objects: 'store/objects',
  'frozen pipeline': `store/refs/runs/${forgedRun}/pipeline`,
  'other refs': `store/refs/runs/${forgedRun}`,
  claims: `store/claims/${forgedRun}`,
  'lists of gc': 'store/removed',
  'exported files': `runs/${forgedRun}`,
};

export interface Flips {
  readonly flipped: number;
  readonly found: number;
  /** Found, and the finding names the file. */
  readonly located: number;
  /** What was not found or not located. */
  readonly missed: readonly string[];
}

/** A run with files of every kind: resumed, with exports, a claim, and states that gc removed. */
export async function runToFlip(): Promise<Forger> {
  const run = await honestRun({ stopAt: (place) => place === 'discriminator/open' });
  await run.collect();
  await run.finish();
  await run.collect();
  const circumstances = { host: 'here', startedAt: '2026-01-01', fingerprint: 'a'.repeat(64) };
  const fence = { epoch: 2, workflowRunId: 'w', activityId: 'a', attempt: 1 };
  const claim = await run.store.claims.take(forgedRun, 'b'.repeat(64), fence, circumstances);
  await claim.end({ at: '2026-01-01', code: 'EAGAN_TRAINER_CRASHED', message: 'so it ended', iteration: 4 });
  return run;
}

/** Flips that many bits, in turn in files of each kind. The seed decides which. */
export async function flipBits(run: Forger, count: number, seed: number): Promise<Record<string, Flips>> {
  const random = stream(seed, 'bit flips');
  const files = Object.entries(kinds).map(([kind, way]) => [kind, filesOf(run, kind, way)] as const);
  const flips = Object.fromEntries(
    files.map(([kind]) => [kind, { flipped: 0, found: 0, located: 0, missed: [] as string[] }]),
  );
  for (let index = 0; index < count; index++) {
    const [kind, paths] = files[index % files.length]!;
    const path = random.pick(paths);
    const bit = random.integer(8 * readFileSync(path).length);
    const told = await whileFlipped(path, bit, () => tellOf(run));
    const isLocated = told.includes(nameOf(run, path));
    const row = flips[kind]!;
    row.flipped += 1;
    row.found += told === '' ? 0 : 1;
    row.located += isLocated ? 1 : 0;
    if (!isLocated) row.missed.push(`bit ${bit} of ${path}: ${told || 'nothing found'}`);
  }
  return flips;
}

function filesOf({ folder }: Forger, kind: string, way: string): readonly string[] {
  const isOther = (path: string): boolean => kind === 'other refs' && path.includes('/pipeline/');
  return filesBelow(join(folder, way)).filter((path) => !isOther(path));
}

/** How a finding names a file: an object by its digest, any other by its path. */
function nameOf({ folder }: Forger, path: string): string {
  const object = /store\/objects\/(..)\/(.{62})$/.exec(path);
  return object ? `${object[1]}${object[2]}` : path.slice(folder.length).replace(/^\/store\//, '');
}

async function whileFlipped<T>(path: string, bit: number, use: () => Promise<T>): Promise<T> {
  const bytes = readFileSync(path);
  const flipped = Uint8Array.from(bytes);
  flipped[bit >> 3]! ^= 1 << (bit & 7);
  writeFileSync(path, flipped);
  try {
    return await use();
  } finally {
    writeFileSync(path, bytes);
  }
}

/** Everything that verify says is wrong; an empty text if it says nothing. */
async function tellOf(run: Forger): Promise<string> {
  try {
    const { findings } = await run.verify();
    return findings.map(({ file, message }) => `${file ?? ''} ${message}`).join('\n');
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error;
    return (error as Error).message;
  }
}

/** The result as a table. */
export function flipTable(flips: Readonly<Record<string, Flips>>): string {
  const rows = Object.entries(flips).map(
    ([kind, { flipped, found, located }]) =>
      `${kind.padEnd(16)} ${[flipped, found, located].map((n) => String(n).padStart(8)).join('')}`,
  );
  return [`${''.padEnd(16)}  flipped   found located`, ...rows].join('\n');
}
