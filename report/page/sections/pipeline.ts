// The pipeline with every value filled in.
import { html } from '../../html.js';
import type { Section } from './section.js';

export const pipelineSection: Section = {
  id: 'pipeline',
  title: 'The pipeline, with every value',
  applies: () => true,
  content: ({ pipeline: text }) =>
    html`<p>Saved as a file, it finds this run again, or repeats it on another machine.</p>
      <details><summary>Show the file</summary><div class="scroll" tabindex="0" role="group" aria-label="The pipeline file">${preformatted(text)}</div></details>`, // prettier-ignore
};

/** Spaces and line ends stay as they are. */
const preformatted = (text: string): ReturnType<typeof html> => html`<pre>${text}</pre>`;
