// The output of `eagan verify --foreign`: what is in the folder, what was checked, and everything that is wrong.
import type { ForeignReport, ForeignRun } from '../../control/verify/foreign/verify-foreign.js';
import { formatBytes, formatCount, formatNumber } from '../../scripts/format.mjs';
import { table } from '../../terminal/table.js';

/** The report as lines. */
export function foreignText(report: ForeignReport): string {
  const { folder, files, bytes, objects, runs, findings, findingCounts, notChecked } = report;
  const total = Object.values(findingCounts).reduce((sum, count) => sum + count, 0);
  const more = total - findings.length;
  return [
    `${folder}: ${formatCount(files, 'file')}, ${formatBytes(bytes)}`,
    `objects      ${formatNumber(objects)} read and digested`,
    ...(runs.length > 0 ? [table(['run', 'status', 'lines', 'records', 'texts', 'findings'], runs.map(row))] : []),
    ...findings.map(({ code, run, message }) => `${code}  ${run === null ? '' : `${run}: `}${message}`),
    ...(more > 0 ? [`and ${formatCount(more, 'more finding')}`] : []),
    ...(notChecked.length > 0
      ? [`not checked  ${notChecked.join(', ')}: no run needs them, so remove them before you use the folder`]
      : []),
    total > 0
      ? `${formatCount(total, 'finding')}: do not use this folder`
      : 'The folder is consistent. That does not prove who made it, or that its figures are honest: eagan verify RUN --rerun 5% computes steps again.',
  ].join('\n');
}

function row({ run, status, lines, records, source, findings }: ForeignRun): string[] {
  const texts = { whole: 'whole', altered: 'altered', notRecorded: 'without a digest' }[source];
  return [run, status, formatNumber(lines), formatNumber(records), texts, formatNumber(findings)];
}
