// Writes nodes of a TensorFlow graph, and the messages around them, as protocol buffers.
import { boolean, bytes, float, integer, nested, textField, type WriteMessage as Write } from '../message-writer.js';
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

export const placeholderNode = (name: string, type: DataType): Write =>
  graphNode(name, 'Placeholder', [], { dtype: { kind: 'type', value: type } });

export function constantNode(
  name: string,
  type: DataType,
  shape: Shape,
  data: readonly number[] | Float32Array<ArrayBuffer>,
): Write {
  const dtype = typeNumbers[type];
  const numbers = data instanceof Float32Array ? data : (type === 'float' ? Float32Array : Int32Array).from(data);
  const content = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const value: Write = (writer) =>
    nested(writer, graphFields.attribute.tensor, (tensor) => {
      integer(tensor, graphFields.tensor.type, dtype);
      nested(tensor, graphFields.tensor.shape, shapeOf(shape));
      bytes(tensor, graphFields.tensor.content, content);
    });
  return graphNode(name, 'Const', [], { dtype: { kind: 'type', value: type } }, ['value', value]);
}

/** `more`: attributes as they are written, or as the bytes of another graph's. */
export function graphNode(
  name: string,
  kernel: string,
  inputs: readonly string[],
  attributes: Attributes,
  ...more: readonly (readonly [name: string, value: Write | Uint8Array])[]
): Write {
  return (writer) => {
    textField(writer, graphFields.node.name, name);
    textField(writer, graphFields.node.op, kernel);
    for (const input of inputs) textField(writer, graphFields.node.input, input);
    const all = [...Object.entries(attributes).map(([each, value]) => [each, attribute(value)] as const), ...more];
    for (const [each, value] of all)
      nested(writer, graphFields.node.attributes, (entry) => {
        textField(entry, graphFields.entry.key, each);
        if (value instanceof Uint8Array) bytes(entry, graphFields.entry.value, value);
        else nested(entry, graphFields.entry.value, value);
      });
  };
}

function attribute(value: Attribute): Write {
  return (writer) => {
    const { attribute: field } = graphFields;
    if (value.kind === 'type') integer(writer, field.type, typeNumbers[value.value]);
    else if (value.kind === 'int') integer(writer, field.int, value.value);
    else if (value.kind === 'float') float(writer, field.float, value.value);
    else if (value.kind === 'bool') boolean(writer, field.bool, value.value);
    else if (value.kind === 'string') textField(writer, field.string, value.value);
    else if (value.kind === 'shape') nested(writer, field.shape, shapeOf(value.value));
    else if (value.kind === 'types')
      nested(writer, field.list, (list) =>
        value.value.forEach((each) => integer(list, graphFields.list.type, typeNumbers[each])),
      );
    else if (value.kind === 'strings')
      nested(writer, field.list, (list) =>
        value.value.forEach((each) => textField(list, graphFields.list.string, each)),
      );
    else nested(writer, field.list, (list) => value.value.forEach((each) => integer(list, graphFields.list.int, each)));
  };
}

const shapeOf =
  (shape: Shape): Write =>
  (writer) => {
    for (const size of shape)
      nested(writer, graphFields.shape.dimension, (dimension) => integer(dimension, graphFields.dimension.size, size));
  };
