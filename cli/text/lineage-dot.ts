// A lineage as a graph in the language of Graphviz, and drawn from it as SVG.
import type { GeneChange } from '../../domain/search/breeding-trace.js';
import type { Lineage, LineageNode } from '../../control/why/lineage.js';
import { printableLine } from '../../scripts/printable.mjs';
import { figuresText } from './lineage-text.js';

/** A digraph with a row for each generation. Edges lead from parents to children and say what changed. */
export function lineageDot({ run, nodes }: Lineage): string {
  const shown = new Set(nodes.map(({ name }) => name));
  const lines = [
    `digraph ${quoted(run)} {`,
    '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...nodes.map((node) => `  ${quoted(node.name)} [label=${label(node)}, fillcolor=${colourOf(node)}];`),
    ...nodes.flatMap((node) => edgesTo(node, shown)),
    ...rows(nodes).map((names) => `  { rank=same; ${names.map(quoted).join('; ')}; }`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** The graph as a picture. */
export async function lineageSvg(lineage: Lineage): Promise<string> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  return (await Graphviz.load()).dot(lineageDot(lineage));
}

const label = (node: LineageNode): string => text([node.name, `by ${node.operator}`, figuresText(node)]);

function colourOf({ relation, isWinner }: LineageNode): string {
  return isWinner ? '"#ffe08a"' : relation === 'subject' ? '"#cfe3ff"' : 'white';
}

/** One edge for each parent that is shown. The first parent gave all that no other edge or mutation changed. */
function edgesTo({ name, parents, changes }: LineageNode, shown: ReadonlySet<string>): string[] {
  return parents
    .filter((parent) => shown.has(parent))
    .map((parent) => {
      const isFirst = parent === parents[0];
      const own = changes.filter(({ from }) => (from === null ? isFirst : from === parent));
      const style = isFirst ? '' : ', style=dashed';
      return `  ${quoted(parent)} -> ${quoted(name)} [label=${text(own.map(changeText))}${style}];`;
    });
}

const changeText = ({ cell, gene, before, after }: GeneChange): string => `${cell}.${gene} ${before} → ${after}`;

function rows(nodes: readonly LineageNode[]): string[][] {
  const keys = [...new Set(nodes.map(({ stage, born }) => `${stage}/${born}`))];
  return keys.map((key) => nodes.filter(({ stage, born }) => `${stage}/${born}` === key).map(({ name }) => name));
}

/** Names come from files of the run, which a stranger may have written. */
const escaped = (line: string): string => printableLine(line).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
const quoted = (name: string): string => `"${escaped(name)}"`;
const text = (lines: readonly string[]): string => `"${lines.filter(Boolean).map(escaped).join('\\n')}"`;
