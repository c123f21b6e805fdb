// A run's result digest: over every step that its export was made from. Found by walking from inputs back to the steps
// that made them.
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { standsBy } from '../domain/steps/supersession.js';
import { resultDigest, type StepRecord } from '../domain/steps/step.js';
import { readRun } from './runs.js';
import type { StepLine } from '../domain/ledger/lines.js';
import type { Store } from './types.js';

/**
 * The lines of a run's ledger that count, in its order: those that nobody took back (`resume --from`), and of each
 * place the last.
 */
export async function standingLines(store: Store, run: string): Promise<StepLine[]> {
  const found = await readRun(store.refs, run);
  const supersessions = found?.owner?.supersessions ?? [];
  const stands = supersessions.length > 0 ? standsBy(supersessions, found!.frozen.pipeline) : () => true;
  const lines = (await store.ledger.entries(run)).filter(stands);
  const last = new Map(lines.map((line) => [line.place, line]));
  return lines.filter((line) => last.get(line.place) === line);
}

/** The records of a run's ledger, in its order, of the lines that count. */
export async function runRecords(store: Store, run: string): Promise<StepRecord[]> {
  return wholeRecords(store, await standingLines(store, run));
}

/** The record of each line; null if there is none, or only a damaged one. */
export function recordsOf({ records }: Store, lines: readonly StepLine[]): Promise<(StepRecord | null)[]> {
  return Promise.all(lines.map(({ key, fingerprint }) => records.find(key, fingerprint)));
}

/** The record of each line. Throws EAGAN_OBJECT_MISSING if there is none. */
export async function wholeRecords(store: Store, lines: readonly StepLine[]): Promise<StepRecord[]> {
  return (await recordsOf(store, lines)).map((record, index) => {
    if (record) return record;
    const { place, key } = lines[index]!;
    throw lost(`the record of ${place} must be in the store (got none under key ${key})`);
  });
}

/** The record of the step with that key; null: no line that counts has it. Throws EAGAN_OBJECT_MISSING: it is lost. */
export async function recordOfKey(store: Store, run: string, key: Digest): Promise<StepRecord | null> {
  const line = (await standingLines(store, run)).find((each) => each.key === key);
  return line ? (await wholeRecords(store, [line]))[0]! : null;
}

/**
 * SHA-256 over {place, key, outputs, numbers} of all steps that the export is made from, sorted by place. Throws
 * EAGAN_OBJECT_MISSING if the run lacks a step, or the maker of an input.
 */
export async function runResultDigest(store: Store, run: string, exportKey: Digest): Promise<Digest> {
  const reached = reachableRecords(await runRecords(store, run), exportKey);
  return resultDigest(reached.map(({ step, key, outputs, numbers }) => ({ place: step.place, key, outputs, numbers })));
}

/** What the result needs of a record. */
type RecordOfResult = Pick<StepRecord, 'key' | 'outputs'> & {
  readonly step: Pick<StepRecord['step'], 'place' | 'inputs'>;
};

/** The records that the export's result rests on, including its own. */
export function reachableRecords<R extends RecordOfResult>(records: readonly R[], exportKey: Digest): R[] {
  const makers = new Map<Digest, R[]>();
  for (const record of records) {
    for (const output of Object.values(record.outputs)) makers.set(output, [...(makers.get(output) ?? []), record]);
  }
  const start = records.find((record) => record.key === exportKey);
  if (!start) throw lost(`the run must have an export step (got none with key ${exportKey})`);
  const reached = new Set<R>([start]);
  // A set may grow while it is walked: the loop visits added members too.
  for (const record of reached) {
    for (const [name, input] of Object.entries(record.step.inputs)) {
      const found = makers.get(input);
      if (!found) throw lost(`input ${name} of ${record.step.place} must come from a step of the run (got ${input})`);
      found.forEach((maker) => reached.add(maker));
    }
  }
  return [...reached];
}

function lost(message: string): EaganError {
  return new EaganError(
    'EAGAN_OBJECT_MISSING',
    message,
    'Restore the store from a copy, then: eagan resume RUN. Or compute everything again: eagan run FILE --fresh',
  );
}
