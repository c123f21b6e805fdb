// When the budgets of a pipeline will pause its run, as far as that is known.
import type { Budget, Pipeline } from '../domain/pipeline.js';
import type { PhaseOutline, TimeEstimate } from './types.js';

/** A limit that the run will reach. `share`: how much of the work that it counts is done by then. */
export interface Pause {
  /** `run`, or a stage's id. */
  readonly of: string;
  readonly limit: 'deviceHours' | 'wallTime' | 'candidates';
  readonly share: number;
}

/** Every limit below the planned use; limits of time need a known time. */
export function pausesOf(pipeline: Pipeline, outline: readonly PhaseOutline[], time: TimeEstimate | null): Pause[] {
  const whole = {
    candidates: outline.reduce((sum, { evaluations }) => sum + evaluations, 0),
    deviceMs: time && time.deviceSeconds * 1000,
    wallMs: time && time.wallSeconds * 1000,
  };
  const stages = pipeline.stages.flatMap(({ id, budget }) => {
    const spent = time?.phases.find(({ phase }) => phase === id);
    const device = spent && spent.trainingSeconds + spent.evaluationSeconds + spent.otherSeconds;
    return reached(id, budget, {
      candidates: outline.find(({ phase }) => phase === id)!.evaluations,
      deviceMs: device === undefined ? null : device * 1000,
      wallMs: spent ? spent.wallSeconds * 1000 : null,
    });
  });
  return [...reached('run', pipeline.budget, whole), ...stages];
}

interface Used {
  readonly candidates: number;
  readonly deviceMs: number | null;
  readonly wallMs: number | null;
}

function reached(of: string, budget: Budget | null, used: Used): Pause[] {
  if (budget === null) return [];
  const limits = { candidates: 'candidates', deviceMs: 'deviceHours', wallMs: 'wallTime' } as const;
  return (Object.keys(limits) as (keyof typeof limits)[]).flatMap((name) => {
    const [limit, need] = [budget[name], used[name]];
    return limit !== null && need !== null && limit < need ? [{ of, limit: limits[name], share: limit / need }] : [];
  });
}
