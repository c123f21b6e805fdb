// The cells of the winners as graphs.
import { html } from '../../html.js';
import { chartFigures } from '../elements.js';
import type { Section } from './section.js';

export const cellsSection: Section = {
  id: 'cells',
  title: 'The cells of the winners',
  applies: ({ run }) => run.stages.some(({ winner }) => winner !== null),
  content: ({ run }, draw) =>
    html`${run.stages
      .filter(({ winner }) => winner !== null)
      .map(
        ({ id, winner }) =>
          html`<h3>${id}/${winner!.individual}</h3>
            ${chartFigures(draw, 'cell', { stage: id, individual: `${id}/${winner!.individual}` })}`,
      )}`,
};
