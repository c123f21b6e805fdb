// What `eagan export` can write: one row for each option. A row's heavy parts are imported when it is asked for.
import { auditKind } from './audit.js';
import { mlflowKind } from './mlflow.js';
import { tablesKind } from './tables.js';
import { tensorboardKind } from './tensorboard.js';
import type { ExportKind } from './kind.js';
import { winnerKind } from './winner.js';

/** By the name of the option. */
export const exportKinds = {
  audit: auditKind,
  winner: winnerKind,
  tables: tablesKind,
  tensorboard: tensorboardKind,
  mlflow: mlflowKind,
} as const satisfies Record<string, ExportKind>;

export type ExportName = keyof typeof exportKinds;
