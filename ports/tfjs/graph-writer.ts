// Collects the nodes of a graph model and its constants, whose data TensorFlow.js keeps in a file of their own.
import type { Attributes, DataType, Shape } from '../../models/ir/graph.js';
import { attributeJson, shapeJson, typeName, type JsonNode } from './graph-json.js';

interface Weight {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
}

export class GraphWriter {
  readonly nodes: JsonNode[] = [];
  readonly weights: Weight[] = [];
  private readonly data: Uint8Array[] = [];

  /** Returns the name. */
  node(name: string, op: string, inputs: readonly string[], attributes: Attributes): string {
    const attr = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attributeJson(value)]));
    this.nodes.push({ name, op, input: inputs, attr });
    return name;
  }

  placeholder(name: string, shape: Shape): string {
    this.nodes.push({ name, op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: shapeJson(shape) } } }); // prettier-ignore
    return name;
  }

  /** The same name is written once. */
  constant(name: string, shape: Shape, data: Float32Array | Int32Array): string {
    if (this.weights.some((weight) => weight.name === name)) return name;
    const type: DataType = data instanceof Float32Array ? 'float' : 'int32';
    const value = { tensor: { dtype: typeName(type), tensorShape: shapeJson(shape) } };
    this.nodes.push({ name, op: 'Const', attr: { value, dtype: { type: typeName(type) } } });
    this.weights.push({ name, shape, dtype: type === 'float' ? 'float32' : 'int32' });
    this.data.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return name;
  }

  /** The constants' data in the order of `weights`, little-endian. */
  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.data));
  }
}
