// The hash-chained list of a run's steps. Each line is a file of its own, made by link(2), so all processes agree on
// one order.
import { join } from 'node:path';
import { canonicalJson, type Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { lineProblem } from '../domain/steps/record-shape.js';
import type { FileLayer } from './file-layer.js';
import { toJson, tryJson } from './json.js';
import { fastDigest } from './objects.js';
import { setAside } from './set-aside.js';
import type { Ledger, LedgerEntry, LedgerLine, Refs } from './types.js';

/** What stands before the first line. */
export const chainStart: Digest = '0'.repeat(64);

/** Lines read so far. They never change, so following a run costs only its new lines. */
interface Chain {
  readonly lines: LedgerLine[];
  readonly steps: Map<string, LedgerLine>;
}

/**
 * Ledgers below `folder` (`<run>/00000001.json`). Owners are read from the refs; a torn last line goes to `quarantine`.
 */
export function createLedger(files: FileLayer, folder: string, refs: Refs, quarantine: string): Ledger {
  const chains = new Map<string, Chain>();
  const pathOf = (run: string, sequence: number): string =>
    join(folder, run, `${String(sequence).padStart(8, '0')}.json`);

  async function refresh(run: string): Promise<Chain> {
    const chain = chains.get(run) ?? { lines: [], steps: new Map<string, LedgerLine>() };
    chains.set(run, chain);
    const known = chain.lines.length;
    const last = lastSequence(await files.list(join(folder, run)));
    for (let sequence = known + 1; sequence <= last; sequence++) {
      const path = pathOf(run, sequence);
      const line = tryJson<LedgerLine>(await files.read(path));
      if (chain.lines.length >= sequence) continue; // another call of this process read it meanwhile
      if (line === undefined && sequence === last) break;
      addLine(chain, checkedLine(line, chain.lines.at(-1), sequence, path));
    }
    return chain;
  }

  async function append(run: string, epoch: number, entry: LedgerEntry, again?: 'again'): Promise<void> {
    for (;;) {
      const { lines, steps } = await refresh(run);
      await refuseOlder(refs, run, epoch, lines.at(-1));
      const entered = steps.get(stepOf(entry));
      if (entered && (!again || entered.epoch >= epoch)) return files.settle(pathOf(run, entered.sequence));
      const path = pathOf(run, lines.length + 1);
      if (await files.writeNew(path, toJson(makeLine(lines.at(-1), epoch, entry)))) return;
      // The number is taken: by a faster writer, whose line comes first, or by a line that a power cut left torn.
      if (!isLine(await files.read(path)))
        await setAside(files, path, join(quarantine, `ledger-${run}-${lines.length + 1}`), isLine);
    }
  }
  return {
    append,
    find: async (run, step) => (await refresh(run)).steps.get(stepOf(step)) ?? null,
    entries: async (run) => [...(await refresh(run)).lines],
  };
}

const isLine = (bytes: Uint8Array | null): boolean => tryJson(bytes) !== undefined;

function lastSequence(names: readonly string[]): number {
  const last = names.findLast((name) => /^\d{8}\.json$/.test(name));
  return last === undefined ? 0 : Number.parseInt(last, 10);
}

function addLine(chain: Chain, line: LedgerLine): void {
  chain.lines.push(line);
  chain.steps.set(stepOf(line), line);
}

function stepOf({ place, key }: Pick<LedgerEntry, 'place' | 'key'>): string {
  return `${place} ${key}`;
}

/** The line that follows `last`, with its place in the chain. */
function makeLine(last: LedgerLine | undefined, epoch: number, entry: LedgerEntry): LedgerLine {
  const { place, key, fingerprint, at } = entry;
  const sequence = (last?.sequence ?? 0) + 1;
  const body = { place, key, fingerprint, at, sequence, epoch, previous: last?.digest ?? chainStart };
  return { ...body, digest: fastDigest(Buffer.from(canonicalJson(body))) };
}

/** Returns the line if it continues the chain; throws EAGAN_OBJECT_CORRUPT if it is absent, altered or out of order. */
function checkedLine(
  line: LedgerLine | undefined,
  last: LedgerLine | undefined,
  sequence: number,
  path: string,
): LedgerLine {
  if (lineProblem(line) === null && continues(line!, last) && line!.sequence === sequence) return line!;
  throw new EaganError(
    'EAGAN_OBJECT_CORRUPT',
    `line ${sequence} of the ledger must continue the chain (got ${line ? 'an altered line' : 'none'} in ${path})`,
    'Restore the ledger from a copy of the store. Records and objects are not affected.',
  );
}

const continues = (line: LedgerLine, last: LedgerLine | undefined): boolean =>
  makeLine(last, line.epoch, line).digest === line.digest;

async function refuseOlder(refs: Refs, run: string, epoch: number, last: LedgerLine | undefined): Promise<void> {
  const owner = await refs.get<{ readonly epoch: number }>(`runs/${run}/owner`);
  const newest = Math.max(owner?.value.epoch ?? 0, last?.epoch ?? 0);
  if (epoch >= newest) return;
  throw new EaganError(
    'EAGAN_SUPERSEDED',
    `only the newest owner may write run ${run}: epoch ${newest} (this one is epoch ${epoch})`,
    `No action needed. Follow the run: eagan attach ${run}`,
  );
}
