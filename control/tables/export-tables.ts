// Writes the tables of one or several runs into a folder: each as CSV and as Parquet, with the rows of all runs.
import { join } from 'node:path';
import { makeFolder } from '../../scripts/files.mjs';
import { readingRun, type RunInStore, type Store } from '../../store/index.js';
import { surveyRun, type AuditSource } from '../audit/export/source.js';
import { refuseExisting, writeNewFile } from '../write-new-file.js';
import { tableNames, tables, type TableName } from './index.js';
import type { Column, TableRow } from './table.js';
import { csvOf, parquetOf } from './write-table.js';

export interface TablesExport {
  readonly runs: readonly string[];
  readonly folder: string;
  readonly tables: readonly { readonly name: TableName; readonly rows: number; readonly files: readonly string[] }[];
  /** What the store should have and has not: rows or cells are missing for it. */
  readonly missing: readonly { readonly run: string; readonly what: string }[];
}

/**
 * `folder`: absolute; it is made if there is none. Nothing else in it is touched. Throws EAGAN_FILE_EXISTS before it
 * writes anything, and errors of the disk.
 */
export async function exportTables(
  store: Store,
  runs: readonly RunInStore[],
  folder: string,
  force: boolean,
): Promise<TablesExport> {
  const names = tableNames.flatMap((name) => [`${name}.csv`, `${name}.parquet`]);
  for (const name of names) refuseExisting(join(folder, name), force);
  const sources: AuditSource[] = [];
  for (const run of runs) sources.push(await readingRun(run.frozen.run, () => surveyRun(store, run)));
  await makeFolder(folder);
  const written = [];
  for (const name of tableNames) written.push(await writeTable(name, sources, folder, force));
  return {
    ...{ runs: runs.map(({ frozen }) => frozen.run), folder, tables: written },
    missing: sources.flatMap(({ run, missing }) => missing.map(({ what }) => ({ run: run.frozen.run, what }))),
  };
}

async function writeTable(
  name: TableName,
  sources: readonly AuditSource[],
  folder: string,
  force: boolean,
): Promise<TablesExport['tables'][number]> {
  const columns = tables[name].columns(sources);
  const rows = await writeCsv(join(folder, `${name}.csv`), columns, rowsOf(name, sources), force);
  const parquet = await parquetOf(columns, rowsOf(name, sources));
  await writeNewFile(join(folder, `${name}.parquet`), force, (handle) => handle.writeFile(parquet));
  return { name, rows, files: [`${name}.csv`, `${name}.parquet`] };
}

/** The rows of all runs, one run after the other. A record of another form makes EAGAN_RUN_DAMAGED of its own run. */
async function* rowsOf(name: TableName, sources: readonly AuditSource[]): AsyncGenerator<TableRow> {
  for (const source of sources) {
    const rows = tables[name].rows(source)[Symbol.asyncIterator]();
    for (let next = await pulled(source, rows); !next.done; next = await pulled(source, rows)) yield next.value;
  }
}

const pulled = ({ run }: AuditSource, rows: AsyncIterator<TableRow>): Promise<IteratorResult<TableRow>> =>
  readingRun(run.frozen.run, () => rows.next());

/** Returns the number of rows. */
async function writeCsv(
  path: string,
  columns: readonly Column[],
  rows: AsyncIterable<TableRow>,
  force: boolean,
): Promise<number> {
  return writeNewFile(path, force, async (handle) => {
    let lines = 0;
    for await (const line of csvOf(columns, rows)) {
      await handle.writeFile(line);
      lines++;
    }
    return lines - 1;
  });
}
