// `eagan export RUN… --tables DIR`: candidates, final figures, steps and attempts of runs as CSV and Parquet.
import type { ExportKind } from './kind.js';

export const tablesKind: ExportKind = {
  value: '<dir>',
  description: 'tables of one or several runs: candidates, final figures, steps, attempts, as CSV and Parquet',
  takesSeveral: true,
  async write({ store, runs, asked, force, context }) {
    const { resolve } = await import('node:path');
    const { exportTables } = await import('../../control/tables/export-tables.js');
    const { tablesText } = await import('../text/tracker-text.js');
    const written = await exportTables(store, runs, resolve(context.directory, asked), force);
    return { result: written, text: () => tablesText(written), isWhole: written.missing.length === 0 };
  },
};
