// Waits for what a worker writes when a run ends.
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { endFilePaths, type EndFile } from '../../worker/end-files.js';

/** Files of runs that ended longer ago are there, or nobody writes them. A winner's folder takes 8 s. */
const justNowMs = 30_000;
const lookEveryMs = 100;

/**
 * The path of each of these files that the run has; waits for them if the run has just ended. `finishedAt`: when it
 * ended.
 */
export async function writtenAtEnd(
  stateFolder: string,
  run: string,
  finishedAt: string,
  wanted: readonly EndFile[],
): Promise<Readonly<Partial<Record<EndFile, string>>>> {
  const ended = Date.parse(finishedAt);
  const files = wanted.map((file) => ({ file, ...endFilePaths(stateFolder, run, file) }));
  const isThere = ({ last }: { last: string }): boolean =>
    (statSync(last, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= ended;
  while (!files.every(isThere) && Date.now() - ended < justNowMs) await sleep(lookEveryMs);
  return Object.fromEntries(files.filter(isThere).map(({ file, path }) => [file, path]));
}
