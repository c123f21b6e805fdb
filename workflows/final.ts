// After the search: the winning pair is re-initialised and trained alone, scored beside noise and real images, and
// exported.
import type { Activities, StepOutcome } from '../activities/types.js';
import { scoreName } from '../domain/steps/places.js';
import {
  exportStep,
  finalSchedule,
  finalSegmentStep,
  openFinalStep,
  outputOf,
  scoreStep,
  stateToExport,
  type FinalContext,
  type ScoredState,
  type ScoreSubject,
} from '../domain/plan/index.js';
import type { Step } from '../domain/steps/step.js';
import { activitiesOn, requests } from './activities.js';
import { together } from './together.js';
import type { FinalInput, FinalResult } from './types.js';

export async function finalWorkflow({ owner, context, finished }: FinalInput): Promise<FinalResult> {
  const activities = activitiesOn(owner.queues);
  const request = requests(owner, context.pipeline);
  const scores: Record<string, string> = {};
  const score = async (subject: ScoreSubject): Promise<StepOutcome> => {
    const outcome = await activities.scoreWinner(request(scoreStep(context, subject)));
    scores[nameOf(subject)] = outputOf(outcome, 'score');
    return outcome;
  };
  const opened = outputOf(await activities.openStage(request(openFinalStep(context))), 'state');
  const [scored] = await together([
    train(context, opened, (step) => activities.trainWinner(request(step)), score),
    score({ subject: 'noise' }),
    score({ subject: 'heldOut' }),
    score({ subject: 'untrained', state: opened }),
  ]);
  const exported = await activities.exportWinner(
    request(exportStep(context, stateToExport(scored).state, finished, scores)),
  );
  return { exportKey: exported.key };
}

function nameOf(scored: ScoreSubject): string {
  return scoreName(scored.subject, scored.subject === 'trained' ? scored.iteration : null);
}

/** Segment after segment; the states that the schedule names are scored while training goes on. */
async function train(
  context: FinalContext,
  opened: string,
  trainWinner: (step: Step) => ReturnType<Activities['trainWinner']>,
  score: (subject: ScoreSubject) => Promise<StepOutcome>,
): Promise<ScoredState[]> {
  const { segments, scoring } = finalSchedule(context.pipeline, context.prepared.trainImages);
  const scored: Promise<ScoredState>[] = [];
  let state = opened;
  for (const [index, span] of segments.entries()) {
    state = outputOf(await trainWinner(finalSegmentStep(context, index, span, state)), 'state');
    if (scoring.includes(span.to)) scored.push(scoreAt(score, span.to, state));
    scored.at(-1)?.catch(() => undefined); // met at Promise.all, also when training fails first
  }
  return Promise.all(scored);
}

async function scoreAt(
  score: (subject: ScoreSubject) => Promise<StepOutcome>,
  iteration: number,
  state: string,
): Promise<ScoredState> {
  const { numbers } = await score({ subject: 'trained', state, iteration });
  return { iteration, state, distance: numbers.frechetDistance ?? null };
}
