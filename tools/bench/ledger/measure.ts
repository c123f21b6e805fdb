// Measures, in a process of its own, a long ledger: its first read with and without the index, an append and a look-up.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestJson } from '../../../domain/digest.js';
import type { LedgerEvent } from '../../../domain/ledger/kinds.js';
import { median } from '../../../domain/averages.js';
import { makeFolderSync } from '../../../scripts/files.mjs';
import { openStore } from '../../../store/index.js';
import { lineBytes, parsed, textOf, type Head } from '../../../store/ledger-line.js';
import { timed } from '../timed.js';

export interface LedgerRequest {
  readonly lines: number;
  /** Where the store is made and removed again. */
  readonly folder: string;
}

export interface LedgerSeconds {
  /** By a new process: from the files alone, and from the index that this left. */
  readonly files_s: number;
  readonly index_s: number;
  readonly append_s: number;
  readonly lookUp_s: number;
  /** Every line checked again, from the files, without keeping them. */
  readonly walk_s: number;
}

const appends = 21;
const run = 'bench';

export async function measureLedger({ lines, folder }: LedgerRequest): Promise<LedgerSeconds> {
  const root = await mkdtemp(join(folder, 'eagan-bench-'));
  try {
    await writeLines(join(root, 'ledger', run), lines);
    const [files_s] = await timed(async () => (await openStore(root)).ledger.head(run));
    const { ledger } = await openStore(root);
    const [index_s] = await timed(() => ledger.head(run));
    const [append_s, lookUp_s] = [await middleOf((n) => ledger.append(run, 1, entry(lines + n))), await middleOf(look)];
    const [walk_s] = await timed(async () => {
      for await (const line of ledger.walk(run)) void line;
    });
    return { files_s, index_s, append_s, lookUp_s, walk_s };
    async function look(n: number): Promise<unknown> {
      return ledger.find(run, entry(n));
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function middleOf(work: (number: number) => Promise<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let number = 1; number <= appends; number++) seconds.push((await timed(() => work(number)))[0]);
  return median(seconds);
}

const entry = (number: number): { place: string; key: string; fingerprint: string; record: string; at: string } => {
  const key = digestJson(number);
  const place = `generator/gen-${String(number >> 7).padStart(3, '0')}/evaluate/${number % 128}`;
  return { place, key, fingerprint: key, record: key, at: new Date().toISOString() };
};

/** As a run leaves them, an attempt before each step; not flushed, which would take half an hour. */
async function writeLines(folder: string, count: number): Promise<void> {
  makeFolderSync(folder);
  let head: Head = null;
  const writing: Promise<void>[] = [];
  for (let sequence = 1; sequence <= count; sequence++) {
    const bytes = lineBytes(head, 1, eventOf(sequence), new Date().toISOString());
    writing.push(writeFile(join(folder, `${String(sequence).padStart(8, '0')}.json`), bytes));
    if (sequence % 200 === 0) await Promise.all(writing.splice(0));
    head = parsed(textOf(bytes)) as Head;
  }
  await Promise.all(writing);
}

function eventOf(number: number): LedgerEvent {
  const { place, key, fingerprint, record, at } = entry(number);
  if (number % 2 === 0) return { kind: 'step', place, key, fingerprint, record };
  const when = { takenAt: at, computingSince: at, endedAt: at };
  const used = { slot: 0, device: 'cpu', cpuMs: 61_000, peakMemoryBytes: 2 ** 30, fromIteration: 0, toIteration: 900 };
  return { kind: 'attempt', place, key, number: 1, claim: '0001-0a1b2c3d', host: 'h', worker: '1', outcome: 'finished', ...when, ...used }; // prettier-ignore
}
