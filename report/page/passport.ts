// The passport of an individual, made when somebody asks for it: a report has more of them than a page should hold.
import type { RunFacts } from '../../control/report/run-facts.js';
import type { IndividualFacts, StageFacts } from '../../control/report/stage-facts.js';
import { cellGraph } from '../../domain/search/cell-graph.js';
import { figureRow } from '../../domain/search/figures.js';
import { generationName } from '../../domain/steps/places.js';
import { html, type Content, type Html } from '../html.js';
import { geneChangeText } from '../change-text.js';
import { figuresWithin, figureValue } from '../words.js';
import { dataTable, factList } from './elements.js';

/** null: the run has no individual of that name. */
export function passportHtml(run: RunFacts, name: string): Html | null {
  for (const stage of run.stages) {
    const individual = stage.individuals.find((one) => one.name === name);
    if (individual) return passport(run, stage, individual);
  }
  return null;
}

function passport({ overview }: RunFacts, stage: StageFacts, individual: IndividualFacts): Html {
  const { name, born, last, operator, parents, changes } = individual;
  const children = stage.individuals.filter((one) => one.parents.includes(name)).map((one) => one.name);
  return html`<h3 id="passport-title">Passport of ${name}${outcomeText(stage, individual)}</h3>
    ${factList([
      ['Made by', operator],
      ['Parents', parents.length > 0 && linked(parents)],
      [
        'Lived',
        born === last ? `in ${generationName(born)}` : `from ${generationName(born)} to ${generationName(last)}`,
      ],
      ['Changed', changes.length > 0 && html`<ul>${changes.map((change) => html`<li>${geneChangeText(change, stage.networks.length > 1)}</li>`)}</ul>`], // prettier-ignore
      ['Parent of', children.length > 0 && linked(children)],
      ['More', html`<code>eagan show ${overview.run} ${name}</code>`],
    ])}
    ${judgedTable(stage, individual)}
    <details>
      <summary>Its cells</summary>
      ${cellTables(stage, individual)}
    </details>`;
}

function outcomeText({ winner }: StageFacts, { id }: IndividualFacts): string {
  if (winner === null) return '';
  return winner.individual === id
    ? ', the winner of its stage'
    : winner.front.includes(id)
      ? ', on the last front'
      : '';
}

const linked = (names: readonly string[]): Content => names.map((name, at) => [at > 0 && ', ', html`<a href="#${name}">${name}</a>`]); // prettier-ignore

function judgedTable(stage: StageFacts, { id, name }: IndividualFacts): Html {
  const lived = stage.generations.flatMap((generation) => {
    const judged = generation.individuals.find((one) => one.id === id);
    return judged ? [{ generation, judged }] : [];
  });
  const names = figuresWithin(lived.map(({ judged }) => judged.values));
  return dataTable({
    caption: `${name} in each generation that had it`,
    head: ['generation', ...names.map((figure) => figureRow(figure).label), 'rank', 'front', 'what became of it'],
    rows: lived.map(({ generation, judged: { status, values, deviations, selection } }) => [
      generationName(generation.generation),
      ...names.map((figure) => figureValue(figure, values, deviations) ?? statusTexts[status]),
      selection && `${selection.rank} of ${generation.individuals.length}`,
      selection && String(selection.front),
      selection ? selection.why : 'the generation is not closed yet',
    ]),
  });
}

const statusTexts = { ok: '–', diverged: 'not finite', failed: 'failed', waiting: 'not evaluated yet' } as const;

/** The cells of each network, in the order of the genotype. */
function cellTables({ networks }: StageFacts, { genotype }: IndividualFacts): Html[] {
  const each = genotype.length / networks.length;
  return genotype.map((genes, index) => {
    const network = networks[Math.floor(index / each)]!;
    const cell = index % each;
    return dataTable({
      caption: `${network}, cell ${cell + 1}`,
      head: ['from', 'operation', 'to', 'gene'],
      rows: cellGraph(network, cell, genes).map(({ from, operation, to, gene, isUsed }) => [
        from,
        `${operation}${isUsed ? '' : ' (leads nowhere)'}`,
        to,
        gene,
      ]),
    });
  });
}
