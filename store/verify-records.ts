// Whether a run's ledger, records and result agree. Trusts nothing but their digests.
import type { Digest } from '../domain/digest.js';
import { stepKey, type StepRecord } from '../domain/steps/step.js';
import { asFinding, type StoreFinding } from './finding.js';
import { recordsOf, runResultDigest, standingLines } from './result.js';
import type { RunInStore } from './runs.js';
import type { StepLine } from '../domain/ledger/lines.js';
import type { Store } from './types.js';

export interface VerifiedRecords {
  readonly lines: readonly StepLine[];
  /** Of every line whose record can be read, in ledger order. */
  readonly records: readonly StepRecord[];
  readonly findings: readonly StoreFinding[];
}

/** Reads the chain and every record that it names, including those of steps that were taken back. */
export async function verifyRecords(store: Store, run: string): Promise<VerifiedRecords> {
  const findings: StoreFinding[] = [];
  const lines = await store.ledger.entries(run).catch((error: unknown) => {
    findings.push(asFinding(error, null));
    return [] as StepLine[];
  });
  const read = await recordsOf(store, lines);
  const records = read.filter((record) => record !== null);
  const makes = new Set(records.flatMap(({ outputs }) => Object.values(outputs)));
  // If a step was taken back and gave other results, its record is a different one now. What was made from the first
  // result is taken back too.
  const standing = new Set((lines.length > 0 ? await standingLines(store, run) : []).map(({ sequence }) => sequence));
  lines.forEach((line, index) => {
    const record = read[index];
    const known = standing.has(line.sequence) ? makes : null;
    findings.push(...(record ? recordFindings(line, record, known) : [lostRecord(line)]));
  });
  return { lines, records, findings };
}

/** Whether the recorded result follows from the records; nothing for a run without a result. */
export async function verifyResult(store: Store, { frozen, state, result }: RunInStore): Promise<StoreFinding[]> {
  if (result === null) {
    const message = `a completed run must have a result (got none at runs/${frozen.run}/result)`;
    return state?.status === 'completed' ? [{ code: 'EAGAN_RESULT_DIFFERS', place: null, message }] : [];
  }
  try {
    const recomputed = await runResultDigest(store, frozen.run, result.exportKey);
    if (recomputed === result.resultDigest) return [];
    const message = `the result digest must match the steps: ${recomputed} (got ${result.resultDigest})`;
    return [{ code: 'EAGAN_RESULT_DIFFERS', place: 'export', message }];
  } catch (error) {
    return [asFinding(error, 'export')];
  }
}

function lostRecord({ place, key, fingerprint }: StepLine): StoreFinding {
  const message = `the store must hold the complete record of ${place} (got none as ${key}-${fingerprint}.json)`;
  return { code: 'EAGAN_OBJECT_MISSING', place, message };
}

/** `makes`: what the run's steps make; null: do not check where inputs come from. */
function recordFindings(line: StepLine, record: StepRecord, makes: ReadonlySet<Digest> | null): StoreFinding[] {
  const { place } = line;
  const { step, key, fingerprint } = record;
  const inconsistent = (message: string): StoreFinding => ({ code: 'EAGAN_RECORD_INCONSISTENT', place, message });
  const recomputed = stepKey(step);
  const orphans = Object.entries(step.inputs).filter(([, input]) => makes && !makes.has(input));
  return [
    ...(recomputed === key && key === line.key && fingerprint === line.fingerprint && step.place === place
      ? []
      : [
          inconsistent(
            `the record of ${place} must have the key of its step, ${recomputed} (got ${step.place}, ${key})`,
          ),
        ]),
    ...orphans.map(([name, input]) =>
      inconsistent(`input ${name} of ${place} must come from a step of the run (got ${input})`),
    ),
  ];
}
