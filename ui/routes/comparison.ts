// Runs beside each other.
import { html } from '../../report/html.js';
import { limits } from '../limits.js';
import { liveComparison, liveRun } from '../pages/pages.js';
import { errorText } from '../pages/shell.js';
import { runsIn, sendPage, type Route } from './route.js';

export const comparison: Route = {
  path: '/compare',
  answer(_parts, request, reply) {
    const runs = runsIn(request);
    if (runs === null || runs.length === 0) return sendPage(reply.code(400), errorText('Nothing to compare', needed));
    return sendPage(reply, runs.length === 1 ? liveRun(runs[0]!) : liveComparison(runs));
  },
};

const needed = html`<p>Choose two to ${limits.comparedRuns} runs in the list.</p>`;
