// The pedigree of the winners, or of one individual with its descendants: who came from whom, and what each step
// changed.
import { formatCount } from '../../scripts/format.mjs';
import type { Chart, ChartMaker, ChartOptions, Drawing } from '../chart.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import type { IndividualFacts, StageFacts } from '../../control/report/stage-facts.js';
import { emptyChart, stageOf } from './find-facts.js';
import { individualAsked, leaders } from './find-individual.js';
import { graphPicture, measuredFont } from './graph-picture.js';
import { lineageDot, nodeColours, type LineageBox } from './lineage-dot.js';

export const lineage: ChartMaker = {
  title: 'the pedigree of the winners, with what each step changed',
  options: ['stage', 'individual'],
  isForSeveral: false,
  draw: ({ runs }, options, drawing) => draw(runs[0]!, options, drawing),
};

/** More changes than these would make edges unreadable; the table has all. */
const mostChanges = 4;

function draw(run: RunFacts, options: ChartOptions, drawing: Drawing): Omit<Chart, 'name'> {
  const { overview } = run;
  const subjects = subjectsOf(run, options);
  if (subjects.length === 0) throw emptyChart(`${overview.run} must have a closed generation (got none yet)`);
  const nodes = subjects.flatMap(({ stage, individual }) =>
    familyOf(stage, individual, options.individual !== undefined).map((each) => nodeOf(stage, each, individual)),
  );
  const names = subjects.map(({ individual }) => individual.name).join(', ');
  const title = `${overview.run}: lineage of ${names}`;
  const summary = `${overview.run}: ${summaryOf(nodes, names)}`;
  const dot = lineageDot({ run: overview.run, nodes }, mostChanges).replaceAll(
    'fontname="sans-serif"',
    `fontname="${measuredFont}"`,
  );
  const legend = [
    ...(nodes.some(({ isWinner }) => isWinner)
      ? [{ label: 'winner of its stage', colour: drawing.ink.highlight, mark: 'square' as const }]
      : []),
    { label: 'first parent', colour: drawing.ink.text, mark: 'line' as const },
    { label: 'second parent', colour: drawing.ink.text, mark: 'dashes' as const },
  ];
  const colours = ({ highlight, paper, faint, text }: Drawing['ink']): Record<string, string> => ({
    [nodeColours.winner]: highlight,
    [nodeColours.subject]: faint,
    [nodeColours.other]: paper,
    white: paper,
    black: text,
  });
  return {
    title,
    summary,
    table: tableOf(nodes),
    svg: graphPicture({ title, summary, legend, graphs: [{ dot }], colours }, drawing),
  };
}

interface Named {
  readonly stage: StageFacts;
  readonly individual: IndividualFacts;
}

function subjectsOf(run: RunFacts, { individual, stage }: ChartOptions): Named[] {
  if (individual !== undefined) return [individualAsked(run, individual)];
  const only = stage === undefined ? null : stageOf(run, stage).id;
  return leaders(run).filter((each) => only === null || each.stage.id === only);
}

/** An individual with its ancestors, and with its descendants if they are asked for, in the order of birth. */
function familyOf({ individuals }: StageFacts, subject: IndividualFacts, withDescendants: boolean): IndividualFacts[] {
  const family = new Set([subject.name]);
  for (const each of [...individuals].reverse())
    if (family.has(each.name)) each.parents.forEach((parent) => family.add(parent));
  const below = new Set([subject.name]);
  if (withDescendants)
    for (const each of individuals) if (each.parents.some((parent) => below.has(parent))) below.add(each.name);
  return individuals.filter(({ name }) => family.has(name) || below.has(name));
}

function nodeOf(
  { id: stage, generations, winner }: StageFacts,
  each: IndividualFacts,
  subject: IndividualFacts,
): LineageBox {
  const latest = generations
    .flatMap(({ individuals }) => individuals.filter(({ id, status }) => id === each.id && status !== 'waiting'))
    .at(-1);
  const { name, born, operator, parents, changes } = each;
  return {
    ...{ name, stage, born, operator, parents, changes },
    relation: each === subject ? 'subject' : 'other',
    values: latest?.values ?? null,
    isWinner: winner?.individual === each.id,
  };
}

function summaryOf(nodes: readonly LineageBox[], names: string): string {
  const operators = new Map<string, number>();
  for (const { operator } of nodes) operators.set(operator, (operators.get(operator) ?? 0) + 1);
  const how = [...operators].map(([operator, count]) => `${count} by ${operator}`).join(', ');
  const first = Math.min(...nodes.map(({ born }) => born));
  const last = Math.max(...nodes.map(({ born }) => born));
  const span = first === last ? `generation ${first}` : `generations ${first} to ${last}`;
  return `${names} and their family are ${formatCount(nodes.length, 'individual')} born in ${span}: ${how}.`;
}

function tableOf(nodes: readonly LineageBox[]): Chart['table'] {
  return {
    head: ['individual', 'born', 'operator', 'parents', 'changes'],
    rows: nodes.map(({ name, born, operator, parents, changes }) => [
      ...[name, born, operator, parents.join(', ')],
      changes
        .map(
          ({ network, cell, gene, before, after, from }) =>
            `${network} cell ${cell} ${gene} ${before} → ${after}${from === null ? '' : ` from ${from}`}`,
        )
        .join('; '),
    ]),
  };
}
