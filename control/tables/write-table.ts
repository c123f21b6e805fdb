// Tables as bytes: CSV for people, Parquet for pandas, DuckDB and their kind.
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Column, TableCell, TableRow } from './table.js';

/** RFC 4180 with a line of names; empty: null; `inf`: infinite, as pandas and NumPy read it. */
export async function* csvOf(columns: readonly Column[], rows: AsyncIterable<TableRow>): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => name).join()}\r\n`;
  for await (const row of rows) yield `${columns.map(({ name }) => csvCell(row[name] ?? null)).join()}\r\n`;
}

function csvCell(cell: TableCell): string {
  if (cell === null) return '';
  const plain = cell === Infinity ? 'inf' : cell === -Infinity ? '-inf' : String(cell);
  // Spreadsheets compute what looks like a formula; a forged name could be one.
  const text = typeof cell === 'string' && /^([=+@\t\r]|-(?!\d))/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** How whole numbers are stored. */
type Whole = 'INT32' | 'INT64';

/**
 * The same rows and columns. The form needs whole columns in memory: some 500 bytes a row. A value that is not of its
 * column's type, as a damaged or forged record may have it, becomes null.
 */
export async function parquetOf(
  columns: readonly Column[],
  rows: AsyncIterable<TableRow>,
  whole: Whole = 'INT64',
): Promise<Uint8Array> {
  const filled = columns.map((column) => ({ column, data: [] as unknown[] }));
  for await (const row of rows)
    for (const { column, data } of filled) data.push(stored(row[column.name] ?? null, column.type, whole));
  const columnData = filled.map(({ column: { name, type }, data }) => ({ name, type: storedAs(type, whole), data }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function storedAs(type: Column['type'], whole: Whole): 'STRING' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP' | Whole {
  if (type === 'whole') return whole;
  return ({ text: 'STRING', number: 'DOUBLE', boolean: 'BOOLEAN', time: 'TIMESTAMP' } as const)[type];
}

function stored(cell: TableCell, type: Column['type'], whole: Whole): unknown {
  switch (type) {
    case 'whole':
      return wholeNumber(cell, whole);
    case 'number':
      return typeof cell === 'number' ? cell : null;
    case 'boolean':
      return typeof cell === 'boolean' ? cell : null;
    case 'time':
      return timeOf(cell);
    case 'text':
      return typeof cell === 'string' ? cell : null;
  }
}

function wholeNumber(cell: TableCell, whole: Whole): number | bigint | null {
  if (!Number.isSafeInteger(cell)) return null;
  if (whole === 'INT64') return BigInt(cell as number);
  return Math.abs(cell as number) < 2 ** 31 ? (cell as number) : null;
}

function timeOf(cell: TableCell): Date | null {
  const ms = typeof cell === 'string' ? Date.parse(cell) : NaN;
  return Number.isNaN(ms) ? null : new Date(ms);
}
