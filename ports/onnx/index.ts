// The port to ONNX, and its script for Node.
import type { Port } from '../port.js';
import { generatorFile } from './generator-file.js';

const script = `// Makes the image of proof/latent.f32 with ONNX's runtime: npm install onnxruntime-node; node onnx.mjs
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
const file = (name) => readFileSync(new URL(name, import.meta.url));
const floats = (name) => new Float32Array(new Uint8Array(file(name)).buffer);
const session = await InferenceSession.create(file('onnx/generator.onnx'));
const latent = floats('proof/latent.f32'); // for images of your own: normal random numbers
const { images } = await session.run({ latents: new Tensor('float32', latent, [1, latent.length]) });
const expected = floats('proof/image.f32'); // height × width × RGB in [-1, 1]
console.log('largest difference', Math.max(...expected.map((value, i) => Math.abs(value - images.data[i]))));
`;

export const onnxPort: Port = {
  title: 'ONNX: the generator for any of its runtimes',
  use: '`npm install onnxruntime-node`, then `node onnx.mjs`',
  write: ({ generator }) =>
    new Map([
      ['onnx/generator.onnx', generatorFile(generator)],
      ['onnx.mjs', Buffer.from(script)],
    ]),
};
