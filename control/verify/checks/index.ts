// The table of checks of `eagan verify`, one row each. Digests of ledger, records and objects come before them
// (store/verify-run.ts).
import { ObjectError } from '../../../domain/steps/objects.js';
import type { StepRecord } from '../../../domain/steps/step.js';
import { recordFile, type StepLine, type StoreFinding } from '../../../store/index.js';
import type { Evidence } from '../evidence.js';
import type { RecordCheck, RunCheck } from './check.js';
import { exports } from './exports.js';
import { frozen } from './frozen.js';
import { genotypes } from './genotypes.js';
import { ledgerLines } from './ledger.js';
import { plan } from './plan.js';
import { pure } from './pure.js';
import { refs } from './refs.js';
import { removals } from './removals.js';
import { results } from './results/index.js';
import { runtimes } from './runtimes.js';

/** Checks of the whole run. */
const runChecks: Readonly<Record<string, RunCheck>> = { frozen, ledgerLines, plan, refs, removals, exports };

/** Checks of each record. */
const recordChecks: Readonly<Record<string, RecordCheck>> = { pure, results, genotypes, runtimes };

/** Everything that the checks find, in the order of the tables. */
export async function runAllChecks(evidence: Evidence): Promise<StoreFinding[]> {
  const findings: StoreFinding[] = [];
  for (const check of Object.values(runChecks)) findings.push(...(await check(evidence)));
  const seen = new Set<string>();
  for (const line of evidence.steps) {
    const file = recordFile(line);
    if (!seen.has(file)) findings.push(...(await checkRecord(evidence, line, file)));
    seen.add(file);
  }
  return findings;
}

/** One record at a time is in memory. A lost record is a finding already. */
async function checkRecord(evidence: Evidence, line: StepLine, file: string): Promise<StoreFinding[]> {
  const record = await evidence.store.records.find(line.key, line.fingerprint);
  if (!record) return [];
  const problems: string[] = [];
  for (const check of Object.values(recordChecks)) problems.push(...(await problemsOf(check, record, evidence)));
  return problems.map((message) => ({ code: 'EAGAN_RECORD_INCONSISTENT', place: line.place, message, file }));
}

/** A lost object is a finding already, or `eagan gc` removed it. Another form of values is one more contradiction. */
async function problemsOf(check: RecordCheck, record: StepRecord, evidence: Evidence): Promise<readonly string[]> {
  try {
    return await check(record, evidence);
  } catch (error) {
    if (error instanceof ObjectError) return [];
    return [`its parameters and artifacts must have the form of its kind (got: ${(error as Error).message})`];
  }
}
