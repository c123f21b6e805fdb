// Walks a run's plan over its finished steps, in the order in which its workflows would perform them, to find what is
// done and where the run continues.
import { errorCodeOf } from '../errors.js';
import type { Pipeline } from '../pipeline.js';
import type { Step } from '../steps/kinds.js';
import { generationName } from '../steps/places.js';
import type { DatasetSource } from './data-steps.js';
import { inOneProcess } from './in-one-process.js';
import type { FoundStep, PlanProgress, StepPerformer } from './performer.js';
import { performRun } from './run.js';

/** The place where a run continues: `generator/gen-003`, a stage that is not open yet, or `final`. */
export function progressPlace({ stages }: Pick<Pipeline, 'stages'>, { finished, stage }: PlanProgress): string {
  const next = stages[finished.length];
  if (!next) return 'final';
  return stage ? `${next.id}/${generationName(stage.population.generation)}` : next.id;
}

export interface Walk {
  /** null: the data is not prepared yet. */
  readonly progress: PlanProgress | null;
  /**
   * Every step that the plan reached, found or not. After a step that was not found, only steps that do not need it.
   */
  readonly steps: readonly Step[];
  /** The steps that were not found. */
  readonly missing: readonly Step[];
  /** True when the export was found. */
  readonly complete: boolean;
  /** Where the plan stood when the data was prepared, before each generation and after each stage. */
  readonly passed: readonly PlanProgress[];
}

type Find = (step: Step) => Promise<FoundStep | null>;

/**
 * Walks the plan, from where an earlier walk stood or from its beginning. `find` gives the result of a finished step,
 * or null for a step that is not finished.
 */
export async function walkRun(
  pipeline: Pipeline,
  source: DatasetSource,
  find: Find,
  from: PlanProgress | null = null,
): Promise<Walk> {
  const [steps, missing]: [Step[], Step[]] = [[], []];
  const passed: PlanProgress[] = [];
  const foreseen = new Map<string, Promise<FoundStep | null>>();
  const look = async (step: Step): Promise<FoundStep | null> => {
    steps.push(step);
    const found = await find(step);
    if (!found) missing.push(step);
    return found;
  };
  const perform = async (step: Step): Promise<FoundStep> => {
    const found = await (foreseen.get(step.place) ?? look(step));
    if (found) return found;
    throw unfinished;
  };
  const foresee = async (ahead: readonly Step[]): Promise<void> => {
    for (const step of ahead) foreseen.set(step.place, look(step));
    await Promise.all(foreseen.values());
  };
  const performer = inOneProcess({ perform, foresee, together: allSettled }, (reached) => void passed.push(reached));
  const complete = await performRun({ pipeline, source }, from, performer).then(() => true, endOfWalk);
  return { progress: passed.at(-1) ?? null, steps, missing, complete, passed };
}

/** Thrown when the next step needs one that is not finished. */
const unfinished = new Error('a step is not finished');

/** A run with too few images ends after its ingest. */
function endOfWalk(error: unknown): false {
  if (error === unfinished || errorCodeOf(error) === 'EAGAN_BATCH_TOO_LARGE') return false;
  throw error;
}

/** Looks at everything that runs side by side, even if one of the steps is not finished. */
const allSettled: StepPerformer['together'] = async (works) => {
  const settled = await Promise.allSettled(works);
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (reasons.length > 0) throw reasons.find((reason) => reason !== unfinished) ?? unfinished;
  return Promise.all(works);
};
