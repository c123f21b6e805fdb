// A lineage as a graph in the language of Graphviz: a row for each generation, and on each edge what changed.
import type { GeneChange } from '../../domain/search/breeding-trace.js';
import { figureRow, imageFigures, readValues } from '../../domain/search/figures.js';
import { formatNumber } from '../../scripts/format.mjs';
import type { LineageNode } from '../../control/why/lineage.js';
import { dotText, dotName } from './dot-text.js';

export type LineageBox = Pick<
  LineageNode,
  'name' | 'stage' | 'relation' | 'born' | 'operator' | 'parents' | 'changes' | 'values' | 'isWinner'
>;

interface LineageGraph {
  readonly run: string;
  readonly nodes: readonly LineageBox[];
}

/** Fill colours of nodes; a page replaces them by its own. */
export const nodeColours = { winner: '#ffe08a', subject: '#cfe3ff', other: '#ffffff' } as const;

/**
 * A digraph. Edges lead from parents to children. `most`: at most so many changes are written on an edge; by default
 * all.
 */
export function lineageDot({ run, nodes }: LineageGraph, most = Infinity): string {
  const shown = new Set(nodes.map(({ name }) => name));
  const lines = [
    `digraph ${dotName(run)} {`,
    `  node [shape=box, style="rounded,filled", fillcolor="${nodeColours.other}", fontname="sans-serif", fontsize=11];`,
    '  edge [fontname="sans-serif", fontsize=9];',
    ...nodes.map((node) => `  ${dotName(node.name)} [label=${label(node)}, fillcolor="${colourOf(node)}"];`),
    ...nodes.flatMap((node) => edgesTo(node, shown, most)),
    ...rows(nodes).map((names) => `  { rank=same; ${names.map(dotName).join('; ')}; }`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

const label = (node: LineageBox): string => dotText([node.name, `by ${node.operator}`, figuresOf(node)]);

/** The latest figures of images; empty if it was never evaluated. */
function figuresOf({ values }: LineageBox): string {
  if (values === null) return '';
  const known = readValues(values);
  const texts = imageFigures.flatMap((name) => {
    const value = known[name];
    return value === undefined ? [] : [figureRow(name).text(formatNumber(value))];
  });
  return texts.join(', ') || 'no figures';
}

const colourOf = ({ relation, isWinner }: LineageBox): string =>
  isWinner ? nodeColours.winner : relation === 'subject' ? nodeColours.subject : nodeColours.other;

/** One edge for each parent that is shown. The first parent gave all that no other edge or mutation changed. */
function edgesTo({ name, parents, changes }: LineageBox, shown: ReadonlySet<string>, most: number): string[] {
  const several = new Set(changes.map(({ network }) => network)).size > 1;
  return parents
    .filter((parent) => shown.has(parent))
    .map((parent) => {
      const isFirst = parent === parents[0];
      const own = changes.filter(({ from }) => (from === null ? isFirst : from === parent));
      const style = isFirst ? '' : ', style=dashed';
      const written = own.slice(0, most).map((change) => changeText(change, several));
      const more = own.length > written.length ? [`and ${own.length - written.length} more`] : [];
      return `  ${dotName(parent)} -> ${dotName(name)} [label=${dotText([...written, ...more])}${style}];`;
    });
}

const changeText = ({ network, cell, gene, before, after }: GeneChange, several: boolean): string =>
  `${several ? `${network} ` : ''}${cell}.${gene} ${before} → ${after}`;

function rows(nodes: readonly LineageBox[]): string[][] {
  const keys = [...new Set(nodes.map(({ stage, born }) => `${stage}/${born}`))];
  return keys.map((key) => nodes.filter(({ stage, born }) => `${stage}/${born}` === key).map(({ name }) => name));
}
