// The sections of a report, in their order: one line each. The page of one run shows those that apply to it.
import { cellsSection } from './cells.js';
import { costsSection } from './costs.js';
import { frontSection } from './front.js';
import { lossesSection } from './losses.js';
import { originSection } from './origin.js';
import { outcomeSection } from './outcome.js';
import { pedigreeSection } from './pedigree.js';
import { pipelineSection } from './pipeline.js';
import { progressSection } from './progress.js';
import { proofSection } from './proof.js';
import { samplesSection } from './samples.js';
import type { Section } from './section.js';
import { timelineSection } from './timeline.js';
import { winnerSection } from './winner.js';

export const sections: readonly Section[] = [
  outcomeSection,
  winnerSection,
  frontSection,
  progressSection,
  pedigreeSection,
  cellsSection,
  samplesSection,
  lossesSection,
  timelineSection,
  costsSection,
  originSection,
  proofSection,
  pipelineSection,
];
