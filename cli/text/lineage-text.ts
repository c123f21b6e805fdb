// A lineage for people: everybody in the order of birth, with parents and what changed.
import { readValues } from '../../domain/search/figures.js';
import type { Lineage, LineageNode } from '../../control/why/lineage.js';
import { generationName } from '../../domain/steps/places.js';
import { formatCount } from '../../scripts/format.mjs';
import { geneChangeText } from '../../report/change-text.js';
import { imageTexts } from '../../control/progress/figure-text.js';

export function lineageText({ run, subjects, nodes }: Lineage): string {
  if (nodes.length === 0) return `${run} has no individuals yet`;
  const count = (relation: LineageNode['relation']): number =>
    nodes.filter((node) => node.relation === relation).length;
  const others = count('other');
  const head = [
    `${subjects.join(', ') || 'nobody in particular'} of ${run}:`,
    `${formatCount(count('ancestor'), 'ancestor')}, ${formatCount(count('descendant'), 'descendant')}${others > 0 ? `, ${formatCount(others, 'other')}` : ''}`,
  ].join(' ');
  const stages = [...new Set(nodes.map(({ stage }) => stage))];
  const blocks = stages.map((stage) => [
    stage,
    ...nodes.filter((node) => node.stage === stage).flatMap((node) => nodeLines(node)),
  ]);
  return [head, ...blocks.map((lines) => lines.join('\n'))].join('\n\n');
}

const marks: Readonly<Record<LineageNode['relation'], string>> = {
  subject: '*',
  ancestor: '↑',
  descendant: '↓',
  other: ' ',
};

function nodeLines(node: LineageNode): string[] {
  const { individual, relation, born, last, operator, parents, changes, isWinner } = node;
  const lived = born === last ? generationName(born) : `${generationName(born)} to ${generationName(last)}`;
  const ids = parents.map((name) => name.slice(name.indexOf('/') + 1));
  const facts = [lived, `${operator}${ids.length > 0 ? ` of ${ids.join(' and ')}` : ''}`, figuresText(node)];
  const several = new Set(changes.map(({ network }) => network)).size > 1;
  return [
    `${marks[relation]} ${individual}  ${facts.filter(Boolean).join(', ')}${isWinner ? ', the winner' : ''}`,
    ...changes.map((change) => `      ${geneChangeText(change, several)}`),
  ];
}

/** The latest figures of a node; empty if it was never evaluated. */
const figuresText = ({ values }: LineageNode): string =>
  values === null ? '' : imageTexts(readValues(values)).join(', ') || 'no figures';
