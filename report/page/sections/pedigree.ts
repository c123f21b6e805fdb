// Where the winners come from.
import { html } from '../../html.js';
import { chartFigures } from '../elements.js';
import type { Section } from './section.js';

export const pedigreeSection: Section = {
  id: 'pedigree',
  title: 'The pedigree of the winners',
  applies: ({ run }) =>
    run.stages.some(({ individuals }) => individuals.some(({ relation }) => relation === 'subject')),
  content: (_, draw) =>
    html`<p>
        Each arrow leads from a parent to a child. The text of a child tells which genes differ from its first parent.
        <code>2.n3</code> is the gene n3 of cell 2, which chooses the operation of one edge: the cells are drawn below.
        Where a stage is not closed, its best so far stands for the winner.
      </p>
      ${chartFigures(draw, 'lineage')}`,
};
