// The members of a front with what their passports tell in short.
import type { IndividualFacts, StageFacts } from '../../control/report/stage-facts.js';
import { figureRow } from '../../domain/search/figures.js';
import { generationName } from '../../domain/steps/places.js';
import { geneChangeText } from '../change-text.js';
import { html, type Content, type Html } from '../html.js';
import { figuresWithin, figureValue } from '../words.js';
import { dataTable } from './elements.js';

/** The front of a closed generation. */
export function frontMembers(stage: StageFacts, generation: number): Html {
  const { outcome, individuals } = stage.generations.find((one) => one.generation === generation)!;
  const known = new Map(stage.individuals.map((one) => [one.id, one]));
  const judged = outcome!.front.map((id) => individuals.find((one) => one.id === id)!);
  if (judged.length === 0)
    return html`<p>Nobody in ${generationName(generation)} of stage ${stage.id} has figures.</p>`;
  const names = figuresWithin(judged.map(({ values }) => values));
  return dataTable({
    caption: `The front of stage ${stage.id} in ${generationName(generation)}, best first`,
    head: [
      'individual',
      ...names.map((name) => figureRow(name).label),
      'born',
      'made by',
      'changed',
      'why it survived',
    ],
    ids: judged.map(({ id }) => known.get(id)!.name),
    rows: judged.map(({ id, values, deviations, selection }) => [
      html`<a href="#${known.get(id)!.name}">${id}</a>${stage.winner?.individual === id && ' (winner)'}`,
      ...names.map((name) => figureValue(name, values, deviations)),
      generationName(known.get(id)!.born),
      ...birthCells(known.get(id)!, stage.networks.length > 1),
      selection && selection.why,
    ]),
  });
}

const birthCells = ({ operator, parents, changes }: IndividualFacts, several: boolean): Content[] => [
  parents.length === 0 ? operator : `${operator} of ${parents.map(withoutStage).join(' and ')}`,
  changes.length === 0
    ? 'nothing'
    : html`<ul>
        ${changes.map((change) => html`<li>${geneChangeText(change, several)}</li>`)}
      </ul>`,
];

const withoutStage = (name: string): string => name.slice(name.indexOf('/') + 1);
