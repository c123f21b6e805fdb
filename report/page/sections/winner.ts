// The final figures: the winner beside noise, the same network before training, and real images.
import type { ScoreFacts } from '../../../control/report/score-facts.js';
import { figureRow } from '../../../domain/search/figures.js';
import { formatNumber } from '../../../scripts/format.mjs';
import { html, type Content, type Html } from '../../html.js';
import { figuresWithin, figureValue, shortDigest } from '../../words.js';
import { chartFigures, code, dataTable, remark } from '../elements.js';
import type { Section } from './section.js';

export const winnerSection: Section = {
  id: 'winner',
  title: 'The winner',
  applies: ({ run }) => run.scores.length > 0,
  content: ({ run, remarks, winner }, draw) => {
    const protocols = [...new Set(run.scores.map(({ protocol }) => protocol))];
    return html`${verdict(run.scores, remarks)}
    ${protocols.map((protocol) =>
      scoreTable(
        protocol,
        run.scores.filter((one) => one.protocol === protocol),
        run.spreads,
      ),
    )}
    ${
      winner &&
      html`<figure>
        <figcaption>Images that the winner makes, as they were exported.</figcaption>
        <img src="${winner}" alt="A sheet of images that the winner makes" />
      </figure>`
    }
    ${chartFigures(draw, 'scores')}`;
  },
};

function verdict(scores: readonly ScoreFacts[], remarks: readonly string[]): Content {
  if (!scores.some(({ isExported }) => isExported)) return html`<p>The run has not exported a winner yet.</p>`;
  if (remarks.length > 0) return remarks.map((text) => remark(text));
  return html`<p>The winner is nearer to real images than noise is, and than the same network before its training. Held-out real images show what a perfect generator would reach with as many images.</p>`; // prettier-ignore
}

function scoreTable(protocol: string, scores: readonly ScoreFacts[], spreads: Readonly<Record<string, string>>): Html {
  const names = figuresWithin(scores.map(({ values }) => values));
  const caption = `Final figures, protocol ${shortDigest(protocol)}`;
  const head = [
    'what',
    ...names.map((name) => `${figureRow(name).label}, ${better[figureRow(name).direction]}`),
    'images',
  ];
  const rows = [...scores]
    .sort((a, b) => order.indexOf(a.subject) - order.indexOf(b.subject))
    .map(({ values, deviations, images, ...one }) => [
      one.isExported ? html`<strong>${subjectText(one)}</strong>` : subjectText(one),
      ...names.map((name) => figureValue(name, values, deviations) ?? (one.status === 'ok' ? '–' : 'not finite')),
      images,
    ]);
  const told = names.flatMap((name) => {
    const { label, recorded } = figureRow(name);
    return spreads[recorded] === undefined ? [] : [`${spreads[recorded]} (${label})`];
  });
  const behind = told.length > 0 ? `After ±: ${told.join(', ')}. ` : '';
  return html`${dataTable({ caption, head, rows })}
    <p class="faint">${behind}Figures are compared only under one protocol: ${code(protocol)}.</p>`;
}

/** From nothing learned to nothing better. */
const order: readonly ScoreFacts['subject'][] = ['noise', 'untrained', 'trained', 'heldOut'];

const better = { minimize: 'lower is better', maximize: 'higher is better' } as const;

const subjects = {
  noise: 'noise',
  heldOut: 'held-out real images',
  untrained: 'the network before training',
  trained: 'the trained network',
} as const;

const subjectText = ({
  subject,
  iteration,
  isExported,
}: Pick<ScoreFacts, 'subject' | 'iteration' | 'isExported'>): string =>
  `${subjects[subject]}${iteration === null || subject !== 'trained' ? '' : ` at iteration ${formatNumber(iteration)}`}${isExported ? ' (the winner)' : ''}`;
