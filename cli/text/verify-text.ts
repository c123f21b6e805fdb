// The output of `eagan verify`: what was read, what made it, and everything that is wrong.
import type { WholeVerification } from '../../control/verify/verify-whole-run.js';
import type { RuntimeUse, StoreFinding } from '../../store/index.js';
import { formatBytes, formatCount, formatNumber } from '../../scripts/format.mjs';
import type { SignatureReport } from '../../control/audit/signatures.js';
import type { Rerun } from '../../control/verify/rerun.js';
import { signatureLines } from './signature-text.js';

/** A verification, its reruns (null: none requested), and how the run stands. */
export interface VerifyReport extends WholeVerification {
  readonly status: string;
  readonly resultDigest: string | null;
  readonly rerun: readonly Rerun[] | null;
  readonly signature: SignatureReport;
  /** What drew the sample of steps that ran again; null: no sample was drawn. */
  readonly sampleSeed: number | null;
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
    ...headLines(report),
    ...(report.sampleSeed === null
      ? []
      : [`sample       drawn by seed ${report.sampleSeed}; the same again: --sample-seed ${report.sampleSeed}`]),
    ...(rerun ? rerunLines(rerun) : []),
    ...signatureLines(report.signature),
    ...report.findings.map(findingText),
    report.findings.length === 0 ? 'no problems found' : formatCount(report.findings.length, 'finding'),
  ].join('\n');
}

function headLines({ head, lines, comparedHead }: VerifyReport): string[] {
  const after = comparedHead?.linesAfter;
  return [
    ...(head === null ? [] : [`head         ${head}`]),
    ...(typeof after === 'number'
      ? [
          `compared     the given head is line ${formatNumber(lines - after)}; ${formatCount(after, 'line')} came after it`,
        ]
      : []),
  ];
}

function findingText({ code, place, message, file }: StoreFinding): string {
  const where = file === undefined || message.includes(file) ? '' : ` [${file}]`;
  return `${code}  ${place ? `${place}: ` : ''}${message}${where}`;
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
