// Where a report is: beside the other files of its run, or where a person says.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunMatrix } from '../../domain/runs/matrix.js';
import { createFileLayer, type RunInStore } from '../../store/index.js';
import { statePaths } from '../../worker/state-paths.js';
import { writeNewFile } from '../write-new-file.js';

const reportName = 'report.html';
/** Of several runs, in the folder of the first one. */
const comparisonName = 'comparison.html';

/** Replaces the report of a run, or of a matrix, in the state folder, and returns its path. */
export async function keepReport(
  stateFolder: string,
  found: readonly RunInStore[],
  matrix: Pick<RunMatrix, 'name'> | null,
  text: string,
): Promise<string> {
  const folder = join(statePaths(stateFolder).runs, matrix?.name ?? found[0]!.frozen.run);
  const path = join(folder, found.length === 1 || matrix ? reportName : comparisonName);
  // The state folder is the root: neither `runs` nor the run's folder may be a link.
  await createFileLayer({ root: stateFolder }).replace(path, Buffer.from(text));
  return path;
}

/** Writes a report where a person says. Throws EAGAN_FILE_EXISTS and errors of the disk. */
export const saveReport = (path: string, force: boolean, text: string): Promise<void> =>
  writeNewFile(path, force, async (handle) => {
    await handle.writeFile(text);
  });

/** Reports of runs that ended longer ago are there, or nobody writes one. */
const justNowMs = 15_000;
const lookEveryMs = 100;

/**
 * The report that a worker writes when a run ends; waits for it if the run has just ended. null: there is none.
 * `finishedAt`: when the run ended.
 */
export async function reportOfEnd(stateFolder: string, run: string, finishedAt: string): Promise<string | null> {
  const path = join(statePaths(stateFolder).runs, run, reportName);
  const ended = Date.parse(finishedAt);
  const isThere = (): boolean => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= ended;
  while (!isThere() && Date.now() - ended < justNowMs) await sleep(lookEveryMs);
  return isThere() ? path : null;
}
