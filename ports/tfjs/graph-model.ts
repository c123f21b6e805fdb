// A generator as a graph model of TensorFlow.js: `model.json` and `weights.bin`.
import type { Node, Value } from '../../models/ir/graph.js';
import { imagesName, latentsName, plainGenerator, tensorOf } from '../plain-generator.js';
import type { Winner } from '../port.js';
import { shapeJson } from './graph-json.js';
import { GraphWriter } from './graph-writer.js';
import { isTurned, writeGraphLayer } from './layers.js';

interface GraphModel {
  readonly model: object;
  readonly weights: Uint8Array;
}

export const weightsName = 'weights.bin';

export function graphModel(generator: Winner['generator']): GraphModel {
  const { nodes, latents, images } = plainGenerator(generator);
  const writer = new GraphWriter();
  const any = [-1, ...latents.shape.slice(1)];
  const named = new Map<Value, string>([[latents, writer.placeholder(latentsName, any)]]);
  const turned = new Set(nodes.flatMap((node) => node.inputs.filter((_, input) => isTurned(node, input))));
  const nameOf = (value: Value): string => named.get(value) ?? writeConstant(writer, generator, value, turned);
  for (const node of nodes)
    if (node.kernel !== 'Input' && node.kernel !== 'Const')
      named.set(node.outputs[0]!, writeGraphLayer(writer, node, nameOf));
  writer.node(imagesName, 'Identity', [named.get(images)!], { T: { kind: 'type', value: 'float' } });
  const signature = {
    inputs: { [latentsName]: port(latentsName, any) },
    outputs: { [imagesName]: port(imagesName, [-1, ...images.shape.slice(1)]) },
  };
  const versions = { producer: 1087 };
  const model = {
    ...{ format: 'graph-model', generatedBy: 'eagan', convertedBy: null, signature },
    modelTopology: { node: writer.nodes, library: {}, versions },
    weightsManifest: [{ paths: [weightsName], weights: writer.weights }],
  };
  return { model, weights: writer.bytes() };
}

const port = (name: string, shape: readonly number[]): object => ({
  ...{ name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: shapeJson(shape) },
});

function writeConstant(
  writer: GraphWriter,
  generator: Winner['generator'],
  { node, shape, type }: Value,
  turned: ReadonlySet<Value>,
): string {
  const found = tensorOf(generator, node);
  if (found === null) return writer.constant(...written(node, shape, type === 'float'));
  const data = found.tensor.data as Float32Array;
  return writer.constant(found.name, shape, turned.has(node.outputs[0]!) ? halfCircle(data, shape) : data);
}

const written = (
  { id, data }: Node,
  shape: readonly number[],
  isFloat: boolean,
): [name: string, shape: readonly number[], data: Float32Array | Int32Array] => [
  `constant_${id}`,
  shape,
  isFloat ? Float32Array.from(data!) : Int32Array.from(data!),
];

/** A kernel [k, k, …] turned by half a circle. */
function halfCircle(data: Float32Array, shape: readonly number[]): Float32Array {
  const taps = shape[0]! * shape[1]!;
  const each = data.length / taps;
  const result = new Float32Array(data.length);
  for (let tap = 0; tap < taps; tap++) result.set(data.subarray(tap * each, (tap + 1) * each), (taps - 1 - tap) * each);
  return result;
}
