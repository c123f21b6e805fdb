// The tables of runs: one row for each, in the order in which people read them. A new one is described here and in
// docs/tables.md.
import { attemptsTable } from './attempts.js';
import { candidatesTable } from './candidates.js';
import { scoresTable } from './scores.js';
import { stepsTable } from './steps.js';
import type { RunTable } from './table.js';

/** By the names of their files. */
export const tables = {
  candidates: candidatesTable,
  scores: scoresTable,
  steps: stepsTable,
  attempts: attemptsTable,
} as const satisfies Record<string, RunTable>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];
