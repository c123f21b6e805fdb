// The shell of every page: a script and a style of this server, and places that the script fills.
import { pageHeader } from '../../report/page/frame.js';
import { html, type Content, type Html } from '../../report/html.js';

interface ShellOptions {
  readonly title: string;
  readonly header: Content;
  readonly main: Content;
  /** Where the events of the page come from; null: it shows nothing that changes. */
  readonly stream: string | null;
}

/** The whole page. */
export const shellText = ({ title, header, main, stream }: ShellOptions): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/style.css" />
        <script src="/assets/client.js" defer></script>
      </head>
      <body ${stream === null ? null : html`data-stream="${stream}"`}>
        ${pageHeader(header)}
        <div class="frame">
          <nav id="sections" aria-label="Sections"><ul></ul></nav>
          <main id="main" tabindex="-1">
            <div id="trouble"></div>
            ${main}
          </main>
        </div>
        <footer>
          <p>
            <span id="connection">Not connected.</span> This page only reads the state folder. Ctrl-C in the terminal of
            <code>eagan ui</code> ends it; runs go on.
          </p>
        </footer>
        <p id="announcer" class="unseen" role="status"></p>
        <noscript><p class="remark">This page needs its script. <code>eagan report RUN</code> writes a page that needs none.</p></noscript>
      </body>
    </html>`.text; // prettier-ignore

/** The way back to the list. */
export const wayBack: Html = html`<p><a href="/">All runs</a></p>`;

/** Says why there is no page. */
export const errorText = (title: string, content: Content): string =>
  shellText({
    title,
    header: html`<h1>${title}</h1>
      ${wayBack}`,
    main: content,
    stream: null,
  });
