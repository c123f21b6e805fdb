// Collects the nodes and initialisers of an ONNX graph.
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './model-file.js';

export class OnnxWriter {
  readonly nodes: OnnxNode[] = [];
  private readonly named = new Map<string, OnnxTensor>();

  get tensors(): readonly OnnxTensor[] {
    return [...this.named.values()];
  }

  /** Returns the output's name. */
  node(
    output: string,
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  /** The same name is written once. */
  tensor(name: string, shape: readonly number[], data: () => Float32Array): string {
    if (!this.named.has(name)) this.named.set(name, { name, shape, data: data() });
    return name;
  }

  /** A list of whole numbers, such as a shape. */
  integers(...values: readonly number[]): string {
    const name = `integers_${values.join('_')}`;
    if (!this.named.has(name)) {
      const data = BigInt64Array.from(values, BigInt);
      this.named.set(name, { name, shape: [values.length], data });
    }
    return name;
  }
}
