// The comparison of weights: an Adam that differs from the published one fails wherever the difference shows, including
// in rounding noise.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compareBackward } from '../../tools/golden/step/compare-backward.js';
import { runGoldenStep, type OurStep } from '../../tools/golden/step/run-step.js';
import { runners } from '../../tools/golden/step/runners.js';
import { readStepFile } from '../../tools/golden/step/step-file.js';
import { goldenFile } from './support.js';

const file = readStepFile(readFileSync(goldenFile('step_every_operation_1.safetensors')));
const ours = runGoldenStep(file, runners.eager);

/** Our step with the weights that another optimiser would give. */
function steppedBy(step: (gradient: number) => number): OurStep {
  const tensors = new Map(ours.tensors);
  for (const [name, gradient] of ours.tensors) {
    if (!name.startsWith('grad.')) continue;
    const before = file.tensors.get(name.replace('grad', 'before'))!.data;
    tensors.set(
      name.replace('grad', 'after'),
      gradient.map((value, i) => before[i]! - step(value)),
    );
  }
  return { ...ours, tensors };
}

test('the published Adam, with ε 1e-8 after bias correction, passes', () => {
  const { problems } = compareBackward(
    file,
    steppedBy((g) => (2e-4 * g) / (Math.abs(g) + 1e-8)),
  );
  assert.deepEqual(problems, []);
});

const wrong: readonly [name: string, step: (gradient: number) => number][] = [
  ['ε 1e-7', (g) => (2e-4 * g) / (Math.abs(g) + 1e-7)],
  ['ε before bias correction', (g) => (2e-4 * g) / (Math.abs(g) + 1e-8 / Math.sqrt(0.1))],
  ['no ε', (g) => 2e-4 * Math.sign(g)],
  ['another rate', (g) => (2.2e-4 * g) / (Math.abs(g) + 1e-8)],
  ['a small gradient that counts as none', (g) => (Math.abs(g) < 1e-6 ? 0 : (2e-4 * g) / (Math.abs(g) + 1e-8))],
];
for (const [name, step] of wrong) {
  test(`an Adam with ${name} fails`, () => {
    assert.match(compareBackward(file, steppedBy(step)).problems.join('\n'), /Adam's step by our gradient differs/);
  });
}

test('only gradients within rounding noise excuse different weights', () => {
  const tensors = new Map(ours.tensors);
  const greatest = Math.max(
    ...[...ours.tensors].flatMap(([name, data]) => (name.startsWith('grad.G.') ? [...data.map(Math.abs)] : [])),
  );
  const name = 'G.to_rgb.2.bias';
  const gradient = ours.tensors.get(`grad.${name}`)!.map(() => 3e-5 * greatest);
  tensors.set(`grad.${name}`, gradient);
  tensors.set(
    `after.${name}`,
    gradient.map((g, i) => file.tensors.get(`before.${name}`)!.data[i]! - (2e-4 * g) / (Math.abs(g) + 1e-8)),
  );
  assert.match(compareBackward(file, { ...ours, tensors }).problems.join('\n'), /after\.G\.to_rgb\.2\.bias differs/);
});

test('a step count of a parameter without a gradient is reported', () => {
  const odd = readStepFile(readFileSync(goldenFile('step_odd_edges.safetensors')));
  const step = runGoldenStep(odd, runners.eager);
  const idle = [...odd.tensors.keys()].find(
    (key) => /^before\.G\..*conv\.bias$/.test(key) && !odd.tensors.has(key.replace('before', 'grad')),
  )!;
  const moved = new Set([...step.moved, idle.slice('before.'.length)]);
  assert.deepEqual(compareBackward(odd, step).problems, []);
  assert.match(
    compareBackward(odd, { ...step, moved }).problems.join('\n'),
    /without a gradient, has moments or a step count/,
  );
});
