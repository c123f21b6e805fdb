// A traced computation: nodes that name TensorFlow kernels, with attributes, inputs and static shapes. Pure data;
// nothing runs here.

export type Shape = readonly number[];
export type Device = 'cpu' | 'gpu';
export type DataType = 'float' | 'int32' | 'uint8';

/**
 * An attribute of a kernel in a neutral form: an interpreter passes it to the addon, an emitter writes it into a graph.
 */
export type Attribute =
  | { readonly kind: 'type'; readonly value: DataType }
  /** Lists of types and texts can only be written into graphs. */
  | { readonly kind: 'types'; readonly value: readonly DataType[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'shape'; readonly value: Shape }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string };
export type Attributes = Readonly<Record<string, Attribute>>;

/** One output of a node. */
export interface Value {
  readonly graph: Graph;
  readonly node: Node;
  readonly output: number;
  readonly shape: Shape;
  readonly type: DataType;
}

/**
 * From the gradients of a node's outputs to those of its inputs; undefined: no gradient flows there. `needed`: inputs
 * whose gradient is wanted.
 */
export type GradientRule = (
  node: Node,
  gradients: readonly (Value | undefined)[],
  needed: readonly boolean[],
) => readonly (Value | undefined)[];

export interface Node {
  /** Position in the graph: inputs always have smaller ids. */
  readonly id: number;
  /** A TensorFlow kernel, or `Input` (fed by `name`), or `Const` (`data`). */
  readonly kernel: string;
  readonly attributes: Attributes;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Overrides the kernel's own rule. */
  readonly gradient?: GradientRule;
  readonly name?: string;
  readonly data?: readonly number[];
}

interface NodeParts {
  readonly kernel: string;
  readonly attributes: Attributes;
  readonly inputs: readonly Value[];
  readonly gradient?: GradientRule;
  readonly name?: string;
  readonly data?: readonly number[];
}

/**
 * Collects nodes. Equal ones (same kernel, attributes, inputs) become one, which is safe because every kernel here is
 * pure.
 */
export class Graph {
  readonly nodes: Node[] = [];
  private readonly known = new Map<string, Node>();

  /**
   * `device`: the device that the gradients are written for; the rest is the same everywhere. `isPlain`: each layer as
   * the one kernel that other programs know it by, not in a form that is faster here.
   */
  constructor(
    readonly device: Device = 'cpu',
    readonly isPlain = false,
  ) {}

  /** A value that is fed when the program runs. The same name gives the same value. */
  input(name: string, shape: Shape, type: DataType = 'float'): Value {
    return this.find(`Input|${name}`, { kernel: 'Input', name }, [{ shape, type }])[0]!;
  }

  constant(type: DataType, shape: Shape, data: readonly number[]): Value {
    return this.find(`${type}|${shape}|${data}`, { kernel: 'Const', data }, [{ shape, type }])[0]!;
  }

  scalar(value: number): Value {
    return this.constant('float', [], [value]);
  }

  integers(values: readonly number[]): Value {
    return this.constant('int32', [values.length], values);
  }

  /** Adds a node, or finds an equal one, and returns its outputs. */
  add(parts: NodeParts, outputs: readonly Output[]): readonly Value[] {
    let key = `${parts.kernel}|${attributesId(parts.attributes)}`;
    for (const input of parts.inputs) key += `|${input.node.id}.${input.output}`;
    return this.find(key, parts, outputs);
  }

  private find(
    key: string,
    parts: Partial<NodeParts> & { kernel: string },
    outputs: readonly Output[],
  ): readonly Value[] {
    let node = this.known.get(key);
    if (node === undefined) this.known.set(key, (node = this.append(parts, outputs)));
    return node.outputs;
  }

  private append(parts: Partial<NodeParts> & { kernel: string }, outputs: readonly Output[]): Node {
    const values: Value[] = [];
    const node: Node = { id: this.nodes.length, attributes: none, inputs: [], ...parts, outputs: values };
    outputs.forEach(({ shape, type = 'float' }, output) => values.push({ graph: this, node, output, shape, type }));
    this.nodes.push(node);
    return node;
  }
}

interface Output {
  readonly shape: Shape;
  readonly type?: DataType;
}

const none: Attributes = {};
const ids = new WeakMap<Attributes, number>();
const idsByText = new Map<string, number>();

/**
 * A number for a set of attributes; equal sets have equal numbers. Remembered by object, so that constant sets cost
 * nothing.
 */
export function attributesId(attributes: Attributes): number {
  let id = ids.get(attributes);
  if (id !== undefined) return id;
  const text = JSON.stringify(attributes);
  id = idsByText.get(text) ?? idsByText.size;
  idsByText.set(text, id);
  ids.set(attributes, id);
  return id;
}
