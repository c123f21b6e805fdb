// The list of runs: state, progress and time left, and what cannot be read.
import type { ObservedProcesses } from '../../control/execution/observed-server.js';
import { shownStatus } from '../../control/execution/stopped-with-server.js';
import { dataTable, remark } from '../../report/page/elements.js';
import { html, type Content, type Html } from '../../report/html.js';
import { moment } from '../../report/words.js';
import { formatCount, formatDuration } from '../../scripts/format.mjs';
import type { DamagedRun } from '../../store/index.js';
import type { ListedRun, RunListing } from '../live/run-list.js';
import { howFar } from './progress-bar.js';

/** null: the state folder has no store yet. */
export function listHtml(listing: RunListing | null): Html {
  if (listing === null || listing.total + listing.damaged.length === 0)
    return html`<p>There are no runs yet. Start one: <code>eagan run FILE</code></p>`;
  const { runs, total, damaged, processes } = listing;
  const left = total > runs.length && html`<p class="faint">The latest ${runs.length} of ${formatCount(total, 'run')}.</p>`; // prettier-ignore
  return html`${runs.length > 0 && runTable(runs)} ${left} ${damaged.map(damagedRemark)}
    <p class="faint">${processesText(processes)}</p>`;
}

const runTable = (runs: readonly ListedRun[]): Html =>
  dataTable({
    caption: 'Runs, the latest first',
    head: ['run', 'compare', 'state', 'how far', 'time left', 'took', 'started', 'seed', 'options'],
    rows: runs.map(({ overview, observation }) => {
      const { run, fraction, phase, startedAt, seed, options, error } = overview;
      const { progress, troubles = [], stoppedWithServer = false } = observation ?? {};
      return [
        html`<a href="/runs/${run}">${run}</a>`,
        html`<input type="checkbox" name="run" value="${run}" aria-label="compare ${run}" />`,
        html`${shownStatus({ ...overview, stoppedWithServer })}${error && html` <code>${error.code}</code>`}${troubles.length > 0 && html` <strong>needs a person</strong>`}`, // prettier-ignore
        howFar({ fraction: progress?.fraction ?? fraction, phase: progress?.phase ?? phase, name: run }),
        timeLeft(progress?.secondsLeft ?? null, stoppedWithServer),
        took(overview),
        startedAt === null ? 'never' : moment(startedAt),
        String(seed),
        options.join(' '),
      ];
    }),
  });

const timeLeft = (seconds: number | null, stopped: boolean): string =>
  seconds === null || stopped ? '' : `about ${formatDuration(seconds)}`;

function took({ startedAt, finishedAt }: ListedRun['overview']): string {
  return startedAt && finishedAt ? formatDuration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) : '';
}

const damagedRemark = ({ run, error: { code, message, cure } }: DamagedRun): Content =>
  remark(html`<strong>${run} is damaged.</strong> ${code}: ${message} ${cure}`, 'bad');

function processesText({ supervisor, endpoint }: ObservedProcesses): Content {
  if (supervisor === null && endpoint === null)
    return 'No server and no worker are running: runs that are open wait. eagan attach RUN starts them.';
  const temporal = endpoint && `Temporal at ${endpoint.address}, ${endpoint.kind}.`;
  const worker = supervisor ? `The worker is ${supervisor.worker.state}, with ${formatCount(supervisor.slots, 'slot')}.` : 'No worker runs here.'; // prettier-ignore
  const notice = supervisor?.notice && html` <strong>${supervisor.notice.code}: ${supervisor.notice.message}</strong>`;
  return html`${temporal} ${worker} ${notice} ${temporalLink(endpoint?.ui ?? null)}`;
}

const temporalLink = (ui: string | null): Content =>
  ui === null
    ? html`Temporal's own pages: <code>eagan server ui</code>`
    : html`<a href="${ui}" rel="noopener noreferrer" target="_blank">Temporal's own pages</a>`;
