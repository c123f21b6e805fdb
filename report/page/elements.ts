// Pieces that every section uses: tables, lists of facts, figures with their numbers.
import { formatNumber } from '../../scripts/format.mjs';
import type { Chart, ChartOptions } from '../chart.js';
import type { ChartName } from '../charts/index.js';
import { html, trusted, type Content, type Html } from '../html.js';
import type { Draw } from './draw.js';

export interface DataTable {
  readonly caption: string;
  readonly head: readonly string[];
  /** Numbers stand on the right. */
  readonly rows: readonly (readonly Content[])[];
  /** Ids of rows that links lead to. */
  readonly ids?: readonly string[];
}

/** A table that scrolls by itself where the page is narrow. */
export function dataTable({ caption, head, rows, ids = [] }: DataTable): Html {
  const isNumber = head.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const mark = (column: number): Html | null => (isNumber[column] ? html` class="number"` : null);
  const cell = (content: Content, column: number): Html =>
    column === 0
      ? html`<th scope="row" ${mark(column)}>${shown(content)}</th>`
      : html`<td ${mark(column) ?? (isShort(content) && html` class="short"`)}>${shown(content)}</td>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((title, column) => html`<th scope="col" ${mark(column)}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, index) =>
            html`<tr ${ids[index] === undefined ? null : html`id="${ids[index]}"`}>
              ${row.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Names and numbers with deviations stay in one line. */
const isShort = (content: Content): boolean => typeof content === 'string' && content.length <= 18;

const shown = (content: Content): Content => (typeof content === 'number' ? formatNumber(content) : content);

/** Names with what they are; those that are not known are left out. */
export const factList = (facts: readonly (readonly [name: string, content: Content])[]): Html => {
  const known = facts.filter(([, content]) => content !== null && content !== '' && content !== false);
  return html`<dl>
    ${known.map(
      ([name, content]) =>
        html`<dt>${name}</dt>
          <dd>${content}</dd>`,
    )}
  </dl>`;
};

/** A chart with its sentence, and its numbers below it. `options`: with which a script draws it again. */
export function chartFigure({ name, title, summary, svg, table }: Chart, options: ChartOptions = {}): Html {
  return html`<figure class="chart" data-chart="${name}" data-options="${JSON.stringify(options)}">
    <figcaption>${summary}</figcaption>
    <div class="scroll" tabindex="0" role="group" aria-label="${title}">${trusted(svg)}</div>
    <details>
      <summary>${title}: the numbers</summary>
      ${dataTable({ caption: title, ...table })}
    </details>
  </figure>`;
}

/** The chart of that name, if the run has anything to show in it. */
export const chartFigures = (draw: Draw, name: ChartName, options: ChartOptions = {}): Html[] =>
  draw(name, options).map((chart) => chartFigure(chart, options));

export const remark = (text: Content, kind: 'warn' | 'bad' | 'good' = 'warn'): Html =>
  html`<p class="remark ${kind}">${text}</p>`;

export const code = (text: string): Html => html`<code>${text}</code>`;
