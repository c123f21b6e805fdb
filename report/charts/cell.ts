// The cells of the winners, or of one individual, as graphs: nodes, and operations by name.
import { cellGraph, type CellEdge } from '../../domain/search/cell-graph.js';
import { searchedHalves } from '../../domain/search/pairs.js';
import type { NetworkName } from '../../domain/pipeline.js';
import { formatCount } from '../../scripts/format.mjs';
import type { Chart, ChartMaker, ChartOptions, Drawing } from '../chart.js';
import { dotText, dotName } from './dot-text.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import { emptyChart, stageOf } from './find-facts.js';
import { individualAsked, leaders } from './find-individual.js';
import { graphPicture, measuredFont } from './graph-picture.js';

interface DrawnCell {
  readonly individual: string;
  readonly network: NetworkName;
  /** Counted from 1. */
  readonly cell: number;
  readonly edges: readonly CellEdge[];
}

export const cell: ChartMaker = {
  title: 'the cells of the winners, with operations by name',
  options: ['stage', 'individual'],
  isForSeveral: false,
  draw: ({ runs }, options, drawing) => draw(runs[0]!, options, drawing),
};

/** A colour in the graph, which one of the drawing takes the place of. */
const unused = '#999999';

function draw(run: RunFacts, options: ChartOptions, drawing: Drawing): Omit<Chart, 'name'> {
  const cells = cellsOf(run, options);
  if (cells.length === 0) throw emptyChart(`${run.overview.run} must have a closed generation (got none yet)`);
  const names = [...new Set(cells.map(({ individual }) => individual))].join(', ');
  const title = `${run.overview.run}: cells of ${names}`;
  const summary = `${run.overview.run}: ${summaryOf(cells)}`;
  const legend = cells.some(({ edges }) => edges.some(({ isUsed }) => !isUsed))
    ? [{ label: 'leads nowhere: no part of the network', colour: drawing.ink.muted, mark: 'dashes' as const }]
    : [];
  const graphs = cells.map((each) => ({ caption: captionOf(each), dot: cellDot(each) }));
  const colours = ({ muted, paper, text }: Drawing['ink']): Record<string, string> => ({
    [unused]: muted,
    white: paper,
    black: text,
  });
  return {
    title,
    summary,
    table: tableOf(cells),
    svg: graphPicture({ title, summary, legend, graphs, colours }, drawing),
  };
}

function cellsOf(run: RunFacts, { individual, stage }: ChartOptions): DrawnCell[] {
  const only = stage === undefined ? null : stageOf(run, stage).id;
  const named =
    individual === undefined
      ? leaders(run).filter((each) => only === null || each.stage.id === only)
      : [individualAsked(run, individual)];
  return named.flatMap(({ stage: { search }, individual: { name, genotype } }) =>
    searchedHalves(search, genotype).flatMap(({ network, genotype: cells }) =>
      cells.map((genes, at) => ({ individual: name, network, cell: at + 1, edges: cellGraph(network, at, genes) })),
    ),
  );
}

function cellDot({ edges }: DrawnCell): string {
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  return [
    'digraph cell {',
    '  rankdir=LR; nodesep=0.18; ranksep=0.35;',
    `  node [shape=box, style=rounded, fontname="${measuredFont}", fontsize=10, height=0.3, margin="0.08,0.04"];`,
    `  edge [fontname="${measuredFont}", fontsize=9, arrowsize=0.7];`,
    ...nodes.map((node) => `  ${dotName(node)}${/of cell/.test(node) ? ' [style="rounded,dashed"]' : ''};`),
    ...edges.map(({ from, to, gene, operation, isUsed }) => {
      const label = dotText([`${gene === null ? '' : `${gene} `}${operation}`]);
      const style = isUsed ? '' : `, style=dashed, color="${unused}", fontcolor="${unused}"`;
      return `  ${dotName(from)} -> ${dotName(to)} [label=${label}${style}];`;
    }),
    '}',
  ].join('\n');
}

const captionOf = ({ individual, network, cell: number }: DrawnCell): string =>
  `${individual}: ${network}, cell ${number}`;

function summaryOf(cells: readonly DrawnCell[]): string {
  const networks = [...new Set(cells.map(({ individual, network }) => `${individual} (${network})`))];
  const texts = networks.map((name) => {
    const edges = cells.filter((each) => `${each.individual} (${each.network})` === name).flatMap((each) => each.edges);
    const counts = new Map<string, number>();
    for (const { operation, isUsed } of edges) if (isUsed) counts.set(operation, (counts.get(operation) ?? 0) + 1);
    const used = [...counts].sort((a, b) => b[1] - a[1]).map(([operation, count]) => `${count} ${operation}`);
    const unused = edges.filter(({ isUsed }) => !isUsed).length;
    return `${name} uses ${used.join(', ')}${unused > 0 ? `; ${formatCount(unused, 'operation')} lead${unused === 1 ? 's' : ''} nowhere` : ''}`;
  });
  return `${texts.join('. ')}.`;
}

function tableOf(cells: readonly DrawnCell[]): Chart['table'] {
  return {
    head: ['individual', 'network', 'cell', 'gene', 'from', 'operation', 'to', 'used'],
    rows: cells.flatMap(({ individual, network, cell: number, edges }) =>
      edges.map(({ from, to, gene, operation, isUsed }) => [
        ...[individual, network, number, gene, from, operation, to, isUsed ? 'yes' : 'no'],
      ]),
    ),
  };
}
