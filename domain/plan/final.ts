// After the search: the winning pair is re-initialised and trained alone, scored beside noise and real images, and
// exported. If it has a judge of its own, that comes first: a bad file is found before days of training.
import type { Digest } from '../digest.js';
import { finalJudgeOf } from '../judges.js';
import { distanceIn, readValues } from '../search/figures.js';
import { scoreName } from '../steps/places.js';
import { stepKey, type Step } from '../steps/step.js';
import type { FinishedStage } from './architectures.js';
import { outputOf, type Outcome } from './build.js';
import { extractorStep, referenceStep } from './data-steps.js';
import {
  exportStep,
  finalSchedule,
  finalSegmentStep,
  openFinalStep,
  scoreStep,
  stateToExport,
  type FinalContext,
  type ScoredState,
  type ScoreSubject,
} from './final-steps.js';
import type { FoundStep, StepPerformer } from './performer.js';

/** Returns the key of the export. */
export async function performFinal(
  searched: FinalContext,
  finished: readonly FinishedStage[],
  { perform, together, foresee }: StepPerformer,
): Promise<Digest> {
  const context = await withOwnJudge(searched, perform);
  const scores: Record<string, Digest> = {};
  const score = async (subject: ScoreSubject): Promise<FoundStep> => {
    const found = await perform(scoreStep(context, subject));
    scores[nameOf(subject)] = outputOf(found, 'score');
    return found;
  };
  await foresee?.([scoreStep(context, { subject: 'noise' }), scoreStep(context, { subject: 'heldOut' })]);
  const opened = outputOf(await perform(openFinalStep(context)), 'state');
  const [scored] = await together([
    train(context, opened, perform, score),
    score({ subject: 'noise' }),
    score({ subject: 'heldOut' }),
    score({ subject: 'untrained', state: opened }),
  ]);
  const step = exportStep(context, stateToExport(scored).state, finished, scores);
  await perform(step);
  return stepKey(step);
}

/** The context with the extractor and the reference of the final pair, if it has its own. */
export async function withOwnJudge(
  context: FinalContext,
  perform: (step: Step) => Promise<Outcome>,
): Promise<FinalContext> {
  const { pipeline, prepared } = context;
  if (finalJudgeOf(pipeline).name !== 'final') return context;
  const { dataset } = prepared;
  const extractor = outputOf(await perform(extractorStep(pipeline, dataset, 'final')), 'extractor');
  const reference = outputOf(await perform(referenceStep(pipeline, { dataset, extractor }, 'final')), 'reference');
  return { ...context, prepared: { ...prepared, extractor, reference } };
}

function nameOf(scored: ScoreSubject): string {
  return scoreName(scored.subject, scored.subject === 'trained' ? scored.iteration : null);
}

/** Trains segment after segment. The states that the schedule names are scored while training continues. */
async function train(
  context: FinalContext,
  opened: Digest,
  perform: StepPerformer['perform'],
  score: (subject: ScoreSubject) => Promise<FoundStep>,
): Promise<ScoredState[]> {
  const { segments, scoring } = finalSchedule(context.pipeline, context.prepared.trainImages);
  const scored: Promise<ScoredState>[] = [];
  let state = opened;
  for (const [index, span] of segments.entries()) {
    state = outputOf(await perform(finalSegmentStep(context, index, span, state)), 'state');
    if (scoring.includes(span.to)) scored.push(scoreAt(score, span.to, state));
    scored.at(-1)?.catch(() => undefined); // no unhandled rejection if training fails first; Promise.all reports it
  }
  return Promise.all(scored);
}

async function scoreAt(
  score: (subject: ScoreSubject) => Promise<FoundStep>,
  iteration: number,
  state: Digest,
): Promise<ScoredState> {
  const { numbers } = await score({ subject: 'trained', state, iteration });
  return { iteration, state, distance: distanceIn(readValues(numbers)) ?? null };
}
