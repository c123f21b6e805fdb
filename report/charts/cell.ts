// The cells of the winners, or of one individual, as graphs: nodes, and operations by name.
import { cellGraph, type CellEdge } from '../../domain/search/cell-graph.js';
import { searchedHalves } from '../../domain/search/pairs.js';
import type { NetworkName } from '../../domain/pipeline.js';
import { formatCount } from '../../scripts/format.mjs';
import type { Chart, ChartMaker, ChartOptions, Drawing } from '../chart.js';
import { dotText, quoted } from './dot-text.js';
import { emptyChart, stageOf, type Run } from './find-facts.js';
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

/** Colours in the graph, which the drawing's take the place of. */
const colours = { unused: '#999999', border: '#d9d9d9' } as const;

function draw(run: Run, options: ChartOptions, drawing: Drawing): Omit<Chart, 'name'> {
  const cells = cellsOf(run, options);
  if (cells.length === 0) throw emptyChart(`${run.overview.run} must have a closed generation (got none yet)`);
  const names = [...new Set(cells.map(({ individual }) => individual))].join(', ');
  const title = `${run.overview.run}: cells of ${names}`;
  const summary = `${run.overview.run}: ${summaryOf(cells)}`;
  const legend = cells.some(({ edges }) => edges.some(({ isUsed }) => !isUsed))
    ? [{ label: 'leads nowhere: no part of the network', colour: drawing.ink.muted, mark: 'dashes' as const }]
    : [];
  const graph = { title, summary, legend, dot: cellsDot(cells) };
  const inks = ({ muted, faint, paper, text }: Drawing['ink']): Record<string, string> => ({
    [colours.unused]: muted,
    [colours.border]: faint,
    white: paper,
    black: text,
  });
  return { title, summary, table: tableOf(cells), svg: graphPicture({ ...graph, colours: inks }, drawing) };
}

function cellsOf(run: Run, { individual, stage }: ChartOptions): DrawnCell[] {
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

/** A cluster for each cell, one below the other: Graphviz puts the last one on top. */
function cellsDot(cells: readonly DrawnCell[]): string {
  return [
    'digraph cells {',
    `  rankdir=LR; nodesep=0.18; ranksep=0.35; fontname="${measuredFont}"; fontsize=11;`,
    `  node [shape=box, style=rounded, fontname="${measuredFont}", fontsize=10, height=0.3, margin="0.08,0.04"];`,
    `  edge [fontname="${measuredFont}", fontsize=9, arrowsize=0.7];`,
    ...cells.map(clusterOf).reverse().flat(),
    '}',
  ].join('\n');
}

function clusterOf({ individual, network, cell: number, edges }: DrawnCell, index: number): string[] {
  const nodes = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const id = (node: string): string => quoted(`${index} ${node}`);
  return [
    `  subgraph cluster_${index} {`,
    `    label=${dotText([`${individual}: ${network}, cell ${number}`])}; labeljust=l; color="${colours.border}";`,
    ...nodes.map(
      (node) => `    ${id(node)} [label=${dotText([node])}${/of cell/.test(node) ? ', style="rounded,dashed"' : ''}];`,
    ),
    ...edges.map(({ from, to, gene, operation, isUsed }) => {
      const label = dotText([`${gene === null ? '' : `${gene} `}${operation}`]);
      const style = isUsed ? '' : `, style=dashed, color="${colours.unused}", fontcolor="${colours.unused}"`;
      return `    ${id(from)} -> ${id(to)} [label=${label}${style}];`;
    }),
    '  }',
  ];
}

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
