// The colours of charts in a page: variables of its style sheet, so that they follow light and dark.
import type { Ink } from '../chart.js';

export const pageInk: Ink = {
  text: 'var(--ink)',
  paper: 'var(--paper)',
  muted: 'var(--faint)',
  faint: 'var(--line)',
  bad: 'var(--bad)',
  highlight: 'var(--mark)',
  series: Array.from({ length: 8 }, (_, index) => `var(--series-${index})`),
};

/** The width for which charts are drawn before anybody looks at them, in pixels. */
export const pageWidth = 760;
