// The training of a stage, segment after segment: the one loop that workflows perform and that a walk over finished
// steps follows.
import type { Digest } from '../digest.js';
import type { Step } from '../steps/step.js';
import { outputOf, type Outcome } from './build.js';
import { excludedSlots, stageSchedule, trainStep, warmupStep, type StageContext, type StageProgress } from './stage.js';

/** Has a segment trained, or finds that it was. */
type Perform = (step: Step) => Promise<Outcome>;

/** The warm-up from a stage's first state; gives the state that the first generation begins with. */
export async function warmUp(context: StageContext, opened: Digest, perform: Perform): Promise<Digest> {
  let state = opened;
  for (const [index, span] of stageSchedule(context.stage, context.prepared.trainImages).warmup.entries()) {
    state = outputOf(await perform(warmupStep(context, index, span, state)), 'state');
  }
  return state;
}

/** A generation's training; an individual whose steps keep diverging leaves sampling from the next segment on. */
export async function trainGeneration(
  context: StageContext,
  at: StageProgress,
  perform: Perform,
): Promise<{ readonly state: Digest; readonly excluded: number[] }> {
  const { stage, prepared } = context;
  const spans = stageSchedule(stage, prepared.trainImages).generations[at.population.generation]!;
  const numbers: Readonly<Record<string, number>>[] = [];
  let state = at.state;
  let excluded: number[] = [];
  for (const [index, span] of spans.entries()) {
    const trained = await perform(trainStep(context, index, span, state, at.population, excluded));
    state = outputOf(trained, 'state');
    numbers.push(trained.numbers);
    excluded = excludedSlots(numbers, stage.training.divergenceLimit);
  }
  return { state, excluded };
}
