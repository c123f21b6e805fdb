// Adam compared with Adam in double precision: ε after bias correction, a step count for each parameter, several steps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Adam, Genotype } from '../../domain/pipeline.js';
import { applyAdam } from '../../models/adam.js';
import { release } from '../../models/device.js';
import { createNetwork, discriminatorStep, networkFromTensors, networkToTensors } from '../../models/index.js';
import { deviceNetwork } from '../../models/network.js';
import { uploadFloats } from '../../models/variables.js';
import type { Tensors } from '../../store/types.js';
import { noise } from '../support/device-values.js';
import { adamStart, adamStep, type AdamState } from '../support/plain/adam.js';
import * as tiny from '../support/tiny-networks.js';

/** float32 rounding of a few operations, relative to the size of the terms. */
const tolerance = 2e-6;

function assertClose(
  found: ArrayLike<number>,
  expected: Float64Array,
  size: (i: number) => number,
  what: string,
): void {
  expected.forEach((x, i) =>
    assert.ok(Math.abs(found[i]! - x) <= tolerance * size(i), `${what}[${i}]: ${found[i]} against ${x}`),
  );
}

/** Gradients of sizes from 1 down to 1e-12, where ε decides; an element keeps its size from step to step. */
function gradientOf(shape: readonly number[], parameter: number, step: number): Float32Array {
  const [size, sign] = [noise(shape, parameter).data, noise(shape, parameter + 100 * step + 100).data];
  return size.map((x, i) => Math.sign(sign[i]!) * 10 ** (6 * x - 6));
}

/** Parameter `i` takes part in every (i + 1)th step, so that the step counts differ. */
const takesPart = (i: number, step: number): boolean => step % ((i % 3) + 1) === 0;

const settings = [
  [0, 0.9],
  [0.5, 0.9],
] as const;
for (const betas of settings)
  test(`with β ${betas.join(' and ')} weights and moments of each parameter follow its own steps, with ε after bias correction`, () => {
    const rule: Adam = { kind: 'adam', learningRate: 2e-4, betas };
    const fresh = createNetwork(tiny.standaloneGenerator, 1, 'g');
    // The weights begin at 0, so that a moved weight shows every bit of each step.
    const zeros = new Map(networkToTensors(fresh));
    for (const [name, { shape, data }] of zeros)
      if (name.startsWith('weights/')) zeros.set(name, { shape, data: new Float32Array(data.length) });
    const network = networkFromTensors(tiny.standaloneGenerator, zeros);
    const parameters = [...deviceNetwork(network).parameters];
    const states = parameters.map(([, { weight }]) => adamStart(weight.download()));
    for (let step = 0; step < 7; step++) {
      const chosen = parameters.flatMap(([, parameter], i) => (takesPart(i, step) ? [{ parameter, i }] : []));
      const updates = chosen.map(({ parameter, i }) => {
        const gradient = gradientOf(parameter.weight.shape, i, step);
        states[i] = adamStep(states[i]!, gradient, rule);
        return [parameter, uploadFloats(parameter.weight.shape, gradient)] as const;
      });
      applyAdam(updates, rule);
      for (const [, gradient] of updates) release(gradient);
    }
    const tensors = networkToTensors(network);
    parameters.forEach(([name], i) => assertState(tensors, name, states[i]!, rule.learningRate));
    for (const each of [fresh, network]) each.dispose();
  });

/** `size`: the size that the weights' rounding is relative to. */
function assertState(tensors: Tensors, name: string, state: AdamState, size: number): void {
  const data = (kind: string): ArrayLike<number> => tensors.get(`${kind}/${name}`)!.data;
  const { weight, first, second, steps } = state;
  assert.equal(data('steps')[0], steps, name);
  assertClose(data('weights'), weight, () => size, `weights/${name}`);
  if (steps === 0) return;
  // The root of the second moment is the size of the gradients so far.
  assertClose(data('moments1'), first, (i) => Math.sqrt(second[i]!), `moments1/${name}`);
  assertClose(data('moments2'), second, (i) => second[i]!, `moments2/${name}`);
}

test('in training steps of changing architectures each parameter moves by its own step count', () => {
  const { optimizer } = tiny.rule;
  const networks = tiny.freshPair(tiny.generatorSupernet, tiny.discriminatorSupernet);
  let before = networkToTensors(networks.discriminator);
  const states = new Map<string, AdamState>();
  for (const [name, { data }] of before)
    if (name.startsWith('weights/')) states.set(name.slice(8), adamStart(data as Float32Array));
  const turns: Genotype[] = [tiny.cifarDiscriminator, tiny.oddDiscriminator, tiny.oddDiscriminator, tiny.cifarDiscriminator]; // prettier-ignore
  turns.forEach((genotype, i) => {
    const pair = tiny.pairOf(networks, tiny.bestGenerator, genotype);
    discriminatorStep(pair, tiny.patternImages(2), 2, { seed: 1, name: `${i}` }, 2, tiny.rule);
    const after = networkToTensors(networks.discriminator);
    for (const [name, state] of states) {
      const counted = `steps/${name}`;
      if (after.get(counted)!.data[0] === before.get(counted)!.data[0]) continue;
      // β₁ is 0: the first moment is the gradient.
      states.set(name, adamStep(state, after.get(`moments1/${name}`)!.data as Float32Array, optimizer));
    }
    before = after;
  });
  const counts = new Set([...states.values()].map(({ steps }) => steps));
  assert.deepEqual([...counts].sort(), [0, 2, 4]);
  // Weights of about 0.5 are rounded to 3e-8 at each step.
  for (const [name, state] of states) assertState(before, name, state, 0.1);
  for (const network of Object.values(networks)) network.dispose();
});
