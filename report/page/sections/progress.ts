// Hypervolume and best figures by generation and by device hour.
import { html } from '../../html.js';
import { chartFigures } from '../elements.js';
import type { Section } from './section.js';

export const progressSection: Section = {
  id: 'progress',
  title: 'How the search went',
  applies: ({ run }) => run.stages.some(({ generations }) => generations.some(({ outcome }) => outcome !== null)),
  content: (_, draw) =>
    html`<p>
        The hypervolume is the part of the space of objectives that a front covers, below one point for all generations
        of a stage: more is better. It compares generations of one stage, not of different ones. Its unit is the product
        of the objectives' units, so its size alone says nothing: look at how it grows.
      </p>
      ${chartFigures(draw, 'progress')}`,
};
