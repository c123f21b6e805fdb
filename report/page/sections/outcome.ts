// What the search did: a paragraph, and how the run stands.
import type { RunFacts } from '../../../control/report/run-facts.js';
import { html, type Html } from '../../html.js';
import { differencesTable } from '../differences.js';
import { factList, remark } from '../elements.js';
import { moment } from '../../words.js';
import { runSentences } from './run-sentences.js';
import type { Section } from './section.js';

export const outcomeSection: Section = {
  id: 'outcome',
  title: 'What the search did',
  applies: () => true,
  content: ({ run, remarks }) => {
    const { overview, readAt } = run;
    const { status, startedAt, finishedAt, steps, options, selections, error, goOn } = overview;
    return html`<p class="lead">
        ${runSentences(run).join(' ')} ${remarks.map((text) => html`<strong>${text}</strong> `)}
      </p>
      ${error === null ? null : remark(html`${error.code}: ${error.message} ${error.cure}`, 'bad')}
      ${factList([
        ['State', status],
        ['Steps', `${steps.finished} of ${status === 'completed' ? '' : 'about '}${steps.expected}`],
        ['Started', startedAt && moment(startedAt)],
        ['Ended', finishedAt && moment(finishedAt)],
        ['Options', options.join(' ')],
        ['Selection', selections.join('; ')],
        ['To continue', goOn.join(', then ')],
        ['Read from the store', moment(readAt)],
      ])}
      ${changed(run)}`;
  },
};

/** What makes a fork another run. */
function changed({ overview: { run, forkedFrom }, forkChanges }: RunFacts): Html | null {
  if (forkedFrom === null || forkChanges === null || forkChanges.length === 0) return null;
  return differencesTable(forkedFrom.run, run, forkChanges);
}
