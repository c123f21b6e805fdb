// Spectral normalisation compared with power iterations in double precision: in a step's three passes of D, in
// evaluation, and its gradient.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discriminatorStep, generatorStep, networkToTensors } from '../../models/index.js';
import { differentiate } from '../../models/ir/differentiate.js';
import { Graph } from '../../models/ir/graph.js';
import * as op from '../../models/ir/operations.js';
import { spectralWeight } from '../../models/networks/layers.js';
import type { NetworkSpec } from '../../models/types.js';
import type { Tensors } from '../../store/types.js';
import { evaluate, noise } from '../support/device-values.js';
import { inner, innerSize, slope } from '../support/finite-differences.js';
import { powerIteration, spectralNorm, type Directions } from '../support/plain/spectral.js';
import { tensorScope } from '../support/tensor-scope.js';
import * as tiny from '../support/tiny-networks.js';

interface Layer {
  readonly weight: { readonly shape: readonly number[]; readonly data: Float64Array };
  readonly directions: Directions;
}

/** The layers that have u and v. */
function layersOf(tensors: Tensors): Map<string, Layer> {
  const names = [...tensors.keys()].flatMap((name) => /^buffers\/(.*)\.u$/.exec(name)?.[1] ?? []);
  const doubles = (name: string): Float64Array => Float64Array.from(tensors.get(name)!.data as Float32Array);
  return new Map(
    names.map((name) => {
      const weight = { shape: tensors.get(`weights/${name}.weight`)!.shape, data: doubles(`weights/${name}.weight`) };
      return [name, { weight, directions: { u: doubles(`buffers/${name}.u`), v: doubles(`buffers/${name}.v`) } }];
    }),
  );
}

/** float32 rounding of sums of up to 100 products. The vectors have length 1. */
const tolerance = 2e-6;

function assertDirections(found: Directions, expected: Directions, name: string): void {
  for (const kind of ['u', 'v'] as const)
    found[kind].forEach((x, i) =>
      assert.ok(Math.abs(x - expected[kind][i]!) <= tolerance, `${name}.${kind}: ${x} against ${expected[kind][i]}`),
    );
}

const forms: readonly (readonly [string, NetworkSpec])[] = [
  ['a discriminator', tiny.standaloneDiscriminator],
  ['a discriminator with an operation that leads nowhere', { ...tiny.standaloneDiscriminator, genotype: tiny.oddDiscriminator } as NetworkSpec], // prettier-ignore
  ['the simple discriminator', { network: 'discriminator', form: 'simple' }],
];
for (const [title, spec] of forms) {
  test(`u and v of ${title} advance by one power iteration in each of a step's three passes`, () => {
    const networks = tiny.freshPair(tiny.standaloneGenerator, spec);
    const pair = tiny.pairOf(networks);
    const at = (): Map<string, Layer> => layersOf(networkToTensors(networks.discriminator));
    const before = at();
    // Both passes of the D step use the weights from before Adam. The G step's pass uses those after it.
    discriminatorStep(pair, tiny.patternImages(2), 2, { seed: 1, name: 'd' }, 2, tiny.rule);
    const between = at();
    generatorStep(pair, { seed: 1, name: 'g' }, 2, tiny.rule);
    const after = at();
    assert.ok([...before].some(([name, { weight }]) => weight.data[0] !== between.get(name)!.weight.data[0]));
    for (const [name, { weight, directions }] of before) {
      const twice = powerIteration(weight, powerIteration(weight, directions));
      assertDirections(between.get(name)!.directions, twice, name);
      const moved = between.get(name)!.weight;
      assertDirections(after.get(name)!.directions, powerIteration(moved, twice), name);
    }
    for (const network of Object.values(networks)) network.dispose();
  });
}

const layer = 'cell1.n0.conv_3x3';
const names = { weight: `discriminator/weights/${layer}.weight`, u: `discriminator/buffers/${layer}.u`, v: `discriminator/buffers/${layer}.v` }; // prettier-ignore

for (const mode of ['training', 'evaluation'] as const) {
  test(`in ${mode} a weight is divided by uᵀWv, and the gradient flows through it with u and v constant`, () => {
    const graph = new Graph();
    const { scope, values } = tensorScope('discriminator', graph, mode);
    const [weight, u, v] = [values[names.weight]!, values[names.u]!, values[names.v]!];
    const doubles = (data: Float32Array): Float64Array => Float64Array.from(data);
    const plain = { shape: weight.shape, data: doubles(weight.data) };
    const stored = { u: doubles(u.data), v: doubles(v.data) };
    const used = mode === 'training' ? powerIteration(plain, stored) : stored;

    const y = spectralWeight(scope, layer);
    const factors = noise(y.shape, 3);
    const loss = op.sum(op.multiply(y, graph.constant('float', y.shape, [...factors.data])), [0, 1, 2, 3]);
    const [wanted] = differentiate(loss, [graph.input(names.weight, y.shape)]);
    const found = evaluate({ y, gradient: wanted! }, values);

    const normalised = (data: Float64Array): Float64Array => {
      const sigma = spectralNorm({ ...plain, data }, used);
      return data.map((x) => x / sigma);
    };
    const largest = Math.max(...normalised(plain.data).map(Math.abs));
    normalised(plain.data).forEach((x, i) => assert.ok(Math.abs(x - found.y[i]!) <= tolerance * largest));
    // In double a step of 1e-4 leaves an error of 1e-12, so a larger difference is our float32.
    const direction = noise(y.shape, 4).data;
    const at = (step: number): number =>
      inner(normalised(plain.data.map((x, i) => x + step * direction[i]!)), factors.data);
    const [expected, along] = [slope(at, 1e-4), inner(found.gradient, direction)];
    assert.ok(
      Math.abs(expected - along) <= 1e-6 * innerSize(found.gradient, direction),
      `slope ${expected}, gradient ${along}`,
    );
  });
}
