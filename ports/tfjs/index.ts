// The port to TensorFlow.js, with its scripts for Node and for a browser.
import type { Port } from '../port.js';
import { graphModel, weightsName } from './graph-model.js';

const node = `// Makes the image of proof/latent.f32 with TensorFlow.js: npm install @tensorflow/tfjs; node node.mjs
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
const file = (name) => readFileSync(new URL(name, import.meta.url));
const floats = (name) => new Float32Array(new Uint8Array(file(name)).buffer);
const { modelTopology, signature, weightsManifest } = JSON.parse(file('tfjs/model.json'));
const weightData = floats(\`tfjs/\${weightsManifest[0].paths[0]}\`).buffer;
const saved = { modelTopology, signature, weightSpecs: weightsManifest[0].weights, weightData };
const model = await tf.loadGraphModel(tf.io.fromMemory(saved));
const latent = floats('proof/latent.f32'); // for images of your own: tf.randomNormal([64, latent.length])
const images = model.predict(tf.tensor(latent, [1, latent.length])).dataSync();
const expected = floats('proof/image.f32'); // height × width × RGB in [-1, 1]
console.log('largest difference', Math.max(...expected.map((value, i) => Math.abs(value - images[i]))));
`;

const browser = `<!doctype html>
<!-- Shows the image of proof/latent.f32: npm install @tensorflow/tfjs; python3 -m http.server --bind 127.0.0.1 -->
<meta charset="utf-8"><title>A generator</title>
<canvas></canvas><p></p>
<script src="node_modules/@tensorflow/tfjs/dist/tf.min.js"></script>
<script type="module">
const floats = async (name) => new Float32Array(await (await fetch(name)).arrayBuffer());
const model = await tf.loadGraphModel('tfjs/model.json');
const latent = await floats('proof/latent.f32'); // for images of your own: tf.randomNormal([1, latent.length])
const image = model.predict(tf.tensor(latent, [1, latent.length])).squeeze(0); // height, width, RGB in [-1, 1]
await tf.browser.toPixels(image.mul(0.5).add(0.5).clipByValue(0, 1), document.querySelector('canvas'));
const [made, expected] = [await image.data(), await floats('proof/image.f32')];
const difference = Math.max(...expected.map((value, i) => Math.abs(value - made[i])));
document.querySelector('p').textContent = \`largest difference \${difference} (\${tf.getBackend()})\`;
</script>
`;

export const tfjsPort: Port = {
  title: 'TensorFlow.js: the generator as a graph model, for Node and browsers',
  use: '`npm install @tensorflow/tfjs`, then `node node.mjs`; in a browser: `python3 -m http.server --bind 127.0.0.1`, then open `browser.html`',
  write({ generator }) {
    const { model, weights } = graphModel(generator);
    return new Map([
      ['tfjs/model.json', Buffer.from(`${JSON.stringify(model)}\n`)],
      [`tfjs/${weightsName}`, weights],
      ['node.mjs', Buffer.from(node)],
      ['browser.html', Buffer.from(browser)],
    ]);
  },
};
