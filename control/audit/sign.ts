// Signs the statement about a run, and checks such a signature against the ledger as it is now.
import type { KeyObject } from 'node:crypto';
import { canonicalJson, type Digest } from '../../domain/digest.js';
import type { RunInStore, Store, StoreFinding } from '../../store/index.js';
import { auditOf, layAuditFile, type AuditFile } from './audit-file.js';
import { keyIdOf, openEnvelope, sealStatement } from './envelope.js';
import { makeStatement, statementForm, type AuditStatement } from './statement.js';

export interface Signed {
  readonly path: string;
  readonly keyId: string;
  readonly lines: number;
  readonly head: Digest;
}

/** Writes `audit.json` with a signature over the run as it stands. An earlier signature is replaced. */
export async function signRun(store: Store, run: RunInStore, folder: string, key: KeyObject): Promise<Signed> {
  const envelope = sealStatement(await makeStatement(store, run), key);
  const audit = await auditOf(store, run, folder, envelope);
  const { lines, head } = audit.statement;
  return { path: await layAuditFile(audit, folder), keyId: keyIdOf(key), lines, head };
}

export interface CheckedSignature {
  readonly keyId: string;
  /** Lines of the ledger when it was signed, and lines that came since; null if nothing trustworthy says so. */
  readonly lines: number | null;
  readonly since: number | null;
  readonly findings: readonly StoreFinding[];
}

/** Whether that key signed the run's ledger, as it is now or as it was some lines ago. */
export async function checkSignature(
  store: Store,
  run: RunInStore,
  audit: AuditFile | null,
  key: KeyObject,
): Promise<CheckedSignature> {
  const keyId = keyIdOf(key);
  const finding = (code: StoreFinding['code'], message: string): CheckedSignature => {
    return { keyId, lines: null, since: null, findings: [{ code, place: null, message }] };
  };
  if (audit?.envelope === undefined)
    return finding('EAGAN_SIGNATURE_MISSING', `the audit.json of ${run.frozen.run} must have a signature (got none)`);
  const signed = statementIn(audit, key);
  if (signed === null)
    return finding(
      'EAGAN_SIGNATURE_INVALID',
      `audit.json must be signed by key ${keyId} (got ${signersOf(audit)}, or other bytes than were signed)`,
    );
  const now = await makeStatement(store, run);
  const problems = await statementProblems(store, signed, now);
  const findings = problems.map((message) => ({ code: 'EAGAN_SIGNATURE_INVALID', place: null, message }) as const);
  return { keyId, lines: signed.lines, since: Math.max(0, now.lines - signed.lines), findings };
}

function statementIn({ envelope }: AuditFile, key: KeyObject): AuditStatement | null {
  try {
    const found = openEnvelope(envelope!, key);
    return statementForm(found, 'statement') === null ? (found as AuditStatement) : null;
  } catch {
    return null; // bytes that are no JSON were signed by nobody who used this program
  }
}

const signersOf = ({ envelope }: AuditFile): string =>
  envelope!.signatures.map(({ keyid }) => `key ${keyid}`).join(', ') || 'no signature';

/** What the signed statement and the store say differently. Lines may have come since. */
export async function statementProblems(store: Store, signed: AuditStatement, now: AuditStatement): Promise<string[]> {
  if (signed.run !== now.run) return [`the statement must be on ${now.run} (got ${signed.run})`];
  const found = await digestOfLine(store, now.run, signed.lines);
  const head =
    found === signed.head
      ? []
      : [
          `line ${signed.lines} of the ledger must have the digest that audit.json names, ${signed.head} (got ${found ?? 'no such line'})`,
        ];
  const frozen = signed.frozen === now.frozen ? [] : [`the frozen run must have the digest that audit.json names, ${signed.frozen} (got ${now.frozen})`]; // prettier-ignore
  // Lines since may be other steps, with another result.
  const result = signed.lines === now.lines ? resultDifferences(signed, now) : [];
  return [...head, ...frozen, ...result];
}

function resultDifferences(signed: AuditStatement, now: AuditStatement): string[] {
  const part = ({ resultDigest, exports }: AuditStatement): string => canonicalJson({ resultDigest, exports });
  return part(signed) === part(now) ? [] : [`the result and the exports must be as they were signed: ${part(signed)} (got ${part(now)})`]; // prettier-ignore
}

async function digestOfLine(store: Store, run: string, sequence: number): Promise<Digest | null> {
  return (await store.ledger.lines(run)).find((line) => line.sequence === sequence)?.digest ?? null;
}
