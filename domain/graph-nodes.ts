// The nodes of a TensorFlow graph of somebody else, and which of them a session would run.

export interface GraphNode {
  readonly name: string;
  /** An operation of TensorFlow, or a function of the graph. */
  readonly op: string;
  /** `node`, `node:1`, or `^node` for an order without data. */
  readonly inputs: readonly string[];
  /** Functions that its attributes name. */
  readonly calls: readonly string[];
  /** Of a constant's value, or of what a placeholder takes; −1: any size. null: not said. */
  readonly shape: readonly number[] | null;
}

export interface GraphContents {
  readonly nodes: readonly GraphNode[];
  /** The bodies of its functions. */
  readonly functions: ReadonlyMap<string, readonly GraphNode[]>;
  /** Nodes that TensorFlow runs when it loads the graph: what restores variables, and what prepares them. */
  readonly atLoad: readonly string[];
}

/** `node:0`, `node` and `^node` are outputs of one node. */
export const nodeOf = (tensor: string): string => tensor.replace(/^\^/, '').replace(/:\d+$/, '');

/** The node of a name; undefined if there is none. */
export const findNode = (nodes: readonly GraphNode[], name: string): GraphNode | undefined =>
  nodes.find((node) => node.name === name);

/** All operations of a graph and of its functions. */
export const allOperations = ({ nodes, functions }: GraphContents): ReadonlySet<string> =>
  new Set([nodes, ...functions.values()].flatMap((of) => of.map(({ op }) => op)).filter((op) => !functions.has(op)));

/** The operations that a session runs to compute these tensors: of the nodes before them, and of called functions. */
export function operationsBefore({ nodes, functions }: GraphContents, tensors: readonly string[]): ReadonlySet<string> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const [operations, called] = [new Set<string>(), new Set<string>()];
  const call = (name: string): void => {
    if (called.has(name)) return;
    called.add(name);
    functions.get(name)?.forEach(use);
  };
  const use = ({ op, calls }: GraphNode): void => {
    if (functions.has(op)) call(op);
    else operations.add(op);
    calls.forEach(call);
  };
  const reached = new Set<string>();
  for (const waiting = tensors.map(nodeOf); waiting.length > 0;) {
    const name = waiting.pop()!;
    const node = reached.has(name) ? undefined : byName.get(name);
    reached.add(name);
    if (!node) continue;
    use(node);
    waiting.push(...node.inputs.map(nodeOf));
  }
  return operations;
}
