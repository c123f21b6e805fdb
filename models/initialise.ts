// How tensors start: drawn natively from the stateless generators, so that a name and a seed always give the same
// values.
import { streamSeeds } from '../domain/stream.js';
import { constant, download, execute, nativeAttributes, release, upload, type Handle } from './device.js';
import type { Shape } from './ir/graph.js';
import type { Declaration } from './networks/declarations.js';

/** A network tensor's first values. */
export function startingTensor({ shape, start }: Declaration, seed: number, name: string): Float32Array {
  const size = shape.reduce((product, n) => product * n, 1);
  if (start.kind === 'constant') return new Float32Array(size).fill(start.value);
  const drawn = draw(start.kind === 'uniform' ? 'StatelessRandomUniform' : 'StatelessRandomNormal', shape, seed, name);
  if (start.kind === 'uniform') return drawn.map((x) => (2 * x - 1) * start.limit);
  if (start.kind === 'normal') return drawn.map((x) => start.mean + start.deviation * x);
  const length = Math.sqrt(drawn.reduce((total, x) => total + x * x, 0));
  return drawn.map((x) => x / length);
}

/** Standard normal values on the device, from the stream `name` under `seed`. */
export function sampleNormal(shape: Shape, seed: number, name: string): Handle {
  return drawOnDevice('StatelessRandomNormal', shape, seed, name);
}

type Generator = 'StatelessRandomNormal' | 'StatelessRandomUniform';

function draw(generator: Generator, shape: Shape, seed: number, name: string): Float32Array {
  const handle = drawOnDevice(generator, shape, seed, name);
  const data = download(handle) as Float32Array;
  release(handle);
  return data;
}

function drawOnDevice(generator: Generator, shape: Shape, seed: number, name: string): Handle {
  const seeds = upload('int32', [2], Int32Array.from(streamSeeds(seed, name)));
  const [drawn] = execute(generator, attributes(), [constant('int32', [shape.length], shape), seeds], 1);
  release(seeds);
  return drawn!;
}

const attributes = (): ReturnType<typeof nativeAttributes> =>
  nativeAttributes({
    dtype: { kind: 'type', value: 'float' },
    T: { kind: 'type', value: 'int32' },
    Tseed: { kind: 'type', value: 'int32' },
  });
