// `runs/<run>/audit.json`: the statement about a run, and where somebody signed it, the envelope. It can be made again
// from the store; only a signature cannot.
import { dirname, join } from 'node:path';
import { absentOr, fields } from '../../domain/shape.js';
import { parseJsonText } from '../../domain/parse-json.js';
import { checksumProblem, createFileLayer, toCheckedJson, type RunInStore, type Store } from '../../store/index.js';
import { auditName } from '../runs/exported-files.js';
import { layFile } from '../runs/lay-file.js';
import { envelopeForm, type Envelope } from './envelope.js';
import { makeStatement, statementForm, type AuditStatement } from './statement.js';

export interface AuditFile {
  readonly statement: AuditStatement;
  /** Signs this statement, or one about fewer lines. Absent: nobody signed. */
  readonly envelope?: Envelope;
}

const auditFileForm = fields({ statement: statementForm, envelope: absentOr(envelopeForm) });

/** A statement with its exports and an envelope has some 3 KiB. */
const mostBytes = 2 ** 20;

/** The file in a run's folder; null if there is none, or none that can be used. */
export const readAuditFile = async (folder: string): Promise<AuditFile | null> =>
  (await inspectAuditFile(folder))?.audit ?? null;

/** The same with what is wrong with the file as a file (`problem`; null: nothing). null: there is none. */
export async function inspectAuditFile(
  folder: string,
): Promise<{ readonly audit: AuditFile | null; readonly problem: string | null } | null> {
  const bytes = await filesOf(folder).read(join(folder, auditName), mostBytes);
  if (bytes === null) return null;
  const found = parsed(bytes);
  if (auditFileForm(found, auditName) !== null)
    return { audit: null, problem: 'must be the statement of a run in JSON (got another form)' };
  const { statement, envelope } = found as AuditFile;
  const audit = { statement, ...(envelope ? { envelope } : {}) };
  return { audit, problem: checksumProblem(found) ?? formProblem(audit, bytes) };
}

const formProblem = (audit: AuditFile, bytes: Uint8Array): string | null =>
  auditBytes(audit).equals(bytes) ? null : 'must be canonical JSON with a checksum (got another text)';

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseJsonText(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What the file holds now: with the envelope of the file that is there, unless another one is given. */
export async function auditOf(store: Store, run: RunInStore, folder: string, signed?: Envelope): Promise<AuditFile> {
  const envelope = signed ?? (await readAuditFile(folder))?.envelope;
  return { statement: await makeStatement(store, run), ...(envelope ? { envelope } : {}) };
}

/** Writes the file, unless it is there already. Returns its path. */
export async function layAuditFile(audit: AuditFile, folder: string): Promise<string> {
  const path = join(folder, auditName);
  await layFile(filesOf(folder), path, auditBytes(audit));
  return path;
}

/** The bytes of the file: canonical JSON with a checksum, and a new line. */
export const auditBytes = (audit: AuditFile): Buffer => Buffer.from(toCheckedJson(audit));

/** The state folder is the root: neither `runs` nor the run's folder may be a link. */
const filesOf = (folder: string): ReturnType<typeof createFileLayer> =>
  createFileLayer({ root: dirname(dirname(folder)) });
