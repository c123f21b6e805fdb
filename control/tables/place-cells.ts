// Where in its run a step is, as columns that several tables have.
import { kindAt } from '../../domain/steps/kind-at.js';
import { parsePlace } from '../../domain/steps/parse-place.js';
import { column, type Column, type TableRow } from './table.js';

/** `place` and `kind`: what each is in the table. */
export const placeColumns = (place: string, kind: string): Column[] => [
  column('place', 'text', place),
  column('kind', 'text', kind),
  column('phase', 'text', 'data, a stage, or final'),
  column('generation', 'whole', 'the generation, from 0; none outside generations'),
];

/** The ledger may be damaged: what is no place has no kind, phase or generation. */
export function placeCells(place: unknown): TableRow {
  const text = String(place);
  const parsed = parsePlace(text);
  return { kind: kindAt(text), phase: parsed?.phase ?? null, generation: parsed?.generation ?? null };
}
