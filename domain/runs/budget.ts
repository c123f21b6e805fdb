// Budgets: what a run has used of time and candidates, which limit it has reached, and how people change a limit. No
// result depends on them. Time is counted as `eagan cost` counts it.
import { ownOf } from '../own.js';
import { EaganError } from '../errors.js';
import type { Budget, Pipeline } from '../pipeline.js';
import { parsePlace } from '../steps/parse-place.js';
import { unitMs } from '../time-units.js';
import { deviceMsOf, gaveResult, wallMsOf, type Work } from './cost.js';

type BudgetKind = 'deviceHours' | 'wallTime' | 'candidates';

/** Budgets that replace those of the file: the run's, and those of stages by id. Absent: the file's budget holds. */
export interface ChangedBudgets {
  readonly run?: Budget | null;
  readonly stages?: Readonly<Record<string, Budget | null>>;
}

/** A limit that has been reached, of the run (`stage` null) or of a stage. */
export interface ReachedBudget {
  readonly stage: string | null;
  readonly kind: BudgetKind;
  readonly used: number;
  readonly limit: number;
}

/** The use, in the units of the limits. Candidates are evaluations that gave a result. */
export function useOf(works: readonly Work[]): Record<keyof Budget, number> {
  return {
    deviceMs: deviceMsOf(works),
    wallMs: wallMsOf(works),
    candidates: works.filter((work) => work.kind === 'evaluate' && gaveResult(work)).length,
  };
}

/** The budgets that hold for a run now. */
export function budgetsOf(pipeline: Pipeline, changed: ChangedBudgets | null): Required<ChangedBudgets> {
  const stages = pipeline.stages.map(({ id, budget }) => {
    const own = ownOf(changed?.stages ?? {}, id);
    return [id, own === undefined ? budget : own];
  });
  return {
    run: changed?.run === undefined ? pipeline.budget : changed.run,
    stages: Object.fromEntries(stages) as Record<string, Budget | null>,
  };
}

/**
 * The first limit that has been reached when a step at that place is about to begin; null: the step may begin. A
 * stage's limits count only its own steps.
 */
export function reachedBudget(
  { run, stages }: Required<ChangedBudgets>,
  works: readonly Work[],
  place: string,
): ReachedBudget | null {
  const stage = parsePlace(place)?.stage ?? null;
  const ofStage = stage === null ? undefined : ownOf(stages, stage);
  const own = works.filter((work) => parsePlace(work.place)?.stage === stage);
  return (run && reached(null, run, useOf(works))) ?? (ofStage ? reached(stage, ofStage, useOf(own)) : null);
}

const limits: readonly (readonly [BudgetKind, keyof Budget])[] = [
  ['deviceHours', 'deviceMs'],
  ['wallTime', 'wallMs'],
  ['candidates', 'candidates'],
];

function reached(stage: string | null, budget: Budget, use: Record<keyof Budget, number>): ReachedBudget | null {
  for (const [kind, name] of limits) {
    const limit = budget[name];
    if (limit !== null && use[name] >= limit) return { stage, kind, used: use[name], limit };
  }
  return null;
}

/** For example `candidates 40 of 40`, `generator.deviceHours 12.1 of 12`, `wallTime 36h of 36h`. */
export function reachedText({ stage, kind, used, limit }: ReachedBudget): string {
  const shown = (value: number): string => {
    if (kind === 'candidates') return String(value);
    const hours = String(Number((value / 3_600_000).toPrecision(4)));
    return kind === 'wallTime' ? `${hours}h` : hours;
  };
  return `${stage === null ? '' : `${stage}.`}${kind} ${shown(used)} of ${shown(limit)}`;
}

/**
 * The budgets after `--budget` has changed those that hold: `deviceHours=12`, `wallTime=36h`,
 * `generator.candidates=50`. `none` or `generator.none` removes a budget, `deviceHours=none` one limit. Throws
 * EAGAN_USAGE.
 */
export function changeBudgets(
  pipeline: Pipeline,
  changed: ChangedBudgets | null,
  asked: readonly string[],
): ChangedBudgets {
  let now = budgetsOf(pipeline, changed);
  for (const text of asked) {
    const [, stage, name, value] = /^(?:([^.=]+)\.)?(none|[a-zA-Z]+)(?:=(.+))?$/.exec(text) ?? [];
    const isKnown = stage === undefined || pipeline.stages.some(({ id }) => id === stage);
    if (!isKnown || name === undefined || (name === 'none') !== (value === undefined)) throw illegal(text, pipeline);
    const before = (stage === undefined ? now.run : ownOf(now.stages, stage)) ?? nothing;
    const next = value === undefined ? null : { ...before, ...limitOf(name, value, () => illegal(text, pipeline)) };
    now = stage === undefined ? { ...now, run: next } : { ...now, stages: { ...now.stages, [stage]: next } };
  }
  return now;
}

const nothing: Budget = { deviceMs: null, wallMs: null, candidates: null };

function limitOf(kind: string, value: string, illegalValue: () => EaganError): Partial<Budget> {
  const name = limits.find(([known]) => known === kind)?.[1];
  if (name === undefined) throw illegalValue();
  if (value === 'none') return { [name]: null };
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(value) ?? [];
  const isTime = kind === 'wallTime';
  if (count === undefined || isTime !== (unit !== '') || Number(count) <= 0) throw illegalValue();
  if (kind === 'candidates' && !Number.isInteger(Number(count))) throw illegalValue();
  const scale = isTime ? unitMs[unit!]! : kind === 'deviceHours' ? 3_600_000 : 1;
  return { [name]: Math.round(Number(count) * scale) };
}

function illegal(text: string, { stages }: Pipeline): EaganError {
  const names = stages.map(({ id }) => id).join(', ');
  return new EaganError(
    'EAGAN_USAGE',
    `--budget must be like deviceHours=12, wallTime=36h, candidates=200 or none, for one stage with its id (${names}) and a dot in front (got ${text})`,
    'For example: --budget candidates=200',
  );
}
