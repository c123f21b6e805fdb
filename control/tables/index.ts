// The tables of runs: one row for each, in the order in which people read them. A new one is described here and in
// docs/tables.md.
import { attempts } from './attempts.js';
import { candidates } from './candidates.js';
import { scoreTable } from './scores.js';
import { steps } from './steps.js';
import type { RunTable } from './table.js';

/** By the names of their files. */
export const tables = { candidates, scores: scoreTable, steps, attempts } as const satisfies Record<string, RunTable>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];
