// The output of `eagan verify`: what was read, what made it, and everything that is wrong.
import type { VerifiedSource } from '../../control/verify/verify-frozen.js';
import type { RuntimeUse, Verification } from '../../store/index.js';
import { formatBytes, formatCount, formatNumber } from '../../scripts/format.mjs';
import type { SignatureReport } from '../../control/audit/signatures.js';
import type { Rerun } from '../../control/verify/rerun.js';
import { signatureLines } from './signature-text.js';

/** A verification, its reruns (null: none requested), and how the run stands. */
export interface VerifyReport extends Verification {
  readonly status: string;
  /** Whether the texts that the run was read from are as they were. */
  readonly source: VerifiedSource['source'];
  readonly resultDigest: string | null;
  readonly rerun: readonly Rerun[] | null;
  readonly signature: SignatureReport;
  /** No finding, and no step that gave other bits or none. */
  readonly verdict: 'good' | 'bad';
}

/** The report as lines. */
export function verifyText(report: VerifyReport): string {
  const { run, status, lines, records, objects, bytes, checkpoints, removed, resultDigest, rerun } = report;
  const { count, wholeBytes, storedBytes } = checkpoints;
  return [
    `${run} is ${status}`,
    `ledger       ${formatCount(lines, 'line')}, ${formatCount(records, 'record')}`,
    `objects      ${formatNumber(objects)} read and digested, ${formatBytes(bytes)}`,
    `checkpoints  ${formatNumber(count)}: ${formatBytes(storedBytes)}, or ${formatBytes(wholeBytes)} without sharing`,
    ...(removed.length > 0 ? [`removed      ${formatCount(removed.length, 'state')} by eagan gc`] : []),
    ...(report.source === 'notRecorded'
      ? ['pipeline     its texts were frozen before they had a digest: they cannot be checked']
      : []),
    ...report.runtimes.map(runtimeText),
    ...(resultDigest ? [`result       ${resultDigest}`] : []),
    ...(rerun ? rerunLines(rerun) : []),
    ...signatureLines(report.signature),
    ...report.findings.map(({ code, place, message }) => `${code}  ${place ? `${place}: ` : ''}${message}`),
    report.findings.length === 0 ? 'no problems found' : formatCount(report.findings.length, 'finding'),
  ].join('\n');
}

function runtimeText({ fingerprint, records, identity }: RuntimeUse): string {
  const what =
    identity === null || typeof identity !== 'object'
      ? (identity ?? 'unknown: the store does not describe it')
      : Object.entries(identity)
          .map(([name, value]) => `${name} ${String(value)}`)
          .join(', ');
  return `runtime      ${fingerprint.slice(0, 12)}, ${formatCount(records, 'record')}: ${String(what)}`;
}

function rerunLines(rerun: readonly Rerun[]): string[] {
  const same = rerun.filter(({ verdict }) => verdict === 'same').length;
  const others = rerun.filter(({ verdict }) => verdict !== 'same');
  return [
    `run again    ${formatNumber(same)} of ${formatCount(rerun.length, 'step')} gave the same bits`,
    ...others.map(({ place, verdict, message }) => {
      return verdict === 'different'
        ? `EAGAN_NOT_REPRODUCIBLE  ${place}: ${message}`
        : `not run      ${place}: ${message}`;
    }),
  ];
}
