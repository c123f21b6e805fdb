// The losses of training.
import { html } from '../../html.js';
import { chartFigures } from '../elements.js';
import type { Section } from './section.js';

export const lossesSection: Section = {
  id: 'losses',
  title: 'Losses',
  applies: ({ run }) => run.segments.length > 0,
  content: (_, draw) =>
    html`<p>
        A step of training records only the means of its losses, so each value stands for a whole segment. Losses of a
        GAN say whether training is stable, not how good its images are.
      </p>
      ${chartFigures(draw, 'losses')}`,
};
