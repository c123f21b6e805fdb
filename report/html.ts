// HTML as text. Whatever is put into a template is escaped, unless it is HTML already: names, messages and paths of
// others cannot become markup.
import { printable } from '../scripts/printable-text.mjs';

/** A piece of HTML. Only `html` and `trusted` make one. */
export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | null | false | undefined | readonly Content[];

/** html`<p>${text}</p>`: texts and numbers are escaped, HTML stays, lists are joined, null and false are nothing. */
export const html = (parts: TemplateStringsArray, ...values: readonly Content[]): Html =>
  new Html(parts.reduce((text, part, index) => `${text}${rendered(values[index - 1])}${part}`));

/** Markup that this program made: an SVG of a chart, a style sheet. Never a text of others. */
export const trusted = (text: string): Html => new Html(text);

function rendered(content: Content): string {
  if (content === null || content === false || content === undefined) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  return content.map(rendered).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }; // prettier-ignore

/** Fit for the text of an element and for an attribute in quotes. What is invisible is shown as an escape. */
const escaped = (text: string): string => printable(text).replace(/[&<>"']/g, (sign) => entities[sign]!);

/** JSON for a `script` element that is not run: no text in it can end the element. */
export const embeddedJson = (value: unknown): Html => new Html(JSON.stringify(value).replace(/</g, '\\u003c'));
