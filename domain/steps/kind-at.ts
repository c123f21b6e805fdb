// The kind of the step at a place. Lines of a ledger name a step by its place, and its record may be in another store.
import type { StepKind } from './kinds.js';
import { parsePlace, type PlacePart } from './parse-place.js';

const kinds: Readonly<Record<PlacePart, StepKind>> = {
  dataset: 'ingest',
  extractor: 'fitExtractor',
  reference: 'referenceStatistics',
  open: 'openStage',
  warmup: 'trainSegment',
  train: 'trainSegment',
  evaluate: 'evaluate',
  select: 'select',
  close: 'closeStage',
  score: 'scoreWinner',
  export: 'export',
};

/** null: no step has this place. */
export function kindAt(place: string): StepKind | null {
  const parsed = parsePlace(place);
  if (parsed === null || parsed.part === null) return null;
  return parsed.phase === 'final' && parsed.part === 'train' ? 'trainWinner' : kinds[parsed.part];
}
