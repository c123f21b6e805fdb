// Exact sizes and indices of spaces with constraints. Group by group, it counts the ways to complete a genotype for
// each state of the counts.
import { cellCount } from './genotype.js';
import type { Genotype, SearchSpace } from '../pipeline.js';
import {
  countingRules,
  countNamed,
  drawnSpace,
  hasEqualCells,
  repeated,
  type CountingRule,
} from './space-constraints.js';
import { groupsOf } from './space-groups.js';

/**
 * One group of one cell. `adds`: what each of its values adds to the count of each rule. `kinds`: how many values add
 * the same.
 */
interface Place {
  readonly cell: number;
  readonly group: readonly number[];
  readonly values: readonly (readonly number[])[];
  readonly adds: readonly (readonly number[])[];
  readonly kinds: readonly { readonly adds: readonly number[]; readonly values: bigint }[];
}

interface Counted {
  readonly rules: readonly CountingRule[];
  readonly places: readonly Place[];
  /** For each place: the number of ways to complete the genotype from there, by the counts so far. */
  readonly known: readonly Map<string, bigint>[];
}

/** The exact number of genotypes that fulfil the constraints. */
export function constrainedSize(space: SearchSpace): bigint {
  const counted = count(space);
  return waysFrom(
    counted,
    0,
    counted.rules.map(() => 0),
  );
}

/**
 * The genotype at an index in [0, size). Genotypes ascend in the values of the groups; the last group of the last cell
 * changes fastest.
 */
export function constrainedAt(space: SearchSpace, index: bigint): Genotype {
  const counted = count(space);
  const cells: number[][] = [];
  let rest = index;
  let counts: readonly number[] = counted.rules.map(() => 0);
  for (const [at, { cell, group, values, adds }] of counted.places.entries()) {
    const chosen = values.findIndex((_, value) => {
      const ways = waysAfter(counted, at, counts, adds[value]!);
      if (rest < ways) return true;
      rest -= ways;
      return false;
    });
    counts = added(counted.rules, counts, adds[chosen]!)!;
    group.forEach((gene, position) => ((cells[cell] ??= [])[gene] = values[chosen]![position]!));
  }
  return repeated(space, cells);
}

function waysFrom(counted: Counted, at: number, counts: readonly number[]): bigint {
  if (at === counted.places.length) return reached(counted.rules, counts) ? 1n : 0n;
  const name = counts.join();
  const known = counted.known[at]!.get(name);
  if (known !== undefined) return known;
  const ways = counted.places[at]!.kinds.reduce(
    (sum, { adds, values }) => sum + values * waysAfter(counted, at, counts, adds),
    0n,
  );
  counted.known[at]!.set(name, ways);
  return ways;
}

function waysAfter(counted: Counted, at: number, counts: readonly number[], adds: readonly number[]): bigint {
  const next = added(counted.rules, counts, adds);
  return next === null ? 0n : waysFrom(counted, at + 1, next);
}

/**
 * The counts after an addition; null when one exceeds its `atMost`. Counts stop growing at their `atLeast`, because
 * larger ones make no difference.
 */
function added(rules: readonly CountingRule[], counts: readonly number[], adds: readonly number[]): number[] | null {
  const sums = rules.map(({ kind, count }, i) => {
    const sum = counts[i]! + adds[i]!;
    return kind === 'atLeast' ? Math.min(sum, count) : sum;
  });
  return rules.some(({ kind, count }, i) => kind === 'atMost' && sums[i]! > count) ? null : sums;
}

function reached(rules: readonly CountingRule[], counts: readonly number[]): boolean {
  return rules.every(({ kind, count }, i) => kind === 'atMost' || counts[i]! >= count);
}

const known = new WeakMap<SearchSpace, Counted>();

/** A space's places and rules; computed once for each space. */
function count(space: SearchSpace): Counted {
  const found = known.get(space);
  if (found !== undefined) return found;
  const rules = countingRules(space);
  const weight = hasEqualCells(space) ? cellCount : 1;
  const places = groupsOf(drawnSpace(space)).flatMap((groups, cell) =>
    groups.map(({ group, values }): Place => {
      const adds = values.map((value) =>
        rules.map(({ operations }) => weight * countNamed(space.network, operations, group, value)),
      );
      return { cell, group, values, adds, kinds: kindsOf(adds) };
    }),
  );
  const counted = { rules, places, known: places.map(() => new Map<string, bigint>()) };
  known.set(space, counted);
  return counted;
}

function kindsOf(adds: readonly (readonly number[])[]): Place['kinds'] {
  const kinds = new Map<string, { adds: readonly number[]; values: bigint }>();
  for (const one of adds) {
    const same = kinds.get(one.join());
    kinds.set(one.join(), { adds: one, values: (same?.values ?? 0n) + 1n });
  }
  return [...kinds.values()];
}
