// Writes an ONNX file: nodes with attributes, initialisers, one input and one output, as a ModelProto.
import { putBytes, putFloat, putInteger, messageBytes, putMessage, putText, type MessageWriter, type WriteMessage } from '../../models/message-writer.js'; // prettier-ignore

/** Field numbers of ONNX's messages (onnx/onnx.proto, IR version 8). */
const fields = {
  model: { irVersion: 1, producer: 2, graph: 7, operators: 8 },
  operators: { version: 2 },
  graph: { node: 1, name: 2, initialiser: 5, input: 11, output: 12 },
  node: { input: 1, output: 2, name: 3, op: 4, attribute: 5 },
  attribute: { name: 1, float: 2, int: 3, string: 4, ints: 8, type: 20 },
  tensor: { dimension: 1, type: 2, name: 8, data: 9 },
  value: { name: 1, type: 2 },
  type: { tensor: 1 },
  tensorType: { element: 1, shape: 2 },
  shape: { dimension: 1 },
  dimension: { size: 1, name: 2 },
} as const;

const irVersion = 8;
/** The operators' version: every operation that is used here has its meaning since then, or since earlier. */
const operatorSet = 13;
const elementTypes = { float: 1, int64: 7 } as const;
/** AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A float tensor from outside or to it; a text is a dimension of any size. */
interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  readonly input: OnnxValue;
  readonly output: OnnxValue;
}

export function onnxFile(graph: OnnxGraph): Uint8Array {
  return messageBytes((writer) => {
    putInteger(writer, fields.model.irVersion, irVersion);
    putText(writer, fields.model.producer, 'eagan');
    putMessage(writer, fields.model.graph, (to) => writeGraph(to, graph));
    putMessage(writer, fields.model.operators, (to) => putInteger(to, fields.operators.version, operatorSet));
  });
}

function writeGraph(to: MessageWriter, { name, nodes, tensors, input, output }: OnnxGraph): void {
  for (const node of nodes) putMessage(to, fields.graph.node, nodeMessage(node));
  putText(to, fields.graph.name, name);
  for (const tensor of tensors) putMessage(to, fields.graph.initialiser, tensorMessage(tensor));
  putMessage(to, fields.graph.input, valueMessage(input));
  putMessage(to, fields.graph.output, valueMessage(output));
}

function nodeMessage({ op, inputs, output, attributes }: OnnxNode): WriteMessage {
  return (to) => {
    for (const input of inputs) putText(to, fields.node.input, input);
    putText(to, fields.node.output, output);
    putText(to, fields.node.name, output);
    putText(to, fields.node.op, op);
    for (const [name, value] of Object.entries(attributes))
      putMessage(to, fields.node.attribute, (entry) => {
        putText(entry, fields.attribute.name, name);
        writeAttribute(entry, value);
      });
  };
}

function writeAttribute(to: MessageWriter, value: OnnxAttribute): void {
  const kind = kindOf(value);
  if (typeof value === 'number') putInteger(to, fields.attribute.int, value);
  else if (typeof value === 'string') putText(to, fields.attribute.string, value);
  else if ('float' in value) putFloat(to, fields.attribute.float, value.float);
  else for (const each of value) putInteger(to, fields.attribute.ints, each);
  putInteger(to, fields.attribute.type, attributeTypes[kind]);
}

function kindOf(value: OnnxAttribute): keyof typeof attributeTypes {
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'string';
  return 'float' in value ? 'float' : 'ints';
}

function tensorMessage({ name, shape, data }: OnnxTensor): WriteMessage {
  return (to) => {
    for (const size of shape) putInteger(to, fields.tensor.dimension, size);
    putInteger(to, fields.tensor.type, data instanceof Float32Array ? elementTypes.float : elementTypes.int64);
    putText(to, fields.tensor.name, name);
    putBytes(to, fields.tensor.data, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  };
}

function valueMessage({ name, shape }: OnnxValue): WriteMessage {
  const dimensions: WriteMessage = (to) => {
    for (const size of shape)
      putMessage(to, fields.shape.dimension, (dimension) => {
        if (typeof size === 'number') putInteger(dimension, fields.dimension.size, size);
        else putText(dimension, fields.dimension.name, size);
      });
  };
  return (to) => {
    putText(to, fields.value.name, name);
    putMessage(to, fields.value.type, (type) =>
      putMessage(type, fields.type.tensor, (tensor) => {
        putInteger(tensor, fields.tensorType.element, elementTypes.float);
        putMessage(tensor, fields.tensorType.shape, dimensions);
      }),
    );
  };
}
