// Everything that a schema refuses, in rounds: what is refused is mended in a copy, and what that mistake hid is judged
// in the next.
import type { ErrorObject } from 'ajv';
import type { Finding, Path } from './complaint.js';
import type { Positions } from './positions.js';
import { mend } from './repair.js';
import { overlaps } from './report.js';
import { pointerToPath, schemaFindings } from './schema-findings.js';

export interface Rounds {
  readonly findings: readonly Finding[];
  /** Legal, and like the value but for what is refused; null when mending did not get there. `value` stays as it is. */
  readonly mended: unknown;
}

/** Tags lie in each other: a stage's pairing, its opponent's kind. Each round gets at least one level deeper. */
const mostRounds = 12;

/** `errorsOf`: what the schema refuses of a value. Keys that get another name are entered into `positions`. */
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
    // What overlaps with an earlier finding may follow from how that was mended.
    const isNew = ({ path }: Finding): boolean => !broken.some((earlier) => overlaps(earlier, path));
    const fresh = found.filter(isNew);
    findings.push(...fresh);
    broken.push(...fresh.map(({ path }) => path));
    // A misspelt key gets its name before an example stands there.
    const comesLast = ({ keyword }: ErrorObject): number => (keyword === 'required' ? 1 : 0);
    const mends = [...errors]
      .sort((a, b) => comesLast(a) - comesLast(b))
      .map((error) => ({ error, path: pointerToPath(error.instancePath, mended) }));
    for (const { error, path } of mends) mend(mended, error, path, positions);
  }
  return { findings, mended: null };
}
