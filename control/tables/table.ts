// What a table is: columns with types and descriptions, and rows. docs/tables.md describes the same columns, and a test
// compares the two.
import type { AuditSource } from '../audit/export/source.js';

/** null: not known, or there is none. Times are ISO 8601. */
export type TableCell = string | number | boolean | null;
export type TableRow = Readonly<Record<string, TableCell>>;

export interface Column {
  readonly name: string;
  /** `time`: UTC, to the millisecond. */
  readonly type: 'text' | 'whole' | 'number' | 'boolean' | 'time';
  /** With the unit, if it has one. */
  readonly about: string;
}

export const column = (name: string, type: Column['type'], about: string): Column => ({ name, type, about });

/** A table of runs. */
export interface RunTable {
  /** One line for people. */
  readonly about: string;
  /** In order, for runs like these. */
  columns(sources: readonly AuditSource[]): readonly Column[];
  /** The rows of one run. A row has no cell for a column of which it knows nothing. */
  rows(source: AuditSource): AsyncIterable<TableRow>;
}
