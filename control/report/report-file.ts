// Where a report is: beside the other files of its run, or where a person says.
import { join } from 'node:path';
import type { RunMatrix } from '../../domain/runs/matrix.js';
import { createFileLayer, type RunInStore } from '../../store/index.js';
import { endFilePaths } from '../../worker/end-files.js';
import { statePaths } from '../../worker/state-paths.js';
import { writeNewFile } from '../write-new-file.js';

/** Of several runs, in the folder of the first one. */
const comparisonName = 'comparison.html';

/** Replaces the report of a run, or of a matrix, in the state folder, and returns its path. */
export async function keepReport(
  stateFolder: string,
  found: readonly RunInStore[],
  matrix: Pick<RunMatrix, 'name'> | null,
  text: string,
): Promise<string> {
  const name = matrix?.name ?? found[0]!.frozen.run;
  const path =
    found.length === 1 || matrix
      ? endFilePaths(stateFolder, name, 'report').path
      : join(statePaths(stateFolder).runs, name, comparisonName);
  // The state folder is the root: neither `runs` nor the run's folder may be a link.
  await createFileLayer({ root: stateFolder }).replace(path, Buffer.from(text));
  return path;
}

/** Writes a report where a person says. Throws EAGAN_FILE_EXISTS and errors of the disk. */
export const saveReport = (path: string, force: boolean, text: string): Promise<void> =>
  writeNewFile(path, force, async (handle) => {
    await handle.writeFile(text);
  });
