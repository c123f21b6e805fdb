// What a run cost, from its attempts: time of devices, of the clock and of processors. Attempts that gave no result and
// waiting are told apart. Budgets count by the same functions.
import { totalOf } from '../averages.js';
import { isoMs } from '../iso-time.js';
import type { AttemptEvent } from '../ledger/kinds.js';
import { kindAt } from '../steps/kind-at.js';
import { isTrainerKind, type StepKind } from '../steps/kinds.js';
import type { StepRecord } from '../steps/step.js';

/** Work that a run did itself: an attempt, or a step that is known only from its record. Times in milliseconds. */
export interface Work {
  readonly place: string;
  readonly kind: StepKind;
  /** Epoch of ownership. */
  readonly epoch: number;
  /** `recorded`: a finished step without an attempt in the ledger. */
  readonly outcome: AttemptEvent['outcome'] | 'recorded';
  readonly takenAt: number;
  /** null: it never began to compute. */
  readonly computingSince: number | null;
  /** null: the attempt was lost, and nobody knows when it ended. */
  readonly endedAt: number | null;
  readonly cpuMs: number | null;
}

export interface WorkCost {
  /** Attempts that gave a result. */
  readonly steps: number;
  /** Time during which at least one attempt computed. */
  readonly wallMs: number;
  /** Computing time, summed over trainers; attempts without a result included. */
  readonly deviceMs: number;
  /** null: not measured for any of them. */
  readonly cpuMs: number | null;
  /** The part of `deviceMs` and `cpuMs` in attempts that gave no result. `lost`: of unknown length, counted as 0. */
  readonly withoutResult: {
    readonly failed: number;
    readonly interrupted: number;
    readonly lost: number;
    readonly deviceMs: number;
    readonly cpuMs: number | null;
  };
  /** Time between taking a step and beginning to compute, summed over attempts; part of no other time. */
  readonly waitingMs: number;
  /** Trainers' steps that are counted from their records, because the ledger has no attempt at them. */
  readonly fromRecords: number;
}

/** null: the place is none that a step can have. */
export function workOfAttempt(attempt: AttemptEvent, epoch: number): Work | null {
  const { place, outcome, takenAt, endedAt, cpuMs } = attempt;
  const computingSince = computingSinceOf(attempt);
  const kind = kindAt(place);
  if (kind === null) return null;
  return {
    ...{ place, kind, epoch, outcome, takenAt: isoMs(takenAt) },
    computingSince: computingSince === undefined ? null : isoMs(computingSince),
    endedAt: endedAt === null ? null : isoMs(endedAt),
    cpuMs: cpuMs ?? null,
  };
}

/**
 * Since when it computed; undefined: it never began. Of one whose worker was lost after it had published, the ledger
 * knows only that it was taken and gave a result.
 */
export const computingSinceOf = ({ computingSince, outcome, takenAt }: AttemptEvent): string | undefined =>
  computingSince ?? (outcome === 'finished' ? takenAt : undefined);

/** null: another run computed the step, which therefore cost this run nothing. */
export function workOfRecord({ step, circumstances }: StepRecord, run: string, epoch: number): Work | null {
  if (circumstances.run !== run) return null;
  const [startedAt, endedAt] = [isoMs(circumstances.startedAt), isoMs(circumstances.finishedAt)];
  const { place, kind } = step;
  return {
    place,
    kind,
    epoch,
    outcome: 'recorded',
    takenAt: startedAt,
    computingSince: startedAt,
    endedAt,
    cpuMs: null,
  };
}

/** The cost of some work. */
export function costOf(works: readonly Work[]): WorkCost {
  const without = works.filter((work) => !gaveResult(work));
  const withOutcome = (outcome: Work['outcome']): number => works.filter((work) => work.outcome === outcome).length;
  return {
    steps: works.length - without.length,
    wallMs: wallMsOf(works),
    deviceMs: deviceMsOf(works),
    cpuMs: cpuMsOf(works),
    withoutResult: {
      failed: withOutcome('failed'),
      interrupted: withOutcome('interrupted'),
      lost: withOutcome('lost'),
      deviceMs: deviceMsOf(without),
      cpuMs: cpuMsOf(without),
    },
    waitingMs: totalOf(works.map(waitingMsOf)),
    fromRecords: works.filter(({ kind, outcome }) => outcome === 'recorded' && isTrainerKind(kind)).length,
  };
}

/** The costs of the groups that a function names, in the order in which they first come; null: in no group. */
export function costsBy<Name>(
  works: readonly Work[],
  nameOf: (work: Work) => Name | null,
): ReadonlyMap<Name, WorkCost> {
  const groups = new Map<Name, Work[]>();
  for (const work of works) {
    const name = nameOf(work);
    if (name === null) continue;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name)!.push(work);
  }
  return new Map([...groups].map(([name, group]) => [name, costOf(group)]));
}

export const gaveResult = ({ outcome }: Work): boolean => outcome === 'finished' || outcome === 'recorded';

/** Computing time, summed over trainers. */
export const deviceMsOf = (works: readonly Work[]): number =>
  totalOf(works.filter(({ kind }) => isTrainerKind(kind)).map(computingMsOf));

const computingMsOf = ({ computingSince, endedAt }: Work): number =>
  computingSince === null || endedAt === null ? 0 : Math.max(0, endedAt - computingSince);

const waitingMsOf = ({ takenAt, computingSince, endedAt }: Work): number =>
  Math.max(0, (computingSince ?? endedAt ?? takenAt) - takenAt);

function cpuMsOf(works: readonly Work[]): number | null {
  const known = works.flatMap(({ cpuMs }) => (cpuMs === null ? [] : [cpuMs]));
  return known.length === 0 ? null : totalOf(known);
}

/** The length of the union of the times during which they computed. */
export function wallMsOf(works: readonly Work[]): number {
  const spans = works.flatMap(({ computingSince, endedAt }) =>
    computingSince === null || endedAt === null ? [] : [[computingSince, endedAt] as const],
  );
  let [total, until] = [0, -Infinity];
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    total += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return total;
}
