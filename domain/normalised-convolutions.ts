// Finds, in a graph of somebody else, each convolution with the batch norm and the ReLU behind it that can become one
// convolution with a bias: nobody reads what is between them. Pure.
import { nodeOf, type GraphNode } from './graph-nodes.js';

/** Names of nodes. */
export interface NormalisedConvolution {
  readonly convolution: string;
  /** What the convolution reads, an output of a node. */
  readonly input: string;
  readonly norm: string;
  /** The ReLU. Others read its result, so what replaces all of this has its name. */
  readonly result: string;
  /** Constants. */
  readonly kernel: string;
  readonly mean: string;
  readonly variance: string;
  readonly shift: string;
  readonly scale: string;
}

export interface Foldable {
  readonly convolutions: readonly NormalisedConvolution[];
  /** All nodes that are replaced, and constants that only they read. */
  readonly replaced: ReadonlySet<string>;
}

/** Conv2D → BatchNormWithGlobalNormalization → (Identity, CheckNumerics) → Relu, as graphs of 2015 have it. */
export function foldableConvolutions(nodes: readonly GraphNode[]): Foldable {
  const graph = indexed(nodes);
  const found = nodes
    .filter(({ op }) => op === 'BatchNormWithGlobalNormalization')
    .flatMap((norm) => foldable(norm, graph) ?? []);
  const replaced = new Set(found.flatMap(({ between }) => between));
  const constants = nodes.filter(({ name, op }) => op === 'Const' && onlyReadBy(replaced, name, graph));
  return {
    convolutions: found.map(({ parts }) => parts),
    replaced: new Set([...replaced, ...constants.map(({ name }) => name)]),
  };
}

interface Indexed {
  readonly byName: ReadonlyMap<string, GraphNode>;
  /** Who reads a node, or waits for it. */
  readonly readers: ReadonlyMap<string, readonly GraphNode[]>;
}

function indexed(nodes: readonly GraphNode[]): Indexed {
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes)
    for (const input of node.inputs) {
      const of = readers.get(nodeOf(input));
      if (of) of.push(node);
      else readers.set(nodeOf(input), [node]);
    }
  return { byName: new Map(nodes.map((node) => [node.name, node])), readers };
}

/** False for a node that nobody reads: it may be what is fetched. */
function onlyReadBy(some: ReadonlySet<string>, name: string, { readers }: Indexed): boolean {
  const of = readers.get(name) ?? [];
  return of.length > 0 && of.every((reader) => some.has(reader.name));
}

function foldable(
  norm: GraphNode,
  graph: Indexed,
): { readonly parts: NormalisedConvolution; readonly between: readonly string[] } | null {
  const convolution = graph.byName.get(nodeOf(norm.inputs[0] ?? ''));
  if (convolution?.op !== 'Conv2D' || convolution.inputs.length !== 2 || norm.inputs.length !== 5) return null;
  const constants = [convolution.inputs[1]!, ...norm.inputs.slice(1)].map(nodeOf);
  if (constants.some((name) => graph.byName.get(name)?.op !== 'Const')) return null;
  const behind = behindNorm(norm, graph);
  if (behind === null) return null;
  const between = [convolution.name, norm.name, ...behind.passed];
  const all = new Set([...between, behind.result]);
  if (!between.every((name) => isClosed(name, all, graph))) return null;
  const [kernel, mean, variance, shift, scale] = constants as [string, string, string, string, string];
  const parts = {
    convolution: convolution.name,
    input: convolution.inputs[0]!,
    norm: norm.name,
    result: behind.result,
  };
  return { parts: { ...parts, kernel, mean, variance, shift, scale }, between: [...all] };
}

/** Nobody else reads it. What only checks a value has no readers of its own. */
const isClosed = (name: string, all: ReadonlySet<string>, graph: Indexed): boolean =>
  graph.byName.get(name)!.op === 'CheckNumerics'
    ? (graph.readers.get(name) ?? []).every((reader) => all.has(reader.name))
    : onlyReadBy(all, name, graph);

/** From the norm on to a ReLU: what passes a value on, or checks it. */
function behindNorm(
  norm: GraphNode,
  { readers }: Indexed,
): { readonly passed: readonly string[]; readonly result: string } | null {
  const passed: string[] = [];
  for (let at = norm; ;) {
    const of = readers.get(at.name) ?? [];
    const checks = of.filter(({ op }) => op === 'CheckNumerics');
    const [next, ...others] = of.filter((reader) => !checks.includes(reader));
    if (!next || others.length > 0) return null;
    passed.push(...checks.map(({ name }) => name));
    if (!waitsOnlyFor(passed, next)) return null;
    if (next.op === 'Relu') return { passed, result: next.name };
    if (next.op !== 'Identity') return null;
    passed.push(next.name);
    at = next;
  }
}

/** One value, and an order behind nodes that are replaced with it. */
const waitsOnlyFor = (passed: readonly string[], { inputs: [, ...others] }: GraphNode): boolean =>
  others.every((input) => input.startsWith('^') && passed.includes(nodeOf(input)));
