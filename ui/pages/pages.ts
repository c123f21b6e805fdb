// The pages: the list of runs, one run, and runs beside each other.
import { html, type Html } from '../../report/html.js';
import { listed } from '../../report/words.js';
import { shellText, wayBack } from './shell.js';

export const liveList = (stateFolder: string): string =>
  shellText({
    title: 'Runs – eagan',
    header: html`<h1>Runs</h1>
      <p>${stateFolder}</p>`,
    main: html`<section id="runs" aria-labelledby="runs-title">
        <h2 id="runs-title">All runs</h2>
        <form action="/compare" method="get">
          <div id="list"><p>Reading the runs …</p></div>
          <p data-script hidden><button type="submit" id="compare">Compare the chosen runs</button></p>
        </form>
      </section>
      ${happened}`,
    stream: '/events',
  });

export const liveRun = (run: string): string =>
  shellText({
    title: `${run} – eagan`,
    header: html`<h1>${run}</h1>
      ${wayBack}`,
    main: html`<section aria-labelledby="now-title">
        <h2 id="now-title">Now</h2>
        <div id="now"><p>Reading the run …</p></div>
      </section>
      ${happened}
      <div id="report"><p>The report is being made …</p></div>`,
    stream: `/events?run=${run}`,
  });

export const liveComparison = (runs: readonly string[]): string =>
  shellText({
    title: `${listed(runs)} – eagan`,
    header: html`<h1>${listed(runs)}</h1>
      ${wayBack}`,
    main: html`<div id="report"><p>The comparison is being made …</p></div>`,
    stream: `/events?${runs.map((run) => `run=${run}`).join('&')}`,
  });

const happened: Html = html`<details id="happened">
  <summary>What has happened since this page was opened</summary>
  <ul id="told"></ul>
</details>`;
