// Whether a run's ledger, records and result agree. Trusts nothing but their digests.
import { relative } from 'node:path';
import type { Digest } from '../domain/digest.js';
import { resultDigest } from '../domain/steps/step.js';
import { asFinding, type StoreFinding } from './finding.js';
import { BrokenChain } from './ledger-line.js';
import { factsOfLines, recordFile, type RecordFacts } from './record-facts.js';
import { reachableRecords, standingLines } from './result.js';
import type { RunInStore } from './runs.js';
import type { StepLine } from '../domain/ledger/lines.js';
import type { Store } from './types.js';

export interface VerifiedRecords {
  readonly lines: readonly StepLine[];
  /** Of every line whose record can be read, in ledger order. */
  readonly records: readonly RecordFacts[];
  /** Those of the lines that count. */
  readonly standing: readonly RecordFacts[];
  readonly findings: readonly StoreFinding[];
}

/** Reads the chain and every record that it names, including those of steps that were taken back. */
export async function verifyRecords(store: Store, run: string): Promise<VerifiedRecords> {
  const findings: StoreFinding[] = [];
  const lines = await stepsInFiles(store, run, findings).catch((error: unknown) => {
    const file = error instanceof BrokenChain ? relative(store.folder, error.path) : undefined;
    findings.push(asFinding(error, null, file));
    return [] as StepLine[];
  });
  const read = await factsOfLines(store, lines);
  // If a step was taken back and gave other results, its record is a different one now. What was made from the first
  // result is taken back too.
  const counts = new Set((lines.length > 0 ? await standingLines(store, run) : []).map(({ sequence }) => sequence));
  const made = new Set<Digest>();
  lines.forEach((line, index) => {
    const record = read[index];
    const isStanding = counts.has(line.sequence);
    findings.push(...(record ? recordFindings(line, record, isStanding ? made : null) : [lostRecord(line)]));
    if (record && isStanding) for (const output of Object.values(record.outputs)) made.add(output);
  });
  const records = read.filter((record) => record !== null);
  const standing = read.filter((record, index) => record !== null && counts.has(lines[index]!.sequence)) as RecordFacts[]; // prettier-ignore
  return { lines, records, standing, findings };
}

async function stepsInFiles({ ledger, folder }: Store, run: string, findings: StoreFinding[]): Promise<StepLine[]> {
  const steps: StepLine[] = [];
  const onOther = (path: string): void => void findings.push(otherPack(relative(folder, path)));
  for await (const line of ledger.walk(run, onOther)) if (line.kind === 'step') steps.push(line);
  return steps;
}

/** It may be thrown away, but until then `eagan history` shows it. */
function otherPack(file: string): StoreFinding {
  const message = `${file} must be a copy of the ledger's lines (got others); remove it: it is made again`;
  return { code: 'EAGAN_RECORD_INCONSISTENT', place: null, file, message };
}

/** Whether the recorded result follows from the records; nothing for a run without a result. */
export function verifyResult(standing: readonly RecordFacts[], { frozen, state, result }: RunInStore): StoreFinding[] {
  if (result === null) {
    const message = `a completed run must have a result (got none at runs/${frozen.run}/result)`;
    return state?.status === 'completed' ? [{ code: 'EAGAN_RESULT_DIFFERS', place: null, message }] : [];
  }
  try {
    const reached = reachableRecords(standing, result.exportKey);
    const recomputed = resultDigest(
      reached.map(({ step, key, outputs, numbers }) => ({ place: step.place, key, outputs, numbers })),
    );
    if (recomputed === result.resultDigest) return [];
    const message = `the result digest must match the steps: ${recomputed} (got ${result.resultDigest})`;
    return [{ code: 'EAGAN_RESULT_DIFFERS', place: 'export', message }];
  } catch (error) {
    return [asFinding(error, 'export')];
  }
}

function lostRecord(line: StepLine): StoreFinding {
  const { place, key, fingerprint } = line;
  const message = `the store must hold the complete record of ${place} (got none as ${key}-${fingerprint}.json)`;
  return { code: 'EAGAN_OBJECT_MISSING', place, file: recordFile(line), message };
}

/** `made`: what the run's steps made before; null: do not check where inputs come from. */
function recordFindings(line: StepLine, record: RecordFacts, made: ReadonlySet<Digest> | null): StoreFinding[] {
  const { place } = line;
  const { step, key, fingerprint, recomputed, digest } = record;
  const inconsistent = (message: string): StoreFinding => {
    return { code: 'EAGAN_RECORD_INCONSISTENT', place, file: recordFile(line), message };
  };
  const orphans = Object.entries(step.inputs).filter(([, input]) => made && !made.has(input));
  return [
    ...(recomputed === key && key === line.key && fingerprint === line.fingerprint && step.place === place
      ? []
      : [
          inconsistent(
            `the record of ${place} must have the key of its step, ${recomputed} (got ${step.place}, ${key})`,
          ),
        ]),
    // The record of a step that was taken back may have been replaced since. Lines of version 1 do not hold it.
    ...(made === null || line.record === undefined || line.record === digest
      ? []
      : [
          inconsistent(`line ${line.sequence} of the ledger must hold the record of ${place}, ${digest} (got ${line.record})`), // prettier-ignore
        ]),
    ...orphans.map(([name, input]) =>
      inconsistent(
        `input ${name} of ${place}, line ${line.sequence}, must come from a step of an earlier line (got ${input})`,
      ),
    ),
  ];
}
