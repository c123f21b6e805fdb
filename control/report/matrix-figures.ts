// What the settings of a matrix gave so far, from the final figures of its completed runs.
import { figuresBySetting, type FinalFigures, type SettingFigures } from '../../domain/runs/matrix-settings.js';
import { readingRun, readRun, runRecords, type MatrixInStore, type Store } from '../../store/index.js';
import { readScores, winnerOf } from './score-facts.js';

/** Mean, spread and the best so far of each setting. */
export async function matrixFigures(store: Store, { matrix }: MatrixInStore): Promise<SettingFigures[]> {
  const runs = [...new Set(matrix.members.map(({ run }) => run))];
  const finals = await Promise.all(runs.map(async (run) => [run, await finalOf(store, run)] as const));
  const byRun = new Map(finals);
  return figuresBySetting(matrix.members, (run) => byRun.get(run) ?? null);
}

/** null: the run is not completed. */
async function finalOf(store: Store, run: string): Promise<FinalFigures | null> {
  const exportKey = (await readRun(store.refs, run))?.result?.exportKey;
  if (exportKey === undefined) return null;
  return winnerOf(await readingRun(run, async () => readScores(store, await runRecords(store, run), exportKey)));
}
