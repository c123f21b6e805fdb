// The passport of an individual for people.
import { readValues } from '../../domain/search/figures.js';
import type { JudgedGeneration } from '../../control/why/judged-generation.js';
import type { Passport, PassportBirth } from '../../control/why/passport.js';
import { crowdingText } from '../../control/why/reason-sentence.js';
import { generationName } from '../../domain/steps/places.js';
import { formatCount, formatMeasuredDuration, formatNumber } from '../../scripts/format.mjs';
import { geneChangeText } from '../../report/change-text.js';
import { networkLines } from './cell-text.js';
import { costTexts, imageTexts } from '../../control/progress/figure-text.js';

export function passportText(passport: Passport): string {
  const { name, run, outcome, birth, networks, generations, children, again } = passport;
  const several = networks.length > 1;
  const parts = [
    [`${name} of ${run}${outcome === null ? '' : `: ${outcomes[outcome]}`}`, ...birthLines(birth, several)],
    ...networks.map((network) => networkLines(network, birth.changes)),
    ...generations.map((generation) => generationLines(generation)),
    [
      `parent of     ${children.length > 0 ? children.join(', ') : 'nobody'}`,
      ...again.map((command, index) => `${index === 0 ? 'do it again' : ''.padEnd(11)}   ${command}`),
    ],
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

const outcomes: Readonly<Record<NonNullable<Passport['outcome']>, string>> = {
  winner: 'the winner of its stage',
  front: 'on the front that its stage ended with',
  removed: 'not on the front that its stage ended with',
};

function birthLines({ generation, operator, parents, changes, ...birth }: PassportBirth, several: boolean): string[] {
  const { stream, attempt, rejected, drawn } = birth;
  const others = drawn.filter((name) => !parents.includes(name));
  const refused = [
    ...(rejected.known > 0 ? [`${rejected.known} that the stage had already`] : []),
    ...(rejected.illegal > 0 ? [`${rejected.illegal} outside of the space`] : []),
  ];
  return [
    `born          ${generationName(generation)} by ${operator}, attempt ${formatNumber(attempt)} of stream ${stream}`,
    `rejected      ${refused.length > 0 ? `${refused.join(' and ')}, just before it` : 'no offspring just before it'}`,
    `parents       ${parents.length > 0 ? parents.join(', ') : 'none'}${others.length > 0 ? `; ${others.join(', ')} was drawn but gave nothing` : ''}`,
    ...changes.map(
      (change, index) => `${index === 0 ? 'changed' : ''.padEnd(7)}       ${geneChangeText(change, several)}`,
    ),
  ];
}

function generationLines({ generation, slot, figures, selection, costs, weights }: JudgedGeneration): string[] {
  const { training } = costs;
  return [
    `${generationName(generation)}, slot ${slot}`,
    `  figures     ${figures ? figuresText(figures) : 'not evaluated yet'}`,
    ...(figures ? [`  protocol    ${protocolText(figures.protocol)}`] : []),
    ...(selection
      ? [
          `  rank        ${selection.rank} of ${selection.of}, ${selection.reason.because === 'noFigures' ? 'without figures' : `front ${selection.front}, crowding ${crowdingText(selection.crowding)}`}${selection.isBest ? ', the best' : ''}`,
          `  dominated   ${selection.dominatedBy.length > 0 ? `by ${selection.dominatedBy.join(', ')}` : 'by nobody'}`,
          `  why         ${selection.sentence}${selection.endsStage ? '; the stage ends here' : ''}`,
        ]
      : ['  why         the generation is not closed yet']),
    `  cost        evaluation ${took(costs.evaluationMs)}; training ${took(training.ms)} for ${formatCount(training.iterations, 'iteration')} in ${formatCount(training.segments, 'segment')}, shared by ${training.sharedBy}${training.nonFinite > 0 ? `; ${formatCount(training.nonFinite, 'step')} of its own not finite` : ''}`,
    `  weights     ${weights === null ? 'not trained yet' : `${weights.checkpoint.slice(0, 12)} ${states[weights.state]}`}`,
  ];
}

const states = {
  kept: 'in the store',
  removed: 'removed by eagan gc; its steps can make it again',
  missing: 'missing: eagan verify RUN',
} as const;

const took = (ms: number): string => formatMeasuredDuration(ms / 1000);

type Figures = NonNullable<JudgedGeneration['figures']>;

function figuresText({ status, values }: Figures): string {
  const known = readValues(values);
  return [...(status === 'ok' ? imageTexts(known) : [status]), ...costTexts(known)].join(', ');
}

function protocolText({ digest, images, batchNorm }: Figures['protocol']): string {
  const told = [
    ...(images === null ? [] : [formatCount(images, 'image')]),
    ...(batchNorm === null ? [] : [`batch norm ${batchNorm}`]),
  ];
  return [digest.slice(0, 12), ...(told.length > 0 ? [told.join(', ')] : [])].join(': ');
}
