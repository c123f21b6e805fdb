// The exported files of a run, which people take away, against the digests of its export step.
import { join } from 'node:path';
import { errorCodeOf } from '../../../domain/errors.js';
import { createFileLayer, fastDigest, type StoreFinding } from '../../../store/index.js';
import { statePaths } from '../../../worker/state-paths.js';
import { inspectAuditFile } from '../../audit/audit-file.js';
import { statementProblems } from '../../audit/sign.js';
import { makeStatement } from '../../audit/statement.js';
import { auditName, exportedFiles } from '../../runs/exported-files.js';
import type { Evidence } from '../evidence.js';
import { finding, type RunCheck } from './check.js';

/** A file that is not there was not written yet, or somebody moved it away: nothing false is left. */
export const exports: RunCheck = async (evidence) => {
  const { store, found, stateFolder, standing } = evidence;
  const line = standing.find(({ key }) => key === found.result?.exportKey);
  const record = line && (await store.records.find(line.key, line.fingerprint));
  if (!record) return [];
  const files = createFileLayer({ root: stateFolder });
  const findings: StoreFinding[] = [];
  for (const [name, digest] of exportedFiles(found.frozen, record)) {
    const way = join('runs', found.frozen.run, name);
    const bytes = await files.read(join(statePaths(stateFolder).folder, way), mostExportBytes);
    const got = bytes && fastDigest(bytes);
    if (got !== null && got !== digest)
      findings.push(
        finding(
          'EAGAN_EXPORT_DIFFERS',
          `${way} must have the digest of the run's export, ${digest} (got ${got})`,
          `../${way}`,
        ),
      );
  }
  return [...findings, ...(await auditFindings(evidence))];
};

/** The statement about the run may be older than its last lines. Who signed it, `--trust` checks. */
async function auditFindings({ store, found, stateFolder }: Evidence): Promise<StoreFinding[]> {
  const { run } = found.frozen;
  const folder = join(statePaths(stateFolder).runs, run);
  const told = (message: string): StoreFinding => finding('EAGAN_EXPORT_DIFFERS', `runs/${run}/${auditName} ${message}`, `../runs/${run}/${auditName}`); // prettier-ignore
  const file = await inspectAuditFile(folder);
  if (file === null) return [];
  if (file.problem !== null) return [told(file.problem)];
  try {
    const now = await makeStatement(store, found);
    return (await statementProblems(store, file.audit!.statement, now)).map((message) =>
      told(`does not fit: ${message}`),
    );
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error;
    return []; // what is lost or damaged is a finding already
  }
}

/** As for objects. */
const mostExportBytes = 2 ** 30;
