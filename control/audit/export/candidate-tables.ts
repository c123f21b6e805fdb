// The table of candidates in two forms: CSV for people, Parquet for pandas, DuckDB and their kind.
import { parquetWriteBuffer } from 'hyparquet-writer';
import { askedJudge, figuresIn } from '../../../domain/search/figures-of-run.js';
import { kindVersionIn } from '../../../domain/steps/kind-versions.js';
import { candidateColumns, candidateRows, type TableCell } from './candidates.js';
import type { AuditSource } from './source.js';

/** RFC 4180 with a line of names; empty: not known; `inf`: infinite, as pandas and NumPy read it. */
export async function* candidatesCsv(source: AuditSource): AsyncGenerator<string> {
  const columns = columnsOf(source);
  yield `${columns.map(({ name }) => name).join()}\r\n`;
  for await (const row of candidateRows(source))
    yield `${columns.map(({ name }) => csvCell(row[name] ?? null)).join()}\r\n`;
}

const columnsOf = ({ run }: AuditSource): ReturnType<typeof candidateColumns> =>
  candidateColumns(
    figuresIn(askedJudge(run.frozen.pipeline, 'search')),
    kindVersionIn(run.frozen.pipeline, 'evaluate'),
  );

function csvCell(cell: TableCell): string {
  if (cell === null) return '';
  const plain = cell === Infinity ? 'inf' : String(cell);
  // Spreadsheets compute what looks like a formula; a forged name could be one.
  const text = typeof cell === 'string' && /^([=+@\t\r]|-(?!\d))/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The same rows and columns. The form needs whole columns in memory: some 500 bytes a candidate. */
export async function* candidatesParquet(source: AuditSource): AsyncGenerator<Uint8Array> {
  const columns = columnsOf(source).map(({ name, type }) => ({ name, type, data: [] as TableCell[] }));
  for await (const row of candidateRows(source)) for (const { name, data } of columns) data.push(row[name] ?? null);
  yield new Uint8Array(parquetWriteBuffer({ columnData: columns }));
}
