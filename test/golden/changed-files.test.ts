// A golden file in which one number is changed by slightly more than allowed fails, and the number is named.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check, changedStep, goldenFile, type StepContent } from './support.js';

const step = 'step_every_operation_2.safetensors';
const largest = (data: Float32Array): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Moves the first element by this share of the tensor's largest element. */
const moveFirst =
  (name: string, share: number) =>
  ({ tensors }: StepContent): void => {
    const { data } = tensors.get(name)!;
    data[0]! += share * largest(data);
  };

/** Moves by `by` a weight after the step, one with a clear gradient or one with rounding noise. */
const moveWeight =
  (clear: boolean, by: number) =>
  ({ tensors }: StepContent): void => {
    const gradients = [...tensors].filter(([name]) => name.startsWith('grad.G.'));
    const bound = 1e-5 * Math.max(...gradients.map(([, { data }]) => largest(data)));
    for (const [name, { data }] of gradients) {
      const i = data.findIndex((value) => Math.abs(value) > bound === clear);
      if (i < 0) continue;
      const after = tensors.get(name.replace('grad', 'after'))!;
      after.data[i]! += by;
      return;
    }
    assert.fail('no such weight');
  };

type Change = readonly [what: string, change: (content: StepContent) => void, named: RegExp];

/** They touch different numbers, so one file can have them all; each must be named. */
const apart: readonly Change[] = [
  ['an evaluation image', moveFirst('eval.images', 3e-4), /eval\.images differs by 0\.000\d+ \(allowed: 0\.000\d+\)/],
  ['evaluation logits', moveFirst('eval.logits_real', 3e-2), /eval\.logits_real differs/],
  ['a training image', moveFirst('train.fake_images', 3e-4), /train\.fake_images differs/],
  ['logits of real images', moveFirst('train.logits_real', 3e-4), /train\.logits_real differs/],
  ['logits of generated images', moveFirst('train.logits_fake', 3e-4), /train\.logits_fake differs/],
  ["the discriminator's loss", moveFirst('loss.discriminator', 1e-3), /loss\.discriminator differs/],
  ["the generator's loss", moveFirst('loss.generator', 1e-3), /loss\.generator differs/],
  [
    "a gradient of the discriminator's",
    moveFirst('grad.D.block1.c1.weight_orig', 1e-3),
    /grad\.D\.block1\.c1\.weight_orig differs/,
  ],
  ["a gradient of the generator's", moveFirst('grad.G.l1.weight', 1e-2), /grad\.G\.l1\.weight differs/],
  [
    'a missing gradient',
    ({ tensors }) => void tensors.delete('grad.G.to_rgb.2.bias'),
    /grad\.G\.to_rgb\.2\.bias is not in the file/,
  ],
  ['the running mean', moveFirst('after.G.to_rgb.0.running_mean', 3e-4), /running_mean differs/],
  ['the running variance', moveFirst('after.G.to_rgb.0.running_var', 3e-4), /running_var differs/],
  ['u', moveFirst('after.D.block1.c1.weight_u', 3e-4), /after\.D\.block1\.c1\.weight_u differs/],
  ['v', moveFirst('after.D.l5.weight_v', 3e-4), /after\.D\.l5\.weight_v differs/],
];

/** Each of these must fail by itself. */
const alone: readonly Change[] = [
  [
    'a weight with a clear gradient',
    moveWeight(true, 5e-6),
    /after\.G\.\S+ and Adam's step by its gradient, in the file, differs/,
  ],
  [
    'a weight moved by noise',
    moveWeight(false, 5e-6),
    /after\.G\.\S+ and Adam's step by its gradient, in the file, differs/,
  ],
  ['the learning rate', ({ metadata }) => void (metadata.lr = '1e-4'), /Adam's step/],
];

for (const [what, change, named] of alone) {
  test(`a step with ${what} changed fails and names it`, async () => {
    const { verdict, findings } = await check(step, changedStep(step, change));
    assert.equal(verdict, 'failed');
    assert.match(findings.problems.join('\n'), named);
  });
}

test('of a step in which many numbers are changed, each is named', async () => {
  const bytes = changedStep(step, (content) => apart.forEach(([, change]) => change(content)));
  const { verdict, findings } = await check(step, bytes);
  assert.equal(verdict, 'failed');
  for (const [what, , named] of apart)
    assert.ok(
      findings.problems.some((problem) => named.test(problem)),
      what,
    );
});

test('a gradient of the wrong sign fails, even if its weights agree with it and rounding moves the inputs', async () => {
  const bytes = changedStep(step, ({ tensors }) => {
    const [gradient, before, after] = ['grad', 'before', 'after'].map(
      (when) => tensors.get(`${when}.G.to_rgb.2.bias`)!.data,
    );
    gradient!.forEach((value, i) => {
      gradient![i] = -value;
      after![i] = before![i]! + (before![i]! - after![i]!);
    });
  });
  const { verdict, findings } = await check(step, bytes);
  assert.equal(verdict, 'failed');
  assert.match(findings.problems.join('\n'), /grad\.G\.to_rgb\.2\.bias differs/);
});

test('a weight that does not reach the output must keep its bits', async () => {
  const odd = 'step_odd_edges.safetensors';
  const bytes = changedStep(odd, ({ tensors }) => {
    const name = [...tensors.keys()].find(
      (key) => /^after\.D\..*conv\.weight_orig$/.test(key) && !tensors.has(key.replace('after', 'grad')),
    );
    const { data } = tensors.get(name!)!;
    data[0] = data[0]! * (1 + 2 ** -23);
  });
  const { verdict, findings } = await check(odd, bytes);
  assert.equal(verdict, 'failed');
  assert.match(findings.problems.join('\n'), /in the file, without a gradient, differs by \S+ \(allowed: 0\)/);
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- cases of three kinds, changed on purpose
type Entry = any;

const jsonChanges: readonly [file: string, what: string, change: (entries: Entry[]) => void, named: RegExp][] = [
  [
    'parameter_counts.json',
    "a generator's count",
    ([, entry]) => entry.params_g++,
    /case 1\.params_g differs by 1 \(allowed: 0\)/,
  ],
  ['parameter_counts.json', "a discriminator's count", ([entry]) => entry.params_d--, /case 0\.params_d differs/],
  [
    'parameter_counts.json',
    'a genotype',
    ([entry]) => (entry.discriminator[0][0] = 0),
    /case 0: cell 1 .* n0 must be 1 to 6/,
  ],
  ['metrics.json', 'the Fréchet distance', ([entry]) => (entry.fid *= 1 + 3e-6), /tall\.fid differs/],
  ['metrics.json', 'the kernel distance', ([, entry]) => (entry.kid *= 1 + 3e-6), /wide\.kid differs/],
  [
    'metrics.json',
    'the score',
    ([entry]) => (entry.inception_score_mean *= 1 + 3e-6),
    /tall\.inception_score_mean differs/,
  ],
  [
    'metrics.json',
    "the score's deviation",
    ([entry]) => (entry.inception_score_std *= 1 + 3e-6),
    /tall\.inception_score_std differs/,
  ],
  ['metrics.json', 'a row of features', ([entry]) => entry.features_a[3].pop(), /tall: tall\.features_a must be/],
  ['metrics.json', 'a missing figure', ([entry]) => delete entry.kid, /tall must have kid/],
  ['non_dominated_sorting.json', 'a front', (entries) => entries[4].fronts[0].pop(), /case 4\.fronts are/],
  [
    'non_dominated_sorting.json',
    'a crowding distance',
    (entries) => raiseFinite(entries[4].crowding[0]),
    /case 4\.crowding of point \d+ \(front 0\) differs/,
  ],
];

function raiseFinite(crowding: (number | null)[]): void {
  const i = crowding.findIndex((distance) => distance !== null);
  crowding[i]! += 1e-6;
}

for (const [file, what, change, named] of jsonChanges) {
  test(`${file} with ${what} changed fails and is named, also under another file name`, async () => {
    const entries = JSON.parse(readFileSync(goldenFile(file), 'utf8')) as Entry[];
    change(entries);
    for (const name of [file, 'held-back.json']) {
      const { verdict, findings } = await check(name, JSON.stringify(entries));
      assert.equal(verdict, 'failed');
      assert.equal(findings.problems.length, 1);
      assert.match(findings.problems[0]!, named);
    }
  });
}
