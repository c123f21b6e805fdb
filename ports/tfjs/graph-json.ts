// The JSON of TensorFlow.js for graphs: nodes as TensorFlow's GraphDef has them, written by protobuf's rules for JSON.
import type { Attribute, DataType, Shape } from '../../models/ir/graph.js';

export interface JsonNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, object>>;
}

const types: Readonly<Record<DataType, string>> = { float: 'DT_FLOAT', int32: 'DT_INT32', uint8: 'DT_UINT8' };

export const typeName = (type: DataType): string => types[type];

/** −1: any size. */
export const shapeJson = (shape: Shape): object => ({ dim: shape.map((size) => ({ size: String(size) })) });

/** Whole numbers are texts, and texts are base64. */
export function attributeJson(attribute: Attribute): object {
  switch (attribute.kind) {
    case 'type':
      return { type: types[attribute.value] };
    case 'int':
      return { i: String(attribute.value) };
    case 'ints':
      return { list: { i: attribute.value.map(String) } };
    case 'float':
      return { f: attribute.value };
    case 'bool':
      return { b: attribute.value };
    case 'string':
      return { s: Buffer.from(attribute.value).toString('base64') };
    case 'shape':
      return { shape: shapeJson(attribute.value) };
    default:
      throw new TypeError(`a generator has no attribute of ${attribute.kind}`);
  }
}
