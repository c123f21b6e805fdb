// Rows that break one place of a valid file: the text that is replaced, its replacement (each ¦ marks a place that a
// message must point to), and the messages in order.
import { bases, type BaseName } from './bases.js';
import { markedFile, type BrokenFile, type Expectation } from './broken-file.js';

export type Row = readonly [found: string, replacement: string, ...wanted: Expectation[]];

/** Codes that many rows use. */
export const codes = {
  unknown: 'EAGAN_PIPELINE_UNKNOWN_KEY',
  missing: 'EAGAN_PIPELINE_MISSING_KEY',
  type: 'EAGAN_PIPELINE_TYPE',
  range: 'EAGAN_PIPELINE_RANGE',
  value: 'EAGAN_PIPELINE_VALUE',
  list: 'EAGAN_PIPELINE_LIST',
  choice: 'EAGAN_PIPELINE_CHOICE',
  syntax: 'EAGAN_PIPELINE_SYNTAX',
} as const;

/** The rows as broken files of a base. */
export const filesOf = (base: BaseName, rows: readonly Row[]): BrokenFile[] => brokenBy(base, bases[base], rows);

/** The rows as broken files of any valid text. */
export function brokenBy(name: string, good: string, rows: readonly Row[]): BrokenFile[] {
  return rows.map(([found, replacement, ...wanted]) => {
    if (!good.includes(found)) throw new Error(`${name} has no ${found}`);
    const title = `${name}: ${JSON.stringify(found)} → ${JSON.stringify(replacement)}`;
    const marked = good.replace(found, () => replacement);
    return markedFile(title, marked, wanted);
  });
}
