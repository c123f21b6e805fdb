// What the page brings along for its script.
import type { ReportFacts } from '../../../control/report/run-facts.js';

/** Of the run, or of all runs that are compared. */
export const pageFacts = (): ReportFacts => JSON.parse(document.querySelector('#facts')!.textContent) as ReportFacts;
