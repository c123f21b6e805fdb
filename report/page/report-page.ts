// The report of a run as one HTML file.
import type { PageFacts } from '../../control/report/page-facts.js';
import { omit } from '../../domain/omit.js';
import type { ReportFacts } from '../../control/report/run-facts.js';
import { html } from '../html.js';
import { moment } from '../words.js';
import { documentText, type Assets, type PageContent } from './document.js';
import type { Draw } from './draw.js';
import { sections } from './sections/index.js';

/** The text of the file. */
export const reportPage = (facts: PageFacts, draw: Draw, assets: Assets): string =>
  documentText({ assets, ...reportContent(facts, draw) });

/** What stands in the file, and in the live page of the run. */
export function reportContent(facts: PageFacts, draw: Draw): PageContent {
  const { overview, readAt, program } = facts.run;
  return {
    title: `${overview.run} – eagan report`,
    data: { facts: withoutImages(facts.charts) },
    header: html`<h1>${overview.run}</h1>
      <p>${overview.status}${overview.finishedAt ? `, ${moment(overview.finishedAt)}` : ''}</p>`,
    sections: sections
      .filter((section) => section.applies(facts))
      .map((section) => ({ id: section.id, title: section.title, content: section.content(facts, draw) })),
    footer: html`Written by eagan${program.program ? ` (the run: ${program.program.version})` : ''} at
    ${moment(readAt)}. The page needs no network and shows what the store held then.`,
  };
}

/** Images stand in their section already. */
const withoutImages = (facts: ReportFacts): ReportFacts => omit(facts, 'samples');
