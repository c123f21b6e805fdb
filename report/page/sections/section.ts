// The form of a section of a report.
import type { PageFacts } from '../../../control/report/page-facts.js';
import type { Html } from '../../html.js';
import type { Draw } from '../draw.js';

export interface Section {
  /** Its address in the page. */
  readonly id: string;
  readonly title: string;
  /** False: the run has nothing to show here yet. */
  applies(facts: PageFacts): boolean;
  content(facts: PageFacts, draw: Draw): Html;
}
