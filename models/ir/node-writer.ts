// Writes nodes of a TensorFlow graph, and the messages around them, as protocol buffers.
import {
  putBoolean,
  putBytes,
  putFloat,
  putInteger,
  putMessage,
  putText,
  type WriteMessage as Write,
} from '../message-writer.js';
import type { Attribute, Attributes, DataType, Shape } from './graph.js';

/**
 * Field numbers of TensorFlow's messages (tensorflow/core/framework/*.proto and
 * core/protobuf/{meta_graph,saved_model}.proto, 2.21).
 */
export const graphFields = {
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

export const writtenPlaceholder = (name: string, type: DataType): Write =>
  writtenNode(name, 'Placeholder', [], { dtype: { kind: 'type', value: type } });

export function writtenConstant(
  name: string,
  type: DataType,
  shape: Shape,
  data: readonly number[] | Float32Array<ArrayBuffer>,
): Write {
  const dtype = typeNumbers[type];
  const numbers = data instanceof Float32Array ? data : (type === 'float' ? Float32Array : Int32Array).from(data);
  const content = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const value: Write = (writer) =>
    putMessage(writer, graphFields.attribute.tensor, (tensor) => {
      putInteger(tensor, graphFields.tensor.type, dtype);
      putMessage(tensor, graphFields.tensor.shape, shapeOf(shape));
      putBytes(tensor, graphFields.tensor.content, content);
    });
  return writtenNode(name, 'Const', [], { dtype: { kind: 'type', value: type } }, ['value', value]);
}

/** `more`: attributes as they are written, or as the bytes of another graph's. */
export function writtenNode(
  name: string,
  kernel: string,
  inputs: readonly string[],
  attributes: Attributes,
  ...more: readonly (readonly [name: string, value: Write | Uint8Array])[]
): Write {
  return (writer) => {
    putText(writer, graphFields.node.name, name);
    putText(writer, graphFields.node.op, kernel);
    for (const input of inputs) putText(writer, graphFields.node.input, input);
    const all = [...Object.entries(attributes).map(([each, value]) => [each, attribute(value)] as const), ...more];
    for (const [each, value] of all)
      putMessage(writer, graphFields.node.attributes, (entry) => {
        putText(entry, graphFields.entry.key, each);
        if (value instanceof Uint8Array) putBytes(entry, graphFields.entry.value, value);
        else putMessage(entry, graphFields.entry.value, value);
      });
  };
}

function attribute(value: Attribute): Write {
  return (writer) => {
    const { attribute: field } = graphFields;
    if (value.kind === 'type') putInteger(writer, field.type, typeNumbers[value.value]);
    else if (value.kind === 'int') putInteger(writer, field.int, value.value);
    else if (value.kind === 'float') putFloat(writer, field.float, value.value);
    else if (value.kind === 'bool') putBoolean(writer, field.bool, value.value);
    else if (value.kind === 'string') putText(writer, field.string, value.value);
    else if (value.kind === 'shape') putMessage(writer, field.shape, shapeOf(value.value));
    else if (value.kind === 'types')
      putMessage(writer, field.list, (list) =>
        value.value.forEach((each) => putInteger(list, graphFields.list.type, typeNumbers[each])),
      );
    else if (value.kind === 'strings')
      putMessage(writer, field.list, (list) =>
        value.value.forEach((each) => putText(list, graphFields.list.string, each)),
      );
    else
      putMessage(writer, field.list, (list) =>
        value.value.forEach((each) => putInteger(list, graphFields.list.int, each)),
      );
  };
}

const shapeOf =
  (shape: Shape): Write =>
  (writer) => {
    for (const size of shape)
      putMessage(writer, graphFields.shape.dimension, (dimension) =>
        putInteger(dimension, graphFields.dimension.size, size),
      );
  };
