// The output of `eagan export`: what was written, what is missing, and how others check it.
import type { AuditExport } from '../../control/audit/export/write-export.js';
import { formatBytes, formatCount } from '../../scripts/format.mjs';

/** The report as lines. */
export function exportText({
  path,
  bytes,
  lines,
  head,
  resultDigest,
  isSigned,
  missing,
  removed,
}: AuditExport): string {
  return [
    `${path}, ${formatBytes(bytes)}`,
    `ledger   ${formatCount(lines, 'line')}`,
    `head     ${head}`,
    ...(resultDigest ? [`result   ${resultDigest}`] : []),
    `signed   ${isSigned ? 'yes: check.mjs --trust PUB.pem checks it' : 'no: eagan verify RUN --sign KEY.pem signs'}`,
    ...(removed > 0 ? [`removed  ${formatCount(removed, 'state')} by eagan gc, listed in absent.json`] : []),
    ...missing.map(({ what }) => `missing  ${what}`),
    'check    unzip it, then: node check.mjs',
  ].join('\n');
}
