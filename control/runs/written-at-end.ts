// Waits for what a worker writes when a run ends.
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { endFilePaths, type EndFile } from '../../worker/end-files.js';

/**
 * How long after a run's end it is worth waiting. A winner's folder takes 8 s. On a busy machine it comes later, and
 * where the worker was told to leave it out, never.
 */
const worthWaitingMs = 30_000;
const lookEveryMs = 100;

/**
 * The path of each of these files that the run has; waits for them if the run has just ended. `finishedAt`: when it
 * ended. `onWait` is called once if they are not there yet.
 */
export async function writtenAtEnd(
  stateFolder: string,
  run: string,
  finishedAt: string,
  wanted: readonly EndFile[],
  onWait: () => void,
): Promise<Readonly<Partial<Record<EndFile, string>>>> {
  const ended = Date.parse(finishedAt);
  const files = wanted.map((file) => ({ file, ...endFilePaths(stateFolder, run, file) }));
  const isThere = ({ last }: { last: string }): boolean => writtenMs(last) >= ended;
  const isWorthWaiting = (): boolean => !files.every(isThere) && Date.now() - ended < worthWaitingMs;
  if (isWorthWaiting()) onWait();
  while (isWorthWaiting()) await sleep(lookEveryMs);
  return Object.fromEntries(files.filter(isThere).map(({ file, path }) => [file, path]));
}

/** 0: it is not there, or something else is in its place. */
function writtenMs(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
