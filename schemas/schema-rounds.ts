// Everything that a schema refuses, in rounds: each round repairs a copy, and the next one checks what those mistakes
// hid.
import type { ErrorObject } from 'ajv';
import type { Finding, Path } from './complaint.js';
import type { Positions } from './positions.js';
import { mend } from './repair.js';
import { overlaps } from './report.js';
import { pointerToPath, schemaFindings } from './schema-findings.js';

export interface Rounds {
  readonly findings: readonly Finding[];
  /** Legal, and like the value except for what is refused; null if repairing failed. `value` is unchanged. */
  readonly mended: unknown;
}

/** Tags are nested: a stage's pairing, its opponent's kind. Each round gets at least one level deeper. */
const mostRounds = 12;

/** `errorsOf`: what the schema refuses of a value. Renamed keys are entered into `positions`. */
export function schemaRounds(
  value: unknown,
  positions: Positions,
  errorsOf: (value: unknown) => readonly ErrorObject[],
): Rounds {
  const mended: unknown = structuredClone(value);
  const findings: Finding[] = [];
  const broken: Path[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const errors = errorsOf(mended);
    if (errors.length === 0) return { findings, mended };
    const found = schemaFindings(errors, { value: mended, root: value, positions });
    // A finding that overlaps with an earlier one may be a result of its repair.
    const isNew = ({ path }: Finding): boolean => !broken.some((earlier) => overlaps(earlier, path));
    const fresh = found.filter(isNew);
    findings.push(...fresh);
    broken.push(...fresh.map(({ path }) => path));
    // A misspelt key is renamed before an example takes its place.
    const comesLast = ({ keyword }: ErrorObject): number => (keyword === 'required' ? 1 : 0);
    const mends = [...errors]
      .sort((a, b) => comesLast(a) - comesLast(b))
      .map((error) => ({ error, path: pointerToPath(error.instancePath, mended) }));
    for (const { error, path } of mends) mend(mended, error, path, positions);
  }
  return { findings, mended: null };
}
