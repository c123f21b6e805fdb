// The table of candidates in both forms, as the audit export has it.
import { candidatesTable } from '../../tables/candidates.js';
import { csvOf, parquetOf } from '../../tables/write-table.js';
import type { AuditSource } from './source.js';

export const candidatesCsv = (source: AuditSource): AsyncGenerator<string> =>
  csvOf(candidatesTable.columns([source]), candidatesTable.rows(source));

/** Whole numbers have 32 bits here, as they always had in this file. */
export async function* candidatesParquet(source: AuditSource): AsyncGenerator<Uint8Array> {
  yield await parquetOf(candidatesTable.columns([source]), candidatesTable.rows(source), 'INT32');
}
