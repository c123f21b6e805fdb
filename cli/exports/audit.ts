// `eagan export RUN --audit FILE`: everything that proves a run, in one zip file that is checked without eagan.
import type { ExportKind } from './kind.js';

export const auditKind: ExportKind = {
  value: '<file>',
  description: 'everything that proves the run, in one zip file with its own checker',
  async write({ store, run, folder, asked, force, context }) {
    const { resolve } = await import('node:path');
    const { exportAudit } = await import('../../control/audit/export/write-export.js');
    const { exportText } = await import('../text/export-text.js');
    const written = await exportAudit(store, run, folder, resolve(context.directory, asked), force);
    return { result: written, text: () => exportText(written), isWhole: written.missing.length === 0 };
  },
};
