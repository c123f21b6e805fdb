// Matrices as text: one in a line and the table of its runs, and what its settings gave.
import type { MatrixOverview } from '../../control/matrix/overview.js';
import type { SettingFigures } from '../../domain/runs/matrix-settings.js';
import { imageRow } from '../../domain/search/figures.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import { table } from '../../terminal/table.js';

/** `NAME is running: 3 of 10 runs completed, 31 %`. */
const matrixLine = ({ matrix, status, members, completed, fraction }: MatrixOverview): string =>
  `${matrix} is ${status}: ${completed} of ${formatCount(members.length, 'run')} completed, ${Math.floor(fraction * 100)} %`;

/** `shownStatus`: of a run, for display. */
export function matrixText(overview: MatrixOverview, shownStatus: (run: string) => string): string {
  const rows = overview.members.map(({ run, seed, setting, fraction, phase }) => [
    `  ${run}`,
    shownStatus(run),
    `${Math.floor(fraction * 100)} %`,
    phase,
    String(seed),
    settingText(setting),
  ]);
  return `${matrixLine(overview)}\n${table(['  run', 'status', 'done', 'phase', 'seed', 'setting'], rows)}`;
}

export const settingText = (setting: readonly string[]): string => setting.join(' ');

/** A row for each setting and figure; empty while no run is completed. */
export function settingsText(settings: readonly SettingFigures[]): string {
  if (settings.length === 0) return '';
  const several = new Set(settings.map(({ protocol }) => protocol)).size > 1;
  const rows = settings.flatMap(({ setting, protocol, runs, figures }) =>
    figures.map(({ name, mean, deviation, count, best }) => [
      settingText(setting) || 'all runs',
      imageRow(name).label,
      `${count} of ${runs.length}`,
      count > 1 ? `${formatNumber(mean)} ± ${Number(deviation.toPrecision(2))}` : formatNumber(mean),
      `${formatNumber(best.value)} (seed ${best.seed})`,
      ...(several ? [protocol.slice(0, 8)] : []),
    ]),
  );
  const head = [
    'setting',
    'figure of the winner',
    'runs',
    'mean ± deviation',
    'best',
    ...(several ? ['protocol'] : []),
  ];
  const unequal = 'Figures of different protocols must not be compared.';
  return [table(head, rows), ...(several ? [unequal] : [])].join('\n');
}
