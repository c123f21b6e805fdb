// A graph made ready to run: only the nodes that its outputs need, in order, and where each value is used last.
import { attributesId, type Attributes, type DataType, type Node, type Shape, type Value } from './graph.js';

export interface Instruction {
  readonly kernel: string;
  readonly attributes: Attributes;
  /** Equal attributes share one number. */
  readonly attributesId: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Slots that nobody reads after this instruction. */
  readonly release: readonly number[];
  /**
   * The slot of a large earlier result that a graph must compute first. Otherwise the graph allocates values long
   * before they are used.
   */
  readonly after?: number;
}

export interface Program {
  readonly slots: number;
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: Shape;
    readonly type: DataType;
    readonly slot: number;
  }[];
  readonly constants: readonly {
    readonly type: DataType;
    readonly shape: Shape;
    readonly data: readonly number[];
    readonly slot: number;
  }[];
  readonly instructions: readonly Instruction[];
  /** Slots of the named results; two names may share one. */
  readonly outputs: ReadonlyMap<string, number>;
}

/** Orders what the outputs need and drops the rest. Outputs must be computed: none may be an input or a constant. */
export function makeProgram(outputs: ReadonlyMap<string, Value>): Program {
  const nodes = neededNodes([...outputs.values()]);
  const layout = new Layout(nodes, [...outputs.values()]);
  return {
    slots: layout.slots,
    inputs: nodes
      .filter((node) => node.kernel === 'Input')
      .map((node) => ({ name: node.name!, ...described(node), slot: layout.slotOf(node.outputs[0]!) })),
    constants: nodes
      .filter((node) => node.kernel === 'Const')
      .map((node) => ({ data: node.data!, ...described(node), slot: layout.slotOf(node.outputs[0]!) })),
    instructions: inOrder(nodes.filter(isComputed), layout),
    outputs: new Map([...outputs].map(([name, value]) => [name, layout.slotOf(value)])),
  };
}

const isComputed = (node: Node): boolean => node.kernel !== 'Input' && node.kernel !== 'Const';

function described(node: Node): { shape: Shape; type: DataType } {
  return { shape: node.outputs[0]!.shape, type: node.outputs[0]!.type };
}

/** The nodes that the roots depend on, in order. */
export function neededNodes(roots: readonly Value[]): Node[] {
  const { nodes } = roots[0]!.graph;
  const needed: boolean[] = [];
  for (const root of roots) needed[root.node.id] = true;
  for (let id = nodes.length - 1; id >= 0; id--)
    if (needed[id]) for (const input of nodes[id]!.inputs) needed[input.node.id] = true;
  return nodes.filter((node) => needed[node.id]);
}

/** The slot of each value, and which instruction reads it last. */
class Layout {
  slots = 0;
  private readonly bases: number[] = [];
  /** For each slot the id of the node after which it is free; −1: fed, constant or a result. */
  private readonly lastReader: number[] = [];

  constructor(nodes: readonly Node[], results: readonly Value[]) {
    for (const node of nodes) {
      this.bases[node.id] = this.slots;
      const reader = isComputed(node) ? node.id : -1;
      for (let i = 0; i < node.outputs.length; i++) this.lastReader[this.slots++] = reader;
      for (const input of node.inputs) if (isComputed(input.node)) this.lastReader[this.slotOf(input)] = node.id;
    }
    for (const value of results) this.lastReader[this.slotOf(value)] = -1;
  }

  slotOf(value: Value): number {
    return this.bases[value.node.id]! + value.output;
  }

  isFreeAfter(node: Node, slot: number): boolean {
    return this.lastReader[slot] === node.id;
  }
}

/**
 * A value with this number of elements (16 MB) or more makes a kernel large. Such a kernel uses all cores by itself, so
 * nothing is lost if others wait.
 */
const largeSize = 4e6;

const isLarge = ({ shape }: Value): boolean => shape.reduce((product, n) => product * n, 1) >= largeSize;

function inOrder(nodes: readonly Node[], layout: Layout): Instruction[] {
  let last: number | undefined;
  return nodes.map((node) => {
    const made = instruction(node, layout);
    if (![...node.inputs, ...node.outputs].some(isLarge)) return made;
    const after = last;
    last = made.outputs[0]!;
    return after === undefined ? made : { ...made, after };
  });
}

function instruction(node: Node, layout: Layout): Instruction {
  const inputs = node.inputs.map((value) => layout.slotOf(value));
  const outputs = node.outputs.map((value) => layout.slotOf(value));
  const release: number[] = [];
  for (const slot of [...inputs, ...outputs])
    if (layout.isFreeAfter(node, slot) && !release.includes(slot)) release.push(slot);
  const { kernel, attributes } = node;
  return { kernel, attributes, attributesId: attributesId(attributes), inputs, outputs, release };
}
