// Graphviz, compiled to wasm: lays out graphs without a program of the system.
import { Graphviz } from '@hpcc-js/wasm-graphviz';

/** What turns a graph in the language of Graphviz into an SVG file. */
export async function graphLayout(): Promise<(graph: string) => string> {
  const graphviz = await Graphviz.load();
  return (graph) => graphviz.dot(graph);
}
