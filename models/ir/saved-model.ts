// Writes a program as a TensorFlow graph: the bytes of a saved_model.pb without variables or signatures, which a
// session feeds and fetches by node.
import {
  putBoolean,
  putBytes,
  putFloat,
  putInteger,
  messageBytes,
  putMessage,
  putText,
  type WriteMessage as Write,
} from '../message-writer.js';
import type { Attribute, Attributes, DataType, Shape } from './graph.js';
import type { Instruction, Program } from './program.js';

/**
 * Field numbers of TensorFlow's messages (tensorflow/core/framework/*.proto and
 * core/protobuf/{meta_graph,saved_model}.proto, 2.21).
 */
const fields = {
  savedModel: { schemaVersion: 1, metaGraphs: 2 },
  metaGraph: { metaInfo: 1, graph: 2 },
  metaInfo: { tags: 4 },
  graph: { node: 1, versions: 4 },
  versions: { producer: 1 },
  node: { name: 1, op: 2, input: 3, attributes: 5 },
  entry: { key: 1, value: 2 },
  attribute: { list: 1, string: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7, tensor: 8 },
  list: { string: 2, int: 3, type: 6 },
  shape: { dimension: 2, unknownRank: 3 },
  dimension: { size: 1 },
  tensor: { type: 1, shape: 2, content: 4 },
} as const;

const typeNumbers: Record<DataType, number> = { float: 1, int32: 3, uint8: 4 };
/** The version of graphs that TensorFlow 2.21 writes; it decides how old ops are read. */
const graphProducer = 2000;

export const tag = 'serve';

/** The node that computes a slot, and the number of its output. */
export const slotName = (slot: number): string => `n${slot}`;

/** A program as saved_model.pb. Feeds are the nodes `n<slot>` of its inputs; an output is fetched by `outputNames`. */
export function toSavedModel(program: Program): Uint8Array {
  const names = outputNames(program);
  const graph = messageBytes((writer) => {
    for (const { slot, type } of program.inputs)
      putMessage(writer, fields.graph.node, placeholder(slotName(slot), type));
    for (const { slot, type, shape, data } of program.constants)
      putMessage(writer, fields.graph.node, constant(slotName(slot), type, shape, data));
    for (const instruction of program.instructions) putMessage(writer, fields.graph.node, computed(instruction, names));
    putMessage(writer, fields.graph.versions, (to) => putInteger(to, fields.versions.producer, graphProducer));
  });
  return messageBytes((writer) => {
    putInteger(writer, fields.savedModel.schemaVersion, 1);
    putMessage(writer, fields.savedModel.metaGraphs, (to) => {
      putMessage(to, fields.metaGraph.metaInfo, (info) => putText(info, fields.metaInfo.tags, tag));
      putBytes(to, fields.metaGraph.graph, graph);
    });
  }).slice();
}

/** For each slot `node:output`, the name by which nodes read it and the session fetches it. */
export function outputNames(program: Program): readonly string[] {
  const names: string[] = [];
  for (const { slot } of [...program.inputs, ...program.constants]) names[slot] = `${slotName(slot)}:0`;
  for (const { outputs } of program.instructions)
    outputs.forEach((slot, i) => (names[slot] = `${slotName(outputs[0]!)}:${i}`));
  return names;
}

const placeholder = (name: string, type: DataType): Write =>
  node(name, 'Placeholder', [], { dtype: { kind: 'type', value: type } });

function constant(name: string, type: DataType, shape: Shape, data: readonly number[]): Write {
  const dtype = typeNumbers[type];
  const content = new Uint8Array((type === 'float' ? Float32Array : Int32Array).from(data).buffer);
  const value: Write = (writer) =>
    putMessage(writer, fields.attribute.tensor, (tensor) => {
      putInteger(tensor, fields.tensor.type, dtype);
      putMessage(tensor, fields.tensor.shape, shapeOf(shape));
      putBytes(tensor, fields.tensor.content, content);
    });
  return node(name, 'Const', [], { dtype: { kind: 'type', value: type } }, ['value', value]);
}

function computed({ kernel, attributes, inputs, outputs, after }: Instruction, names: readonly string[]): Write {
  const read = inputs.map((slot) => names[slot]!);
  return node(slotName(outputs[0]!), kernel, after === undefined ? read : [...read, `^${slotName(after)}`], attributes);
}

function node(
  name: string,
  kernel: string,
  inputs: readonly string[],
  attributes: Attributes,
  ...more: readonly [name: string, value: Write][]
): Write {
  return (writer) => {
    putText(writer, fields.node.name, name);
    putText(writer, fields.node.op, kernel);
    for (const input of inputs) putText(writer, fields.node.input, input);
    const all = [...Object.entries(attributes).map(([each, value]) => [each, attribute(value)] as const), ...more];
    for (const [each, value] of all)
      putMessage(writer, fields.node.attributes, (entry) => {
        putText(entry, fields.entry.key, each);
        putMessage(entry, fields.entry.value, value);
      });
  };
}

function attribute(value: Attribute): Write {
  return (writer) => {
    const { attribute: field } = fields;
    if (value.kind === 'type') putInteger(writer, field.type, typeNumbers[value.value]);
    else if (value.kind === 'int') putInteger(writer, field.int, value.value);
    else if (value.kind === 'float') putFloat(writer, field.float, value.value);
    else if (value.kind === 'bool') putBoolean(writer, field.bool, value.value);
    else if (value.kind === 'string') putText(writer, field.string, value.value);
    else if (value.kind === 'shape') putMessage(writer, field.shape, shapeOf(value.value));
    else if (value.kind === 'types')
      putMessage(writer, field.list, (list) =>
        value.value.forEach((each) => putInteger(list, fields.list.type, typeNumbers[each])),
      );
    else if (value.kind === 'strings')
      putMessage(writer, field.list, (list) => value.value.forEach((each) => putText(list, fields.list.string, each)));
    else
      putMessage(writer, field.list, (list) => value.value.forEach((each) => putInteger(list, fields.list.int, each)));
  };
}

const shapeOf =
  (shape: Shape): Write =>
  (writer) => {
    for (const size of shape)
      putMessage(writer, fields.shape.dimension, (dimension) => putInteger(dimension, fields.dimension.size, size));
  };
