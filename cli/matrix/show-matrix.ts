// How a matrix stands, for `status`, and at the end of `matrix`.
import { matrixOverview, type MatrixOverview } from '../../control/matrix/overview.js';
import { matrixFigures } from '../../control/report/matrix-figures.js';
import { shownStatus, stoppedRuns } from '../../control/execution/stopped-with-server.js';
import type { RunOverview } from '../../control/runs/run-overview.js';
import type { SettingFigures } from '../../domain/runs/matrix-settings.js';
import type { MatrixInStore, Store } from '../../store/index.js';
import type { Context } from '../command.js';
import { matrixText, settingsText } from '../text/matrix-text.js';

export interface ShownMatrix {
  readonly overview: MatrixOverview;
  readonly settings: readonly SettingFigures[];
  readonly text: string;
}

/** The table of its runs, and what its settings gave so far. */
export async function shownMatrix(store: Store, found: MatrixInStore, context: Context): Promise<ShownMatrix> {
  const { overview, runs } = await matrixOverview(store, found);
  const settings = await matrixFigures(store, found);
  const shown = await stoppedRuns(runs, context.stateFolder());
  const next = overview.status === 'completed' ? nextLine(overview.matrix) : continueLine(overview);
  const texts = [matrixText(overview, statusBy(shown)), settingsText(settings), next];
  return { overview, settings, text: texts.filter((text) => text !== '').join('\n\n') };
}

/** The status of a run for display. */
export function statusBy(
  runs: readonly (RunOverview & { readonly stoppedWithServer: boolean })[],
): (run: string) => string {
  const shown = new Map(runs.map((run) => [run.run, shownStatus(run)]));
  return (run) => shown.get(run) ?? 'damaged';
}

const nextLine = (name: string): string => `next      eagan report ${name} · eagan compare ${name}`;

function continueLine({ matrix, status }: MatrixOverview): string {
  if (status === 'running') return `watch     eagan matrix ${matrix}`;
  return `continue  eagan ${status === 'incomplete' ? 'matrix' : 'resume'} ${matrix}`;
}
