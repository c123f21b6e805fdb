// Images by generation, on the same latents.
import type { SampleSheet } from '../../../control/report/samples/sample-sheet.js';
import { html } from '../../html.js';
import { chartFigures, code } from '../elements.js';
import type { Section } from './section.js';

export const samplesSection: Section = {
  id: 'samples',
  title: 'Images by generation',
  applies: ({ charts }) => charts.samples !== undefined && lines(charts.samples).length > 0,
  content: ({ run, charts }, draw) => {
    const pictures = lines(charts.samples!);
    const made = pictures.filter(({ missing }) => missing?.reason !== 'notMade').length;
    const command = code(`eagan report ${run.overview.run} --samples`);
    if (made === 0)
      return html`<p>They are not made yet: that takes TensorFlow some seconds. ${command} makes them.</p>`;
    return html`<p>A column has the same latent in every line, so it shows what the search changed.</p>
      ${made < pictures.length && html`<p>Some are not made yet: ${command} makes them.</p>`}
      ${chartFigures(draw, 'samples')}`;
  },
};

/** What the run itself has made. */
const lines = ({ generations, final }: SampleSheet): readonly SampleSheet['noise'][] => [...generations, ...final];
