// Running sums of a segment. Recovery points keep them, so that a resumed segment reports the same numbers to the last
// bit.
import type { Json } from '../../domain/digest.js';
import type { StepReport } from '../../models/types.js';

interface Sum {
  readonly sum: number;
  readonly count: number;
}

export interface Totals {
  readonly discriminator: Sum;
  readonly generator: Sum;
  /** Steps that changed nothing because a number was not finite, by slot. */
  readonly nonFinite: Readonly<Record<string, number>>;
  readonly nonFiniteSteps: number;
}

/** The result of one iteration; `generator` null: no G step. `slot` null: no slot (warm-up, final training). */
export interface IterationReport {
  readonly slot: number | null;
  readonly discriminator: StepReport;
  readonly generator: StepReport | null;
}

const zero: Sum = { sum: 0, count: 0 };
export const emptyTotals: Totals = { discriminator: zero, generator: zero, nonFinite: {}, nonFiniteSteps: 0 };

/** Adds in iteration order: floating-point sums depend on it. */
export function addReport(totals: Totals, { slot, discriminator, generator }: IterationReport): Totals {
  const failed = [discriminator, generator].filter((report) => report?.finite === false).length;
  return {
    discriminator: addLoss(totals.discriminator, discriminator),
    generator: addLoss(totals.generator, generator),
    nonFinite: failed > 0 && slot !== null ? addCount(totals.nonFinite, slot, failed) : totals.nonFinite,
    nonFiniteSteps: totals.nonFiniteSteps + failed,
  };
}

/** Mean losses over finite steps (absent if there was none), and counts of non-finite ones if there were any. */
export function totalsToNumbers(totals: Totals): Record<string, number> {
  const { discriminator, generator, nonFinite, nonFiniteSteps } = totals;
  return {
    ...(discriminator.count > 0 ? { discriminatorLoss: discriminator.sum / discriminator.count } : {}),
    ...(generator.count > 0 ? { generatorLoss: generator.sum / generator.count } : {}),
    ...(nonFiniteSteps > 0 ? { nonFiniteSteps } : {}),
    ...Object.fromEntries(Object.entries(nonFinite).map(([slot, count]) => [`nonFinite/${slot}`, count])),
  };
}

/** True if no step changed anything. */
export function nothingTrained({ discriminator, generator }: Totals): boolean {
  return discriminator.count + generator.count === 0;
}

/** The form in a recovery point; JSON keeps every double. */
export const totalsToJson = (totals: Totals): Json => totals as unknown as Json;

/** The reverse; null if a field is missing. */
export function totalsFromJson(json: Json): Totals | null {
  const { discriminator, generator, nonFinite, nonFiniteSteps } = (json ?? {}) as unknown as Partial<Totals>;
  const isWhole =
    isSum(discriminator) && isSum(generator) && typeof nonFinite === 'object' && Number.isInteger(nonFiniteSteps);
  return isWhole ? (json as unknown as Totals) : null;
}

const isSum = (value?: Partial<Sum>): boolean => Number.isFinite(value?.sum) && Number.isInteger(value?.count);

function addLoss({ sum, count }: Sum, report: StepReport | null): Sum {
  return report === null || report.loss === null ? { sum, count } : { sum: sum + report.loss, count: count + 1 };
}

function addCount(counts: Totals['nonFinite'], slot: number, more: number): Totals['nonFinite'] {
  return { ...counts, [slot]: (counts[slot] ?? 0) + more };
}
