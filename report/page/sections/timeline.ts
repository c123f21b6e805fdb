// What happened when.
import { html } from '../../html.js';
import { chartFigures } from '../elements.js';
import type { Section } from './section.js';

export const timelineSection: Section = {
  id: 'timeline',
  title: 'Time line',
  applies: ({ run }) => run.timeline.attempts.length > 0 || run.timeline.events.length > 0,
  content: (_, draw) => html`${chartFigures(draw, 'timeline')}`,
};
