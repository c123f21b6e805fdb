// How one run stands now: the bar, what is open, and what keeps it from going on.
import type { RunObservation } from '../../control/execution/observe-run.js';
import { shownStatus } from '../../control/execution/stopped-with-server.js';
import type { OpenStep } from '../../control/progress/progress.js';
import { troubles as stepTroubles } from '../../control/progress/progress-text.js';
import { html, type Content, type Html } from '../../report/html.js';
import { code, dataTable, remark } from '../../report/page/elements.js';
import { formatCount, formatDuration, formatNumber } from '../../scripts/format.mjs';
import { howFar } from './progress-bar.js';

export function nowHtml(observation: RunObservation): Html {
  const { run, status, stoppedWithServer, progress, troubles, link } = observation;
  const name = run.frozen.run;
  const state = html`<strong>${shownStatus({ status, stoppedWithServer })}</strong>`;
  const { fraction } = progress;
  const known = status === 'completed' ? { fraction: 1, phase: 'done' } : { fraction, phase: progress.phase };
  return html`<p>${name} is ${state}${sentence(observation)}.</p>
    <p>${howFar({ ...known, name })}</p>
    ${stoppedWithServer && remark(html`Nothing runs it. ${code(`eagan attach ${name}`)} starts server and worker, and it goes on.`)}
    ${[...troubles, ...stepTroubles(progress.open)].slice(0, mostTroubles).map((text) => remark(text, 'bad'))}
    ${progress.open.length > 0 && openTable(progress.open)}
    ${link && html`<p><a href="${link}" rel="noopener noreferrer" target="_blank">The run in Temporal's own pages</a></p>`}`; // prettier-ignore
}

/** Whoever can write into Temporal could name many. */
const mostTroubles = 10;
const mostOpen = 50;

function sentence({ status, stoppedWithServer, progress }: RunObservation): string {
  const { generation, secondsLeft, imagesPerSecond } = progress;
  if (status !== 'running' || stoppedWithServer) return '';
  return [
    generation && `: generation ${generation.now} of ${generation.of} of ${progress.phase}`,
    imagesPerSecond && `, ${formatNumber(Math.round(imagesPerSecond))} images/s`,
    secondsLeft !== null && `, about ${formatDuration(secondsLeft)} left`,
  ]
    .filter(Boolean)
    .join('');
}

const openTable = (open: readonly OpenStep[]): Html =>
  dataTable({
    caption: `${formatCount(open.length, 'open step')}`,
    head: ['step', 'how far', 'speed', 'attempt'],
    rows: open
      .slice(0, mostOpen)
      .map(({ place, activity, progress, attempt }): Content[] => [
        place ?? activity,
        progress === null
          ? 'waits'
          : `${formatNumber(progress.done)} of ${formatNumber(progress.total)} ${progress.unit}`,
        progress?.imagesPerSecond ? `${formatNumber(Math.round(progress.imagesPerSecond))} images/s` : '',
        String(attempt),
      ]),
  });
