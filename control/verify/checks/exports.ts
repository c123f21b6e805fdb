// The exported files of a run, which people take away, against the digests of its export step.
import { join } from 'node:path';
import { createFileLayer, fastDigest, type StoreFinding } from '../../../store/index.js';
import { statePaths } from '../../../worker/state-paths.js';
import { exportedFiles } from '../../runs/exported-files.js';
import { finding, type RunCheck } from './check.js';

/** A file that is not there was not written yet, or somebody moved it away: nothing false is left. */
export const exports: RunCheck = async ({ store, found, stateFolder, standing }) => {
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
  return findings;
};

/** As for objects. */
const mostExportBytes = 2 ** 30;
