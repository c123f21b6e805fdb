// The form of a table of numbers in a golden file.
import { MalformedFile } from './malformed.js';

/** Throws MalformedFile unless there are two rows or more, all finite and as wide. */
export function assertTable(name: string, rows: readonly (readonly number[])[], width?: number): void {
  const columns = width ?? rows[0]?.length ?? 0;
  const whole = Array.isArray(rows) && rows.length > 1 && columns > 0;
  if (!whole || !rows.every((row) => row.length === columns && row.every(Number.isFinite)))
    throw new MalformedFile(`${name} must be at least two rows of ${columns || 'some'} numbers`);
}
