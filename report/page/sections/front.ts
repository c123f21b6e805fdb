// The front of each stage: a picture whose axes and generation the reader chooses, and its members with their
// passports.
import type { RunFacts } from '../../../control/report/run-facts.js';
import type { GenerationFacts } from '../../../control/report/generation-facts.js';
import type { StageFacts } from '../../../control/report/stage-facts.js';
import { html, type Html } from '../../html.js';
import { chartFigures } from '../elements.js';
import { frontMembers } from '../front-members.js';
import type { Section } from './section.js';

export const frontSection: Section = {
  id: 'front',
  title: 'The Pareto front',
  applies: ({ run }) => run.stages.some(hasClosed),
  content: ({ run }, draw) =>
    html`<p>
        On the front are those whom nobody of their generation beats in every objective. A point, and a name in the
        table below, leads to the passport of an individual: parents, changes, figures, and why it survived. Where a
        front has more members than places, those in thin parts of it stay: crowding is how far apart the neighbours of
        a member are. The ends of a front have a neighbour on one side only and always stay.
      </p>
      ${controls(run)}
      ${run.stages.filter(hasClosed).map(
        (stage) =>
          html`<div data-front="${stage.id}">
            <h3>Stage ${stage.id}</h3>
            ${chartFigures(draw, 'front', { stage: stage.id })}
            <p data-message></p>
            <div data-members>${frontMembers(stage, lastClosed(stage).generation)}</div>
          </div>`,
      )}
      <div id="passport" class="passport" tabindex="-1" hidden></div>`,
};

const hasClosed = ({ generations }: StageFacts): boolean => generations.some(({ outcome }) => outcome !== null);
const lastClosed = ({ generations }: StageFacts): GenerationFacts =>
  generations.findLast(({ outcome }) => outcome !== null)!;

/** Filled and shown by the script. */
const controls = (run: RunFacts): Html =>
  html`<form class="controls" data-controls="front" data-script hidden>
    ${select(
      'stage',
      'Stage',
      run.stages.filter(hasClosed).map(({ id }) => [id, id] as const),
    )}
    ${select('x', 'Horizontal', [])} ${select('y', 'Vertical', [])} ${select('size', 'Size of the points', [])}
    <label
      ><span>Generation <output name="shown"></output></span><input type="range" name="generation" min="0" value="0"
    /></label>
  </form>`;

const select = (name: string, label: string, options: readonly (readonly [string, string])[]): Html =>
  html`<label
    >${label}
    <select name="${name}">
      ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select></label
  >`;
