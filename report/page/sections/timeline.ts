// What happened when.
import type { RunFacts } from '../../../control/report/run-facts.js';
import { eventTitle } from '../../charts/event-title.js';
import { html, type Content } from '../../html.js';
import { moment } from '../../words.js';
import { chartFigures, dataTable } from '../elements.js';
import type { Section } from './section.js';

export const timelineSection: Section = {
  id: 'timeline',
  title: 'Time line',
  applies: ({ run }) => run.timeline.attempts.length > 0 || run.timeline.events.length > 0,
  content: ({ run }, draw) => html`${chartFigures(draw, 'timeline')} ${eventTable(run)}`,
};

/** A long run has many recoveries; all of them are in the numbers of the chart. */
const mostEvents = 100;

function eventTable({ timeline: { events }, overview }: RunFacts): Content {
  const shown = events.slice(0, mostEvents);
  const caption = `Starts, requests of people, recoveries and ends${events.length > mostEvents ? `: the first ${mostEvents} of ${events.length}` : ''}`;
  return html`${dataTable({
      caption,
      head: ['when', 'what'],
      rows: shown.map((event) => [moment(event.at), eventTitle(event)]),
    })}
    <p class="faint"><code>eagan history ${overview.run}</code> tells everything.</p>`;
}
