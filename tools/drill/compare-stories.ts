// Compares what the stories of two runs tell of steps and of the end. Who tried how often, where and when is
// circumstance, except that each step was finished as often.
import { canonicalJson } from '../../domain/digest.js';
import type { StoryEntry } from '../../store/index.js';
import type { CalmDifference } from './compare.js';

/** Everything that the second run tells otherwise, sorted by place; what belongs to no place is at `run`. */
export function compareStories(calm: readonly StoryEntry[], stormy: readonly StoryEntry[]): CalmDifference[] {
  const [first, second] = [toldByPlace(calm), toldByPlace(stormy)];
  const places = [...new Set([...first.keys(), ...second.keys()])].sort();
  return places
    .map((place) => ({
      place,
      what: 'told' as const,
      calm: first.get(place) ?? null,
      stormy: second.get(place) ?? null,
    }))
    .filter((pair) => pair.calm !== pair.stormy);
}

interface Told {
  /** Of each line: a step that is entered twice differs. */
  readonly steps: { readonly key: string; readonly fingerprint: string }[];
  finished: number;
  /** Attempts are numbered from 1 without a gap. */
  isNumbered: boolean;
}

function toldByPlace(lines: readonly StoryEntry[]): Map<string, string> {
  const told = new Map<string, Told>();
  const attempts = new Map<string, number>();
  for (const line of lines) {
    if (line.kind !== 'step' && line.kind !== 'attempt') continue;
    const { place, key } = line;
    const known = told.get(place) ?? { steps: [], finished: 0, isNumbered: true };
    told.set(place, known);
    if (line.kind === 'step') known.steps.push({ key, fingerprint: line.fingerprint });
    else {
      attempts.set(key, (attempts.get(key) ?? 0) + 1);
      if (line.outcome === 'finished') known.finished += 1;
      known.isNumbered &&= attempts.get(key) === line.number;
    }
  }
  return new Map([...[...told].map(([place, what]) => [place, canonicalJson(what)] as const), ['run', endOf(lines)]]);
}

/** The frozen runs differ in when they were made: here counts that there is one, before everything else. */
function endOf(lines: readonly StoryEntry[]): string {
  const frozen = lines.flatMap((line) => (line.kind === 'run' ? [line.sequence] : []));
  const end = lines.findLast((line) => line.kind === 'ended');
  return canonicalJson({ frozen, state: end?.state ?? null, resultDigest: end?.resultDigest ?? null });
}
