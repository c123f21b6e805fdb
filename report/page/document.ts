// The shell of a page: one file that needs no network, and that nothing but its own script and style can change.
import { createHash } from 'node:crypto';
import { embeddedJson, html, trusted, type Content, type Html } from '../html.js';
import { pageHeader, sectionElement, sectionList, type PageSection } from './frame.js';

/** What the build made of `client/` and `style.css`. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

export interface PageDocument extends PageContent {
  readonly assets: Assets;
}

/** What stands in a page, wherever it is shown. */
export interface PageContent {
  readonly title: string;
  /** For the script: facts by the ids of their elements. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly header: Content;
  readonly sections: readonly PageSection[];
  readonly footer: Content;
}

/** The whole file. */
export function documentText({ title, assets, data, header, sections, footer }: PageDocument): string {
  const body = html`${pageHeader(header)}
    <div class="frame">
      <nav aria-label="Sections">${sectionList(sections)}</nav>
      <main id="main" tabindex="-1">${sections.map(sectionElement)}</main>
    </div>
    <footer>${footer}</footer>
    ${Object.entries(data).map(
      ([id, value]) =>
        html`<script type="application/json" id="${id}">
          ${embeddedJson(value)}
        </script>`,
    )}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policyFor(assets, body)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${element('style', assets.style)}
      </head>
      <body>
        ${body} ${element('script', assets.script)}
      </body>
    </html>`.text;
}

/** Its text byte for byte: the policy names its digest. */
const element = (name: 'script' | 'style', text: string): Html => trusted(`<${name}>${text}</${name}>`);

/** Charts have style elements of their own, so these are allowed by their digests too. */
function policyFor({ script, style }: Assets, { text }: Html): string {
  const ofCharts = [...text.matchAll(/<style>([^<]*)<\/style>/g)].map(([, inner]) => inner!);
  const styles = [...new Set([style, ...ofCharts])].map(sourceOf);
  return [
    "default-src 'none'",
    `script-src ${sourceOf(script)}`,
    `style-src ${styles.join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const sourceOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
