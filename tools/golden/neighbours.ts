// Precision, recall, density and coverage of a golden file's features.
import { featureSet, neighbourFigures, neighbourhoodOf, type NeighbourFigures } from '../../metrics/index.js';
import { assertTable } from './feature-table.js';
import type { GoldenFindings } from './findings.js';
import { MalformedFile } from './malformed.js';

/** One case of a `prdc` file. */
export interface ComparedNeighbours extends NeighbourFigures {
  readonly real: readonly (readonly number[])[];
  readonly generated: readonly (readonly number[])[];
  readonly nearest: number;
}

const names = ['precision', 'recall', 'density', 'coverage'] as const;
export const comparedKeys = ['real', 'generated', 'nearest', ...names];

const tolerance = 1e-9;

export function checkNeighbours(expected: ComparedNeighbours, label: string, findings: GoldenFindings): void {
  const { real, generated, nearest } = expected;
  assertTable(`${label}.real`, real);
  assertTable(`${label}.generated`, generated, real[0]!.length);
  if (!Number.isInteger(nearest) || nearest < 1 || nearest >= Math.min(real.length, generated.length))
    throw new MalformedFile(`${label}.nearest must be from 1 to the number of other images (got ${nearest})`);
  const [ours, theirs] = [real, generated].map((rows) => featureSet(Float64Array.from(rows.flat()), real[0]!.length));
  const { whole } = neighbourFigures(neighbourhoodOf(ours!, nearest), theirs!);
  for (const name of names) findings.expect(`${label}.${name}`, Math.abs(whole[name] - expected[name]), tolerance);
}
