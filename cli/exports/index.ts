// What `eagan export` can write: one row for each option. A row's heavy parts are imported when it is asked for.
import { auditKind } from './audit.js';
import type { ExportKind } from './kind.js';
import { winnerKind } from './winner.js';

/** By the name of the option. */
export const exportKinds = {
  audit: auditKind,
  winner: winnerKind,
} as const satisfies Record<string, ExportKind>;

export type ExportName = keyof typeof exportKinds;
