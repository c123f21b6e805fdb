// What a search did, in sentences. Each is computed from what the run recorded, and is left out where that says
// nothing: a run may be running, paused or failed, have no stage, one generation, or nobody with figures.
import type { RunFacts } from '../../../control/report/run-facts.js';
import type { StageFacts } from '../../../control/report/stage-facts.js';
import { figureRow } from '../../../domain/search/figures.js';
import { generationName } from '../../../domain/steps/places.js';
import { formatCount, formatNumber } from '../../../scripts/format.mjs';
import { duration, figureSentence, figuresWithin, figureValue, listed, moment } from '../../words.js';

/** The paragraph at the top of a report. */
export const runSentences = (facts: RunFacts): string[] => [
  ...whatSentences(facts),
  ...facts.stages.map(stageSentence),
  ...finalSentences(facts),
  ...effortSentences(facts),
  ...standingSentences(facts),
];

const searched = {
  generator: 'generators',
  discriminator: 'discriminators',
  both: 'pairs of a generator and a discriminator',
} as const;

function whatSentences({ overview, dataset, stages }: RunFacts): string[] {
  const { counts, size } = dataset;
  const images = counts ? `${formatCount(counts.train, 'training image')} of ` : 'images of ';
  const data = `on ${images}${size} × ${size} pixels, with seed ${overview.seed}`;
  const targets = stages.map(({ search }) => searched[search]);
  const first =
    stages.length === 0
      ? `This run works ${data}. It has opened no stage yet.`
      : `This run searched for ${listed(targets)} ${data}.`;
  const { forkedFrom } = overview;
  return forkedFrom === null
    ? [first]
    : [first, `It is a fork of ${forkedFrom.run} and shares the steps before ${forkedFrom.at} with it.`];
}

function stageSentence(stage: StageFacts): string {
  const { id, generations, individuals, plannedGenerations, winner } = stage;
  const closed = generations.filter(({ outcome }) => outcome !== null);
  const last = closed.at(-1);
  const so = closed.length === plannedGenerations ? `all ${formatNumber(plannedGenerations)}` : `${formatNumber(closed.length)} of ${formatNumber(plannedGenerations)}`; // prettier-ignore
  const early = last?.outcome?.stoppedEarly ? ', then it ended early because its front stopped growing' : '';
  const closing = `Stage ${id} has closed ${so} ${plannedGenerations === 1 ? 'generation' : 'generations'}${namesOf(closed)}${early}, and has had ${formatCount(individuals.length, 'architecture')}.`;
  if (last === undefined || last.outcome === null) return closing;
  const { best, front } = last.outcome;
  const values = last.individuals.find((each) => each.id === best)?.values ?? {};
  const nobody = front.length === 0 ? ' Nobody in its last generation has figures.' : ` Its last front has ${formatCount(front.length, 'member')}.`; // prettier-ignore
  const figures = figureSentence(winner?.values ?? values);
  const who = `${winner === null ? 'Its best so far' : 'Its winner'} is ${winner?.individual ?? best}`;
  return `${closing}${nobody} ${who}${figures === '' ? '' : ` (${figures})`}.`;
}

/** Generations are named from 0 on: ` (gen-000 to gen-002)`. */
function namesOf(closed: StageFacts['generations']): string {
  const [first, last] = [closed[0], closed.at(-1)];
  if (first === undefined || last === undefined) return '';
  const names = [...new Set([first, last].map(({ generation }) => generationName(generation)))];
  return ` (${names.join(' to ')})`;
}

function finalSentences({ scores, segments }: RunFacts): string[] {
  const trained = segments.filter(({ phase }) => phase === 'final').at(-1);
  const exported =
    scores.find(({ isExported }) => isExported) ?? scores.findLast(({ subject }) => subject === 'trained');
  if (trained === undefined) return [];
  const how = `The final networks were trained for ${formatCount(trained.to, 'iteration')}`;
  if (exported === undefined) return [`${how}; it is not scored yet.`];
  const figures = figureSentence(exported.values);
  return [
    figures === ''
      ? `${how}; its images are not finite.`
      : `${how} and reached ${figures}${besideText(scores, exported)}.`,
  ];
}

/** The same figure of what learned nothing, and of what nothing can beat. */
function besideText(scores: RunFacts['scores'], { values, protocol }: RunFacts['scores'][number]): string {
  const [first] = figuresWithin([values]);
  const beside = (['noise', 'heldOut'] as const).flatMap((subject) => {
    const score = scores.find((one) => one.subject === subject && one.protocol === protocol);
    const value = first && score && figureValue(first, score.values);
    return value ? [`${subject === 'noise' ? 'noise' : 'held-out real images'} is ${value}`] : [];
  });
  return beside.length === 0 ? '' : `; the ${figureRow(first!).label} of ${beside.join(', of ')}`;
}

function effortSentences({ cost, timeline }: RunFacts): string[] {
  const { wallMs, deviceMs, steps, withoutResult } = cost.total;
  if (steps === 0) return [];
  const lost = withoutResult.failed + withoutResult.interrupted + withoutResult.lost;
  const resumed = timeline.events.filter(({ kind }) => kind === 'started').length - 1;
  return [
    `It took ${duration(wallMs)} of computing by the clock, and ${duration(deviceMs)} of trainers.`,
    ...(timeline.foundSteps > 0 ? [`${formatCount(timeline.foundSteps, 'step')} came from other runs and cost nothing.`] : []), // prettier-ignore
    ...(lost > 0 ? [`${formatCount(lost, 'attempt')} gave no result.`] : []),
    ...(resumed > 0 ? [`It was started again ${resumed === 1 ? 'once' : `${resumed} times`}.`] : []),
  ];
}

function standingSentences({ overview, readAt }: RunFacts): string[] {
  const { status, fraction, phase, error, budget, run } = overview;
  switch (status) {
    case 'completed':
      return [];
    case 'running':
      return [`It is running: ${percent(fraction)} done, in ${phase}. This page shows it as it stood at ${moment(readAt)}.`]; // prettier-ignore
    case 'frozen':
      return ['It is recorded, but was never started.'];
    case 'paused':
      return [`It is paused${budget === null ? '' : ` by its budget: ${budget}`}; eagan resume ${run} continues it.`];
    case 'cancelled':
      return [`It was cancelled; eagan resume ${run} continues it.`];
    case 'failed':
    case 'blocked':
      return [
        `It ${status === 'failed' ? 'failed' : 'is blocked'}${error ? `: ${error.code}: ${error.message}` : ''}.`,
      ];
  }
}

const percent = (fraction: number): string => `${Math.floor(fraction * 100)} %`;
