// The table of candidates in both forms, as the audit export has it.
import { candidates } from '../../tables/candidates.js';
import { csvOf, parquetOf } from '../../tables/write-table.js';
import type { AuditSource } from './source.js';

export const candidatesCsv = (source: AuditSource): AsyncGenerator<string> =>
  csvOf(candidates.columns([source]), candidates.rows(source));

/** Whole numbers have 32 bits here, as they always had in this file. */
export async function* candidatesParquet(source: AuditSource): AsyncGenerator<Uint8Array> {
  yield await parquetOf(candidates.columns([source]), candidates.rows(source), 'INT32');
}
