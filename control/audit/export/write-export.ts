// Writes the audit export of a run: one zip file that proves the run without this program.
import type { RunInStore, Store } from '../../../store/index.js';
import { readAuditFile } from '../audit-file.js';
import { statementOf } from '../statement.js';
import { entriesOf } from './entries.js';
import { surveyRun, type MissingPart } from './source.js';
import { writeZip } from './zip-file.js';

export interface AuditExport {
  readonly run: string;
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  readonly head: string;
  readonly resultDigest: string | null;
  readonly isSigned: boolean;
  /** What the store should have and has not; the export says so, too. */
  readonly missing: readonly MissingPart[];
  readonly removed: number;
}

/**
 * Writes the zip. `folder`: that of the exported files, where a signature is. `path`: of the zip, absolute. Throws what
 * `writeZip` throws, and EAGAN_PLACE_NOT_REACHED if the run has no line.
 */
export async function exportAudit(
  store: Store,
  run: RunInStore,
  folder: string,
  path: string,
  force: boolean,
): Promise<AuditExport> {
  const source = await surveyRun(store, run);
  const statement = statementOf(run, source.frozen, source.head, source.exported);
  const envelope = (await readAuditFile(folder))?.envelope;
  const audit = { statement, ...(envelope ? { envelope } : {}) };
  const bytes = await writeZip(path, entriesOf({ ...source, audit }), force);
  const { lines, head, resultDigest } = statement;
  const { missing, removed } = source;
  return {
    ...{ run: run.frozen.run, path, bytes, lines, head, resultDigest },
    ...{ isSigned: envelope !== undefined, missing, removed: removed.length },
  };
}
