// A generator as an ONNX file.
import type { Value } from '../../models/ir/graph.js';
import { imagesName, latentsName, plainGenerator, tensorOf } from '../plain-generator.js';
import type { Winner } from '../port.js';
import { OnnxWriter } from './graph-writer.js';
import { reordered, writeOnnxLayer, type OnnxWriting } from './layers.js';
import { onnxFile } from './model-file.js';

/** Latents [any, latent] to images [any, size, size, 3] in [−1, 1]. */
export function generatorFile(generator: Winner['generator']): Uint8Array {
  const { nodes, latents, images } = plainGenerator(generator);
  const writer = new OnnxWriter();
  const named = new Map<Value, string>([[latents, latentsName]]);
  const weight = (value: Value, order?: readonly number[]): string => {
    const { name, tensor } = tensorOf(generator, value.node)!;
    const { shape, data } = reordered(value.shape, tensor.data as Float32Array, order);
    return writer.tensor(name, shape, data);
  };
  const writing: OnnxWriting = { writer, weight, nameOf: (value) => named.get(value) ?? weight(value) };
  for (const node of nodes)
    if (node.kernel !== 'Input' && node.kernel !== 'Const') named.set(node.outputs[0]!, writeOnnxLayer(writing, node));
  writer.node(imagesName, 'Transpose', [named.get(images)!], { perm: [0, 2, 3, 1] });
  return onnxFile({
    name: 'generator',
    nodes: writer.nodes,
    tensors: writer.tensors,
    input: { name: latentsName, shape: ['images', ...latents.shape.slice(1)] },
    output: { name: imagesName, shape: ['images', ...images.shape.slice(1)] },
  });
}
