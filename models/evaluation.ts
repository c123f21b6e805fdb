// The generator outside training: recalibrated running statistics, and images as a stream of bytes.
import { setImmediate } from 'node:timers/promises';
import { download, release } from './device.js';
import { feedNetworks } from './feeds.js';
import { sampleNormal } from './initialise.js';
import { Graph, type Value } from './ir/graph.js';
import { add, mean, scale, toInteger } from './ir/operations.js';
import type { Results } from './ir/results.js';
import { deviceNetwork } from './network.js';
import { forward } from './networks/forward.js';
import { Scope } from './networks/scope.js';
import { cachedProgram, executionFor, runnable, type Runnable } from './program-cache.js';
import type { Architecture, GenerateRequest, ImageBatch, LatentStream, Network, OneImage } from './types.js';
import { downloadFloats, uploadFloats } from './variables.js';

/**
 * Replaces the generator's running statistics by the plain average over training-mode forwards of fresh latents
 * (unbiased variance). Forward i draws from the stream `<latents.name>/i`. Nothing else in the network changes.
 */
export function recalibrate(
  network: Network,
  architecture: Architecture,
  latents: LatentStream,
  batches = 10,
  batch = 100,
): void {
  const device = deviceNetwork(network);
  const program = cachedProgram(['statistics', network.spec, architecture, batch], 'eager', () =>
    statisticsOutputs(network, architecture, batch),
  );
  const sums = new Map<string, Float64Array>();
  for (let i = 0; i < batches; i++) {
    const results = runOnLatents(program, network, { ...latents, name: `${latents.name}/${i}` }, batch);
    for (const name of results.names()) accumulate(sums, name, downloadFloats(results.get(name)));
    results.dispose();
  }
  for (const [name, total] of sums)
    device.setBuffer(
      name,
      uploadFloats(
        [total.length],
        Float32Array.from(total, (x) => x / batches),
      ),
    );
}

/** Images of a generator in evaluation mode, a batch at a time. Yields to the event loop between batches. */
export async function* generateImages(request: GenerateRequest): AsyncGenerator<ImageBatch> {
  const { network, architecture, latents, images, batch, from = 0 } = request;
  const whole = runnable(imageOutputs(network, architecture, batch), executionFor(images / batch));
  try {
    for (let done = from, i = from / batch; done < images; done += batch, i++) {
      const count = Math.min(batch, images - done);
      const program = count === batch ? whole : runnable(imageOutputs(network, architecture, count), 'eager');
      yield imageBatch(program, network, { ...latents, name: `${latents.name}/${i}` }, count);
      await setImmediate();
    }
  } finally {
    whole.dispose();
  }
}

/** One latent, drawn from that stream, and its image: [size, size, 3] in [−1, 1], from a forward by itself. */
export function imageOfOne(network: Network, { seed, name }: LatentStream): OneImage {
  const { images } = trace(network, null, 1, 'evaluation');
  const latent = sampleNormal([1, latentOf(network)], seed, name);
  const feeds = feedNetworks({ generator: deviceNetwork(network) }, { latents: latent });
  const results = runnable(new Map([['images', images]]), 'eager').run(feeds.feed);
  try {
    return { latent: downloadFloats(latent), image: downloadFloats(results.get('images')) };
  } finally {
    results.dispose();
    feeds.dispose();
    release(latent);
  }
}

function imageOutputs(network: Network, architecture: Architecture, count: number): ReadonlyMap<string, Value> {
  const { images } = trace(network, architecture, count, 'evaluation');
  const bytes = toInteger(add(scale(images, 127.5), images.graph.scalar(127.5)));
  // Pixels are in [-1, 1]: their mean is finite unless one is not a number.
  return new Map([
    ['bytes', bytes],
    ['mean', mean(images)],
  ]);
}

function imageBatch(program: Runnable, network: Network, latents: LatentStream, count: number): ImageBatch {
  const results = runOnLatents(program, network, latents, count);
  const bytes = Uint8Array.from(download(results.get('bytes')));
  const finite = Number.isFinite(downloadFloats(results.get('mean'))[0]);
  results.dispose();
  return { bytes, finite };
}

function statisticsOutputs(network: Network, architecture: Architecture, batch: number): ReadonlyMap<string, Value> {
  return trace(network, architecture, batch, 'training').scope.changedBuffers();
}

/** In training mode the momentum is 1, so statistics become those of the batch. */
function trace(
  { spec }: Network,
  architecture: Architecture,
  count: number,
  mode: 'training' | 'evaluation',
): { scope: Scope; images: Value } {
  if (spec.network !== 'generator') throw new TypeError('only a generator makes images');
  const graph = new Graph();
  const scope = new Scope(graph, 'generator', spec, { mode, momentum: 1 });
  return { scope, images: forward(scope, spec, architecture, graph.input('latents', [count, spec.latent])) };
}

function runOnLatents(program: Runnable, network: Network, { seed, name }: LatentStream, count: number): Results {
  const latents = sampleNormal([count, latentOf(network)], seed, name);
  const feeds = feedNetworks({ generator: deviceNetwork(network) }, { latents });
  try {
    return program.run(feeds.feed);
  } finally {
    feeds.dispose();
    release(latents);
  }
}

const latentOf = ({ spec }: Network): number => (spec as { readonly latent: number }).latent;

function accumulate(sums: Map<string, Float64Array>, name: string, values: Float32Array): void {
  const total = sums.get(name) ?? new Float64Array(values.length);
  values.forEach((value, i) => (total[i]! += value));
  sums.set(name, total);
}
