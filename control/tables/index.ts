// The tables of runs: one row for each, in the order in which people read them. A new one is described here and in
// docs/tables.md.
import { attempts } from './attempts.js';
import { candidates } from './candidates.js';
import { scores } from './scores.js';
import { steps } from './steps.js';
import type { Table } from './table.js';

/** By the names of their files. */
export const tables = { candidates, scores, steps, attempts } as const satisfies Record<string, Table>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];
