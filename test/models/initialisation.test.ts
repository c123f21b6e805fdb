// How networks start: each tensor follows the published rule (docs/reference/networks.md), which is written out here
// again, and depends only on seed and name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNetwork, networkToTensors } from '../../models/index.js';
import type { NetworkSpec } from '../../models/types.js';
import { chiSquare, chiSquareLimit } from '../domain/statistics.js';
import * as tiny from '../support/tiny-networks.js';

/**
 * By how many standard errors a mean or a variance may differ: 6, a probability of 2·10⁻⁹ for each, and the seed is
 * fixed.
 */
const errors = 6;
const bins = 16;

type Rule =
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'direction' };

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The shape of the weight beside a bias, because a layer's bias starts by the inputs of its weight. */
  readonly weightShape: readonly number[];
}

const product = (values: readonly number[]): number => values.reduce((result, n) => result * n, 1);
const uniform = (limit: number): Rule => ({ kind: 'uniform', limit });

/** The published rule of a tensor. Weights are [k, k, in, out] or [in, out]. */
function ruleOf({ name, shape, weightShape }: Tensor): Rule {
  if (/norm\d?\.scale$/.test(name)) return { kind: 'normal', mean: 1, deviation: 0.02 };
  if (/norm\d?\.(bias|mean)$/.test(name)) return { kind: 'constant', value: 0 };
  if (/norm\d?\.variance$/.test(name)) return { kind: 'constant', value: 1 };
  if (/\.[uv]$/.test(name)) return { kind: 'direction' };
  if (name.endsWith('.depthwise')) return uniform(1 / 3);
  if (name.endsWith('.bias')) return uniform(1 / Math.sqrt(product(weightShape.slice(0, -1))));
  if (shape.length === 2) return uniform(1 / Math.sqrt(shape[0]!));
  const [kernel, , from, to] = shape as [number, number, number, number];
  return uniform(Math.sqrt(6 / (kernel * kernel * from + kernel * kernel * to)));
}

/** Values of all tensors of a rule, mapped so that they should be uniform on [0, 1). */
const pools = new Map<string, number[]>();

function pool(kind: string, values: readonly number[]): void {
  const known = pools.get(kind) ?? [];
  for (const value of values) known.push(value);
  pools.set(kind, known);
}

/** The normal distribution function, to 1.5e-7 (Abramowitz and Stegun 7.1.26). */
function normalShare(z: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(z)) / Math.SQRT2);
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce((sum, a) => (sum + a) * t, 0); // prettier-ignore
  const upper = (series * Math.exp((-z * z) / 2)) / 2;
  return z > 0 ? 1 - upper : upper;
}

/**
 * Asserts that mean and variance are within their standard errors. `kurtosis`: the fourth moment divided by the squared
 * variance.
 */
function assertMoments(name: string, data: Float32Array, mean: number, variance: number, kurtosis: number): void {
  const n = data.length;
  const found = data.reduce((sum, x) => sum + x, 0) / n;
  const square = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
  const what = `${name} (${n} values): mean ${found}, mean square ${square}`;
  assert.ok(Math.abs(found - mean) <= errors * Math.sqrt(variance / n), what);
  // With few values the mean square is not normally distributed, so the bound is wider.
  assert.ok(Math.abs(square - variance) <= errors * variance * Math.sqrt((kurtosis - 1) / n) * (1 + errors / n), what);
}

function assertStart(name: string, data: Float32Array, rule: Rule): void {
  if (rule.kind === 'constant') assert.ok(data.every((x) => x === rule.value), name); // prettier-ignore
  if (rule.kind === 'uniform') {
    assert.ok(data.every((x) => Math.abs(x) <= rule.limit), `${name} stays within ±${rule.limit}`); // prettier-ignore
    assertMoments(name, data, 0, rule.limit ** 2 / 3, 9 / 5);
    pool(
      'uniform',
      Array.from(data, (x) => (x / rule.limit + 1) / 2),
    );
  }
  if (rule.kind === 'normal') {
    assertMoments(name, data, rule.mean, rule.deviation ** 2, 3);
    pool(
      'normal',
      Array.from(data, (x) => normalShare((x - rule.mean) / rule.deviation)),
    );
  }
  if (rule.kind === 'direction') {
    const length = data.reduce((sum, x) => sum + x * x, 0);
    assert.ok(Math.abs(length - 1) < 1e-6, `${name} has length 1 (got ${Math.sqrt(length)})`);
    // Coordinates of a random direction in n dimensions are nearly N(0, 1/n) for large n.
    if (data.length >= 200)
      pool(
        'direction',
        Array.from(data, (x) => normalShare(x * Math.sqrt(data.length))),
      );
  }
}

const specs: readonly (readonly [string, NetworkSpec])[] = [
  ['a generator', { network: 'generator', form: 'supernet', channels: 24, latent: 30, bottomWidth: 4 }],
  ['a discriminator', { network: 'discriminator', form: 'supernet', channels: 24 }],
  ['the simple discriminator', { network: 'discriminator', form: 'simple' }],
];

for (const [title, spec] of specs)
  test(`every tensor of ${title} starts by its published rule, with its bounds, mean and variance`, () => {
    const network = createNetwork(spec, 7, 'a');
    const tensors = networkToTensors(network);
    for (const [key, { shape, data }] of tensors) {
      if (key.startsWith('steps/')) {
        assert.equal(data[0], 0, key);
        continue;
      }
      const name = key.slice(key.indexOf('/') + 1);
      const weight = tensors.get(`weights/${name.replace(/\.bias$/, '.weight')}`);
      assertStart(name, data as Float32Array, ruleOf({ name, shape, weightShape: weight?.shape ?? shape }));
    }
    network.dispose();
  });

for (const kind of ['uniform', 'normal', 'direction'])
  test(`the values of tensors that start ${kind} fill ${bins} equally likely bins evenly`, () => {
    const values = pools.get(kind)!;
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) counts[Math.min(bins - 1, Math.floor(value * bins))]!++;
    const expected = counts.map(() => values.length / bins);
    assert.ok(values.length > 200, `${values.length} values`);
    const found = chiSquare(counts, expected);
    assert.ok(found < chiSquareLimit(bins - 1), `chi-square ${found} of ${values.length} values: ${counts.join()}`);
  });

test('the start of a network depends only on its seed and name, and no two of its tensors are equal', () => {
  for (const [, spec] of specs) {
    const [network, again, other, reseeded] = [[7, 'a'], [7, 'a'], [7, 'b'], [8, 'a']].map(([seed, name]) => createNetwork(spec, Number(seed), String(name))); // prettier-ignore
    const bits = tiny.bitsOf(network!);
    assert.deepEqual(tiny.changedNames(bits, tiny.bitsOf(again!)), []);
    const drawn = [...bits].filter(([name]) => /^weights\/.*(weight|depthwise|scale)$/.test(name));
    for (const different of [other!, reseeded!]) {
      const changed = new Set(tiny.changedNames(bits, tiny.bitsOf(different)));
      assert.deepEqual(
        drawn.filter(([name]) => !changed.has(name)),
        [],
      );
    }
    assert.equal(new Set(drawn.map(([, data]) => data)).size, drawn.length);
    for (const each of [network, again, other, reseeded]) each!.dispose();
  }
});
