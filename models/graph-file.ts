// Reads what a TensorFlow graph of somebody else says of its nodes, without their weights: a frozen graph (GraphDef),
// or a saved_model.pb. Field numbers: tensorflow/core/framework/*.proto and core/protobuf/*.proto, 2.21.
import type { GraphContents, GraphNode } from '../domain/graph-nodes.js';
import {
  eachMessage,
  endOfMessage,
  messageType,
  messageReader,
  textsAt,
  textTo,
  type MessageReader,
} from './message-fields.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** @throws RangeError or Error if the bytes are no such message */
export function readFrozenGraph(bytes: Uint8Array): GraphContents {
  const reader = messageReader(bytes);
  return graphOf(reader, bytes.length);
}

/** The graphs of all its tags together. @throws as `readFrozenGraph` */
export function readSavedModel(bytes: Uint8Array): GraphContents {
  const graphs: GraphContents[] = [];
  const reader = messageReader(bytes);
  eachMessage(reader, bytes.length, (field, end) => field === 2 && graphs.push(metaGraphOf(reader, end)) > 0);
  return {
    nodes: graphs.flatMap(({ nodes }) => nodes),
    functions: new Map(graphs.flatMap(({ functions }) => [...functions])),
    atLoad: graphs.flatMap(({ atLoad }) => atLoad),
  };
}

/** What runs at load: a saver's node that restores, and nodes of these collections and of this signature. */
const preparing = ['saved_model_main_op', 'legacy_init_op', '__saved_model_init_op'];

function metaGraphOf(reader: MessageReader, end: number): GraphContents {
  let graph: GraphContents = { nodes: [], functions: new Map(), atLoad: [] };
  const atLoad: string[] = [];
  eachMessage(reader, end, (field, to) => {
    if (field === 2) graph = graphOf(reader, to);
    else if (field === 3) atLoad.push(...textsAt(reader, to, [3]));
    // Maps from names: of collections to lists of nodes, and of signatures to their outputs.
    else if (field === 4) atLoad.push(...valuesOf(reader, to, [1, 1]));
    else if (field === 5) atLoad.push(...valuesOf(reader, to, [2, 2, 1]));
    else return false;
    return true;
  });
  return { ...graph, atLoad: atLoad.filter((name) => name !== '') };
}

function graphOf(reader: MessageReader, end: number): GraphContents {
  const nodes: GraphNode[] = [];
  const functions = new Map<string, GraphNode[]>();
  eachMessage(reader, end, (field, to) => {
    if (field === 1) nodes.push(nodeFrom(reader, to));
    else if (field === 2) eachMessage(reader, to, (of, last) => of === 1 && addFunction(reader, last, functions));
    else return false;
    return true;
  });
  return { nodes, functions, atLoad: [] };
}

function addFunction(reader: MessageReader, end: number, functions: Map<string, GraphNode[]>): true {
  let name = '';
  const body: GraphNode[] = [];
  eachMessage(reader, end, (field, to) => {
    if (field === 1) name = textsAt(reader, to, [1])[0] ?? '';
    else if (field === 3) body.push(nodeFrom(reader, to));
    else return false;
    return true;
  });
  functions.set(name, body);
  return true;
}

function nodeFrom(reader: MessageReader, end: number): GraphNode {
  const node: Mutable<GraphNode> & { inputs: string[]; calls: string[] } = {
    ...{ name: '', op: '', inputs: [], calls: [], shape: null },
  };
  eachMessage(reader, end, (field, to) => {
    if (field === 1) node.name = textTo(reader, to);
    else if (field === 2) node.op = textTo(reader, to);
    else if (field === 3) node.inputs.push(textTo(reader, to));
    else if (field === 5) addAttribute(reader, to, node);
    else return false;
    return true;
  });
  return node;
}

/** Its shape, and the functions that it calls; the rest does not matter here. */
function addAttribute(
  reader: MessageReader,
  end: number,
  node: { calls: string[]; shape: readonly number[] | null },
): void {
  let key = '';
  eachMessage(reader, end, (field, to) => {
    if (field === 1) key = textTo(reader, to);
    else if (field === 2)
      eachMessage(reader, to, (kind, last) => {
        if (kind === 10) node.calls.push(...textsAt(reader, last, [1]));
        else if (kind === 1) node.calls.push(...textsAt(reader, last, [9, 1]));
        else if (kind === 7 && key === 'shape') node.shape = shapeOf(reader, last);
        else if (kind === 8 && key === 'value')
          eachMessage(reader, last, (part, stop) => part === 2 && ((node.shape = shapeOf(reader, stop)), true));
        else return false;
        return true;
      });
    else return false;
    return true;
  });
}

/** Of a TensorShapeProto that ends there; null: of unknown rank. */
export function shapeOf(reader: MessageReader, end: number): readonly number[] | null {
  const sizes: number[] = [];
  let known = true;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === ((3 << 3) | 0)) known = !reader.bool();
    else if (tag === ((2 << 3) | messageType)) sizes.push(dimensionOf(reader, endOfMessage(reader, end)));
    else reader.skipType(tag & 7);
  }
  return known ? sizes : null;
}

function dimensionOf(reader: MessageReader, end: number): number {
  let size = 0;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | 0)) size = Number(reader.int64());
    else reader.skipType(tag & 7);
  }
  return size;
}

/** The texts at a path of fields below the value of a map's entry, if its key is one of `preparing`. */
function valuesOf(reader: MessageReader, end: number, path: readonly number[]): string[] {
  let key = '';
  let values: string[] = [];
  eachMessage(reader, end, (field, to) => {
    if (field === 1) key = textTo(reader, to);
    else if (field === 2) values = textsAt(reader, to, path);
    else return false;
    return true;
  });
  return preparing.includes(key) ? values : [];
}
