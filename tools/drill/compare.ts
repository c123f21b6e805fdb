// Compares every step of two runs, place by place.
import { canonicalJson } from '../../domain/digest.js';
import type { StepRecord } from '../../domain/steps/step.js';

/** `calm` and `stormy` as canonical JSON; null: that run has no step there. */
export interface CalmDifference {
  readonly place: string;
  readonly what: 'step' | 'fingerprint' | 'key' | 'outputs' | 'numbers' | 'status' | 'resultDigest' | 'told';
  readonly calm: string | null;
  readonly stormy: string | null;
}

const compared = ['fingerprint', 'key', 'outputs', 'numbers', 'status'] as const;

/**
 * Everything in which the second run's steps differ from the first's, sorted by place. Times, hosts and attempts do not
 * count.
 */
export function compareRecords(calm: readonly StepRecord[], stormy: readonly StepRecord[]): CalmDifference[] {
  const [first, second] = [byPlace(calm), byPlace(stormy)];
  const places = [...new Set([...first.keys(), ...second.keys()])].sort();
  return places.flatMap((place) => compareStep(place, first.get(place), second.get(place)));
}

function compareStep(place: string, calm: StepRecord | undefined, stormy: StepRecord | undefined): CalmDifference[] {
  if (!calm || !stormy) return [{ place, what: 'step', calm: calm?.key ?? null, stormy: stormy?.key ?? null }];
  return compared
    .map((what) => ({ place, what, calm: canonicalJson(calm[what]), stormy: canonicalJson(stormy[what]) }))
    .filter((pair) => pair.calm !== pair.stormy);
}

const byPlace = (records: readonly StepRecord[]): Map<string, StepRecord> =>
  new Map(records.map((record) => [record.step.place, record]));
