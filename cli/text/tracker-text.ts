// The output of `eagan export` for tables, TensorBoard and MLflow. What can be used next is the last line.
import type { TablesExport } from '../../control/tables/export-tables.js';
import { formatBytes, formatCount } from '../../scripts/format.mjs';
import type { PushedRun } from '../../trackers/mlflow/push.js';

interface Missing {
  readonly missing: readonly { readonly run: string; readonly what: string }[];
}

const missingLines = ({ missing }: Missing): string[] => missing.map(({ run, what }) => `missing  ${run}: ${what}`);

export function tablesText(written: TablesExport): string {
  const { runs, folder, tables } = written;
  return [
    `tables of ${runs.join(' and ')} in ${folder}`,
    ...tables.map(({ name, rows, files }) => `${name.padEnd(12)}${formatCount(rows, 'row')}: ${files.join(', ')}`),
    ...missingLines(written),
    'columns: docs/tables.md',
  ].join('\n');
}

interface EventFiles extends Missing {
  readonly folder: string;
  readonly files: readonly { readonly run: string; readonly path: string; readonly bytes: number; readonly series: number }[]; // prettier-ignore
}

export function tensorboardText(written: EventFiles): string {
  return [
    ...written.files.map(({ run, path, bytes, series }) => `${run}  ${formatCount(series, 'curve')}, ${formatBytes(bytes)}: ${path}`), // prettier-ignore
    ...missingLines(written),
    `to see it: tensorboard --logdir ${written.folder}`,
  ].join('\n');
}

interface Pushed extends Missing {
  readonly pushed: readonly PushedRun[];
}

export const mlflowText = (told: Pushed): string => [...told.pushed.map(pushedText), ...missingLines(told)].join('\n');

function pushedText({ run, experiment, created, sent, known, outdated, artifacts, address }: PushedRun): string {
  const { files, missing } = artifacts;
  return [
    `${run} ${created ? 'is new' : 'is updated'} in the experiment "${experiment}"`,
    `numbers    ${formatCount(sent, 'number')} sent, ${known} there before`,
    ...(outdated > 0 ? [`outdated   ${formatCount(outdated, 'number')} there that the run no longer has; MLflow cannot remove them`] : []), // prettier-ignore
    missing === null ? `artifacts  ${files.join(', ')}` : `artifacts  none: ${missing}`,
    address,
  ].join('\n');
}
