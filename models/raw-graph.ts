// A frozen graph (GraphDef) as the bytes of its nodes, so that some can be replaced while the rest stays as it is; and
// the numbers and attributes of a node. Field numbers: tensorflow/core/framework/*.proto, 2.21.
import { eachMessage, endOfMessage, messageReader, messageType, textTo, type MessageReader } from './message-fields.js';
import { shapeOf } from './graph-file.js';
import { graphFields } from './ir/node-writer.js';
import { putBytes, messageBytes, putMessage, type WriteMessage as Write } from './message-writer.js';

export interface RawGraph {
  /** The content of each node, by its name. */
  readonly nodes: ReadonlyMap<string, Uint8Array>;
  /** The other fields: versions and functions. */
  readonly rest: readonly Uint8Array[];
}

export interface FloatConstant {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** Throws RangeError or Error if the bytes are no such message. */
export function rawGraph(graph: Uint8Array): RawGraph {
  const reader = messageReader(graph);
  const nodes = new Map<string, Uint8Array>();
  const rest: Uint8Array[] = [];
  while (reader.pos < graph.length) {
    const from = reader.pos;
    const tag = reader.uint32();
    const end = (tag & 7) === messageType ? endOfMessage(reader, graph.length) : null;
    const content = end === null ? null : graph.subarray(reader.pos, end);
    if (end === null) reader.skipType(tag & 7);
    else reader.pos = end;
    if (tag >>> 3 === graphFields.graph.node && content) nodes.set(nameOf(content), content);
    else rest.push(graph.subarray(from, reader.pos));
  }
  return { nodes, rest };
}

/** A node as a field of a graph. */
export const rawNode = (content: Uint8Array): Uint8Array =>
  messageBytes((writer) => putBytes(writer, graphFields.graph.node, content));

export const newNode = (write: Write): Uint8Array =>
  messageBytes((writer) => putMessage(writer, graphFields.graph.node, write));

function nameOf(node: Uint8Array): string {
  const reader = messageReader(node);
  let name = '';
  eachMessage(
    reader,
    node.length,
    (field, end) => field === graphFields.node.name && ((name = textTo(reader, end)), true),
  );
  return name;
}

/** The bytes of each attribute's value. */
export function rawAttributes(node: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const reader = messageReader(node);
  eachMessage(reader, node.length, (field, end) => {
    if (field !== graphFields.node.attributes) return false;
    let [key, value] = ['', new Uint8Array()];
    eachMessage(reader, end, (part, to) => {
      if (part === graphFields.entry.key) key = textTo(reader, to);
      else value = node.subarray(reader.pos, (reader.pos = to)) as Uint8Array<ArrayBuffer>;
      return true;
    });
    found.set(key, value);
    return true;
  });
  return found;
}

/** A float, or whether a bool is true, of an attribute's value; 0 and false may be absent. */
export function scalarOf(value: Uint8Array | undefined): number {
  if (value === undefined || value.length === 0) return 0;
  const reader = messageReader(value);
  const tag = reader.uint32();
  if (tag === key(graphFields.attribute.float, 5)) return reader.float();
  if (tag === key(graphFields.attribute.bool, 0)) return Number(reader.bool());
  throw new RangeError(`an attribute must be a float or a bool (got the field ${tag >>> 3})`);
}

/** The numbers of a constant. Throws RangeError for another type than float32, or another number of numbers. */
export function floatConstant(node: Uint8Array): FloatConstant {
  const value = rawAttributes(node).get('value') ?? new Uint8Array();
  const reader = messageReader(value);
  let found: FloatConstant | null = null;
  eachMessage(reader, value.length, (field, end) => {
    if (field !== graphFields.attribute.tensor) return false;
    found = tensorOf(reader, end);
    return true;
  });
  if (found) return found;
  throw new RangeError('a constant must have a value (got none)');
}

function tensorOf(reader: MessageReader, end: number): FloatConstant {
  let shape: readonly number[] = [];
  const listed: number[] = [];
  let [type, content] = [0, null as Uint8Array | null];
  while (reader.pos < end) {
    const tag = reader.uint32();
    const to = (tag & 7) === messageType ? endOfMessage(reader, end) : null;
    if (tag === key(graphFields.tensor.type, 0)) type = reader.uint32();
    else if (tag === key(graphFields.tensor.shape, messageType)) shape = shapeOf(reader, to!) ?? [];
    else if (tag === key(graphFields.tensor.content, messageType)) content = reader.buf.slice(reader.pos, to!);
    // As a list in one field, or number by number.
    else if (tag === key(floats, messageType)) while (reader.pos < to!) listed.push(reader.float());
    else if (tag === key(floats, 5)) listed.push(reader.float());
    else if (to === null) reader.skipType(tag & 7);
    if (to !== null) reader.pos = to;
  }
  if (type !== floatType) throw new RangeError(`the numbers of a constant must be of float32 (got the type ${type})`);
  return {
    shape,
    data: numbersOf(
      content,
      listed,
      shape.reduce((product, size) => product * size, 1),
    ),
  };
}

const [floats, floatType] = [5, 1];

/** The last number of a list stands for all that follow. */
function numbersOf(content: Uint8Array | null, listed: readonly number[], count: number): Float32Array<ArrayBuffer> {
  if (content?.length === count * 4) return new Float32Array(new Uint8Array(content).buffer);
  if (content === null && listed.length > 0 && listed.length <= count)
    return Float32Array.from({ length: count }, (_, i) => listed[Math.min(i, listed.length - 1)]!);
  throw new RangeError(`a constant must have ${count} numbers (got ${content ? content.length / 4 : listed.length})`);
}

const key = (field: number, wire: number): number => (field << 3) | wire;
