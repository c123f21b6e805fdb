// The frame of a page, whether it is a file or served: the top, links to the sections, the sections.
import { html, type Content, type Html } from '../html.js';

/** A part of the page with a heading of its own. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

/** The top of a page, with the way past it for keyboards. */
export const pageHeader = (header: Content): Html =>
  html`<a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <div>${header}</div>
      ${themeSwitch}
    </header>`;

/** Links to the sections. */
export const sectionList = (sections: readonly Omit<PageSection, 'content'>[]): Html =>
  html`<ul>
    ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
  </ul>`;

/** A section as the page has it. */
export const sectionElement = ({ id, title, content }: PageSection): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;

/** Without a script the page follows the system. */
const themeSwitch = html`<div class="theme" data-script hidden>
  <label
    >Colours
    <select id="theme">
      <option value="">as the system</option>
      <option value="light">light</option>
      <option value="dark">dark</option>
    </select></label
  >
</div>`;
