// What `eagan verify` says of signatures.
import type { SignatureReport } from '../../control/audit/signatures.js';
import { formatCount } from '../../scripts/format.mjs';

/** Lines of the report; none if no key was named. */
export function signatureLines({ signed, trusted }: SignatureReport): string[] {
  return [
    ...(signed ? [`signed       line ${signed.lines} by key ${signed.keyId}, in ${signed.path}`] : []),
    ...(!trusted || trusted.lines === null
      ? []
      : [`trusted      key ${trusted.keyId} signed line ${trusted.lines}; ${formatCount(trusted.since!, 'line')} came since`]), // prettier-ignore
  ];
}
