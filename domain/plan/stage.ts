// A stage of EAGAN (paper, section 3): warm up the supernet, perform generation after generation, name the front and
// its best individual.
import type { Digest } from '../digest.js';
import type { FinishedStage } from './architectures.js';
import { outputOf } from './build.js';
import type { StagePerformer, StepPerformer } from './performer.js';
import {
  closeStageStep,
  openStageStep,
  warmupSpans,
  warmupStep,
  type StageContext,
  type StageProgress,
} from './stage-steps.js';

/** Searches one network, or pairs, from where the stage stands (null: it is not open yet). */
export async function performStage(
  context: StageContext,
  at: StageProgress | null,
  performer: StagePerformer,
): Promise<FinishedStage> {
  let progress = at ?? (await open(context, performer));
  for (;;) {
    const { state, selection, next } = await performer.generation(progress);
    if (next === null) return close(context, selection, state, performer);
    progress = next;
    await performer.between?.(progress);
  }
}

async function open(context: StageContext, { perform }: StepPerformer): Promise<StageProgress> {
  const opened = await perform(openStageStep(context));
  const state = await warmUp(context, outputOf(opened, 'state'), perform);
  return { state, population: opened.population!, populationDigest: outputOf(opened, 'population') };
}

/** Performs the warm-up from a stage's first state. Returns the state with which the first generation begins. */
export async function warmUp(
  context: StageContext,
  opened: Digest,
  perform: StepPerformer['perform'],
): Promise<Digest> {
  let state = opened;
  for (const [index, span] of warmupSpans(context.stage, context.prepared.trainImages).entries())
    state = outputOf(await perform(warmupStep(context, index, span, state)), 'state');
  return state;
}

async function close(
  context: StageContext,
  selection: Digest,
  state: Digest,
  { perform }: StepPerformer,
): Promise<FinishedStage> {
  const closed = await perform(closeStageStep(context, selection, state));
  return { winner: closed.winner!, winnerDigest: outputOf(closed, 'winner'), state };
}
