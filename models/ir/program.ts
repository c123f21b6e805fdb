// A graph made ready to run: only the nodes that its outputs need, in order, with the moment at which each value is last used.
import { attributesKey, type Attributes, type DataType, type Node, type Shape, type Value } from './graph.js';

export interface Instruction {
  readonly kernel: string;
  readonly attributes: Attributes;
  /** Equal attributes share one key. */
  readonly attributesKey: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Slots that nobody reads after this instruction. */
  readonly release: readonly number[];
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
  const slots = new Map<Value, number>();
  for (const node of nodes) for (const output of node.outputs) slots.set(output, slots.size);
  const slotOf = (value: Value): number => slots.get(value)!;
  const computed = nodes.filter((node) => node.kernel !== 'Input' && node.kernel !== 'Const');
  const kept = new Set([...outputs.values()].map(slotOf));
  const last = lastUses(computed, slotOf);
  return {
    slots: slots.size,
    inputs: nodes
      .filter((node) => node.kernel === 'Input')
      .map((node) => ({ name: node.name!, ...described(node), slot: slotOf(node.outputs[0]!) })),
    constants: nodes
      .filter((node) => node.kernel === 'Const')
      .map((node) => ({ data: node.data!, ...described(node), slot: slotOf(node.outputs[0]!) })),
    instructions: computed.map((node) =>
      instruction(node, slotOf, (slot) => !kept.has(slot) && last.get(slot) === node),
    ),
    outputs: new Map([...outputs].map(([name, value]) => [name, slotOf(value)])),
  };
}

function described(node: Node): { shape: Shape; type: DataType } {
  return { shape: node.outputs[0]!.shape, type: node.outputs[0]!.type };
}

function neededNodes(roots: readonly Value[]): Node[] {
  const found = new Set<Node>();
  const open = roots.map((root) => root.node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    for (const input of node.inputs) open.push(input.node);
  }
  return [...found].sort((a, b) => a.id - b.id);
}

/** The last node that reads a slot; for a result that nobody reads, the node that makes it. */
function lastUses(nodes: readonly Node[], slotOf: (value: Value) => number): Map<number, Node> {
  const last = new Map<number, Node>();
  for (const node of nodes)
    for (const value of [...node.outputs, ...node.inputs])
      if (value.node.kernel !== 'Input' && value.node.kernel !== 'Const') last.set(slotOf(value), node);
  return last;
}

function instruction(node: Node, slotOf: (value: Value) => number, isLast: (slot: number) => boolean): Instruction {
  const inputs = node.inputs.map(slotOf);
  const outputs = node.outputs.map(slotOf);
  return {
    kernel: node.kernel,
    attributes: node.attributes,
    attributesKey: attributesKey(node.attributes),
    inputs,
    outputs,
    release: [...new Set([...inputs, ...outputs])].filter(isLast),
  };
}
