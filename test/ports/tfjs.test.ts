// The port to TensorFlow.js: every operation on every edge, as its own JavaScript computes them, and other numbers of
// latents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../models/backend.js';
import { graphModel } from '../../ports/tfjs/graph-model.js';
import { coveringPairs, deadEdges } from '../support/sample-genotypes.js';
import { differenceOf, randomWinner, tolerance } from './support.js';

const winners = coveringPairs().map((pair) => randomWinner(pair));
// Everything below is computed without the native library.
await tf.setBackend('cpu');

async function loaded(index: number): Promise<ReturnType<typeof tf.loadGraphModel>> {
  const { model, weights } = graphModel(winners[index]!.winner.generator);
  const { modelTopology, signature, weightsManifest } = model as {
    readonly modelTopology: object;
    readonly signature: object;
    readonly weightsManifest: readonly [{ readonly weights: [] }];
  };
  const weightData = weights.slice().buffer;
  const saved = { modelTopology, signature, weightSpecs: weightsManifest[0].weights, weightData };
  return tf.loadGraphModel(tf.io.fromMemory(saved as never));
}

for (const [index, { proof }] of winners.entries())
  test(`the graph model of pair ${index} makes the image that we make`, async () => {
    assert.equal(tf.getBackend(), 'cpu');
    const model = await loaded(index);
    const images = model.predict(tf.tensor(proof.latent, [1, proof.latent.length])) as ReturnType<typeof tf.tensor>;
    const size = Math.sqrt(proof.image.length / 3);
    assert.deepEqual(images.shape, [1, size, size, 3]);
    const apart = differenceOf(images.dataSync(), proof.image);
    assert.ok(apart < tolerance, `the images differ by ${apart}`);
    assert.ok(Math.max(...proof.image.map(Math.abs)) > 0.1, 'the image is not empty');
  });

test('a graph model takes any number of latents, and gives each its image', async () => {
  const model = await loaded(2);
  const { latent, image } = winners[2]!.proof;
  const three = Float32Array.from({ length: 3 * latent.length }, (_, i) => latent[i % latent.length]! * (i < latent.length ? -1 : 1)); // prettier-ignore
  const images = model.predict(tf.tensor(three, [3, latent.length])) as ReturnType<typeof tf.tensor>;
  const made = images.dataSync();
  assert.equal(made.length, 3 * image.length);
  const [other, one, again] = [0, 1, 2].map((at) => made.slice(at * image.length, (at + 1) * image.length));
  assert.ok(differenceOf(one!, image) < tolerance);
  assert.deepEqual(one, again);
  assert.ok(differenceOf(other!, image) > 0.01, 'another latent has another image');
});

test('weights of edges that do not reach the images are not in the graph', () => {
  let dead = 0;
  for (const { winner } of winners) {
    const written = JSON.stringify(graphModel(winner.generator).model);
    const lost = deadEdges('generator', winner.generator.spec.genotype);
    for (const name of winner.generator.tensors.keys()) {
      const own = name.slice(name.indexOf('/') + 1);
      const isDead = lost.has(own.split('.').slice(0, 2).join('.'));
      assert.equal(written.includes(`"${own}"`), !isDead, own);
      if (isDead) dead++;
    }
  }
  assert.ok(dead > 0);
});
