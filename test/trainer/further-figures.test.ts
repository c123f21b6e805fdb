// Figures that compare single images, and references of held-out images and of files, in real tasks.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import type { ReferenceArtifact, ScoreArtifact } from '../../domain/steps/artifacts.js';
import { deviationIn } from '../../domain/search/figures.js';
import { getJson } from '../../domain/steps/objects.js';
import type { Step } from '../../domain/steps/step.js';
import type { Judging, ScoreParameters } from '../../domain/steps/step-parameters.js';
import { writeNpz, type WrittenArray } from '../../formats/arrays/write-npy.js';
import { statisticsFromBytes } from '../../metrics/index.js';
import { closureOf } from '../../store/closure.js';
import type { Store } from '../../store/types.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { fittedJudge, type JudgeInputs } from './support/judging.js';
import { resultOf, runTask } from './support/run-task.js';
import { sizes, stepOf, tinyStore } from './support/tiny.js';

const features = 6;
const folder = temporaryFolder();
let store: Store;
let dataset: Digest;
let judge: JudgeInputs;

before(async () => {
  ({ store, dataset } = await tinyStore());
  judge = await fittedJudge(store, dataset, features);
});

const referenceStep = (parameters: object): Step =>
  stepOf('referenceStatistics', 'reference', { dataset, extractor: judge.extractor }, parameters as never);

interface Made {
  readonly digest: Digest;
  readonly artifact: ReferenceArtifact;
}

async function referenceOf(parameters: object, path?: string): Promise<Made> {
  const circumstances = { recoveryEveryMs: 600_000, ...(path === undefined ? {} : { referencePath: path }) };
  const digest = (await runTask(referenceStep(parameters), store, { circumstances })).outputs.reference!;
  return { digest, artifact: await getJson<ReferenceArtifact>(store.objects, digest) };
}

const names = ['kernelDistance', 'precision', 'recall', 'density', 'coverage'] as const;
const all: Judging = { splits: 2, figures: ['frechetDistance', 'classifierScore', ...names], split: 'train' };

async function scored(
  reference: Digest,
  judging: Judging,
  subject: 'noise' | 'heldOut',
  version: Partial<Pick<Step, 'kindVersion'>> = {},
): Promise<ScoreArtifact> {
  const parameters: ScoreParameters = {
    ...{ subject, iteration: null, images: 16, sizes, generator: null, size: 16, judging },
  };
  const inputs = { extractor: judge.extractor, reference, ...(subject === 'heldOut' ? { dataset } : {}) };
  const step = { ...stepOf('scoreWinner', `final/score/${subject}`, inputs, parameters), ...version };
  const result = await runTask(step, store);
  return getJson<ScoreArtifact>(store.objects, result.outputs.score!);
}

test('every figure is computed with its deviation, and real images are nearer than noise', async () => {
  const { digest, artifact } = await referenceOf({ also: ['kernelDistance', 'precisionRecall', 'densityCoverage'] });
  assert.equal(artifact.single!.images, artifact.images);
  const [noise, heldOut] = [await scored(digest, all, 'noise'), await scored(digest, all, 'heldOut')];
  const expected = all.figures.flatMap((name) => [name, `${name}Deviation`]);
  assert.deepEqual(Object.keys(noise.figures!).sort(), expected.sort());
  assert.ok(heldOut.figures!.kernelDistance! < noise.figures!.kernelDistance!);
  assert.deepEqual((await scored(digest, all, 'noise')).figures, noise.figures);
});

/** Kernels are cubed in two ways, whose last bits may differ; on which processors they do is not ours to say. */
function assertNear(before: number, now: number, name: string): void {
  const allowed = name === 'kernelDistance' ? 1e-12 * Math.abs(now) : 0;
  assert.ok(Math.abs(before - now) <= allowed, `${name}: ${before} and ${now}`);
}

test('steps of version 4 have the same figures, and deviations between parts', async () => {
  const { digest } = await referenceOf({ also: ['kernelDistance', 'precisionRecall', 'densityCoverage'] });
  const [now, before] = [await scored(digest, all, 'noise'), await scored(digest, all, 'noise', { kindVersion: 4 })];
  assert.deepEqual(Object.keys(before.figures!), Object.keys(now.figures!));
  for (const name of all.figures) assertNear(before.figures![name]!, now.figures![name]!, name);
  const deviationsOf = ({ figures }: ScoreArtifact): (number | undefined)[] =>
    all.figures.map((name) => deviationIn(figures!, name));
  assert.notDeepEqual(deviationsOf(now), deviationsOf(before));
  for (const name of ['classifierScore', 'kernelDistance'] as const)
    assertNear(deviationIn(before.figures!, name)!, deviationIn(now.figures!, name)!, name);
});

test('the features of a reference are parts of it, which gc and verify know', async () => {
  const { digest, artifact } = await referenceOf({ also: ['kernelDistance'] });
  const { digests, unread } = await closureOf(store.objects, {
    step: { kind: 'referenceStatistics' },
    outputs: { reference: digest },
  });
  assert.deepEqual(unread, []);
  const { statistics, root, single } = artifact;
  assert.deepEqual([...digests].sort(), [digest, statistics, root, ...single!.blocks].sort());
});

test('held-out images are another reference, at distance 0 from themselves', async () => {
  const { digest, artifact } = await referenceOf({ reference: { from: 'dataset', split: 'heldOut' } });
  const judging: Judging = { splits: 2, figures: ['frechetDistance', 'classifierScore'], split: 'heldOut' };
  const parameters: ScoreParameters = {
    ...{ subject: 'heldOut', iteration: null, images: artifact.images!, sizes, generator: null, size: 16, judging },
  };
  const inputs = { extractor: judge.extractor, reference: digest, dataset };
  const { numbers } = await runTask(stepOf('scoreWinner', 'final/score/heldOut', inputs, parameters), store);
  assert.ok(numbers.frechetDistance! < 1e-9, `${numbers.frechetDistance}`);
});

type Arrays = Record<string, WrittenArray>;

async function arrays(): Promise<Arrays> {
  const artifact = await getJson<ReferenceArtifact>(store.objects, judge.reference);
  const { mean, covariance } = statisticsFromBytes(await store.objects.get(artifact.statistics), features, 2);
  return { mu: { shape: [features], data: mean }, sigma: { shape: [features, features], data: covariance } };
}

function written(name: string, bytes: Uint8Array): { path: string; parameters: object } {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const contents = createHash('sha256').update(bytes).digest('hex');
  return { path, parameters: { reference: { from: 'npz', contents } } };
}

const extractorArray = (digest: Digest): Arrays => ({
  extractor: { shape: [32], data: Uint8Array.from(Buffer.from(digest, 'hex')) },
});

test('statistics in a file give the distance of the images that they are of, in float64 and nearly so in float32', async () => {
  const plain = await scored(judge.reference, { ...all, figures: ['frechetDistance'] }, 'noise');
  const doubles = { ...(await arrays()), ...extractorArray(judge.extractor) };
  const floats = Object.fromEntries(
    Object.entries(await arrays()).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float32Array.from(data as Float64Array) },
    ]),
  );
  for (const [of, tolerance] of [
    [doubles, 1e-12],
    [floats, 1e-4],
  ] as const) {
    const { path, parameters } = written('statistics.npz', writeNpz(of));
    const { digest } = await referenceOf(parameters, path);
    const found = await scored(digest, { ...all, figures: ['frechetDistance'], split: 'npz' }, 'noise');
    const [a, b] = [found, plain].map(({ figures }) => figures!.frechetDistance!);
    assert.ok(Math.abs(a! - b!) <= tolerance * b!, `${a}, not ${b}`);
    assert.notEqual(found.protocol, plain.protocol);
  }
});

test('a file without the number of its images says so', async () => {
  const { path, parameters } = written('unsaid.npz', writeNpz(await arrays()));
  const circumstances = { recoveryEveryMs: 600_000, referencePath: path };
  const { numbers, outputs } = resultOf(await runTask(referenceStep(parameters), store, { circumstances }));
  assert.deepEqual(numbers, {});
  assert.equal((await getJson<ReferenceArtifact>(store.objects, outputs.reference!)).images, null);
});

const refused: Readonly<Record<string, readonly [(of: Arrays) => Arrays, RegExp]>> = {
  'without sigma': [({ mu }) => ({ mu: mu! }), /must have the arrays mu and sigma \(got mu\)/],
  'of other features': [
    () => ({ mu: { shape: [3], data: new Float64Array(3) }, sigma: { shape: [3, 3], data: new Float64Array(9) } }),
    /must have mu of 6 numbers.*got 3: statistics of another extractor/,
  ],
  'of another extractor': [
    (of) => ({ ...of, ...extractorArray('a'.repeat(64)) }),
    /got those of another extractor, aaaa/,
  ],
  'with whole numbers': [
    (of) => ({ ...of, mu: { shape: [6], data: new Int32Array(6) } }),
    /float32 or float64 \(got i4\)/,
  ],
  'with a number that is none': [
    (of) => ({ ...of, mu: { shape: [6], data: new Float64Array(6).fill(NaN) } }),
    /finite/,
  ],
  'with a sigma that is no covariance': [
    (of) => ({ ...of, sigma: { shape: [6, 6], data: Float64Array.from({ length: 36 }, (_, i) => i) } }),
    /symmetric sigma/,
  ],
  'with a sigma that varies in a negative direction': [
    (of) => ({ ...of, sigma: { shape: [6, 6], data: Float64Array.from({ length: 36 }, (_, i) => (i % 7 ? 2 : 1)) } }),
    /eigenvalues are partly negative/,
  ],
  'with a sigma in another form': [(of) => ({ ...of, sigma: { shape: [36], data: new Float64Array(36) } }), /got 36/],
  'with an infinite number': [
    (of) => ({ ...of, sigma: { shape: [6, 6], data: new Float32Array(36).fill(Infinity) } }),
    /finite numbers in sigma/,
  ],
  'of one image': [(of) => ({ ...of, images: { shape: [], data: Int32Array.of(1) } }), /from 2 on as images \(got 1\)/],
  'of a number of images that is none': [
    (of) => ({ ...of, images: { shape: [1], data: Float64Array.of(NaN) } }),
    /from 2 on as images \(got NaN\)/,
  ],
  'with an empty number of images': [
    (of) => ({ ...of, images: { shape: [0], data: new Int32Array(0) } }),
    /from 2 on as images \(got none\)/,
  ],
  'with a negative variance': [
    (of) => ({ ...of, sigma: { shape: [6, 6], data: new Float64Array(36).fill(-1) } }),
    /negative/,
  ],
};
for (const [what, [change, says]] of Object.entries(refused))
  test(`a file ${what} is refused`, async () => {
    const { path, parameters } = written('refused.npz', writeNpz(change(await arrays())));
    await assert.rejects(referenceOf(parameters, path), { code: 'EAGAN_REFERENCE_UNSUITABLE', message: says });
  });

test('a file that is cut anywhere is refused, and nothing is stored', async () => {
  const whole = writeNpz(await arrays());
  for (let part = 0; part < 20; part++) {
    const { path, parameters } = written('cut.npz', whole.subarray(0, Math.floor((whole.length * part) / 20)));
    await assert.rejects(referenceOf(parameters, path), { code: 'EAGAN_REFERENCE_UNSUITABLE' });
  }
});

test('a file that was changed or removed since the run was frozen is refused', async () => {
  const { path, parameters } = written('frozen.npz', writeNpz(await arrays()));
  writeFileSync(path, 'another');
  await assert.rejects(referenceOf(parameters, path), { code: 'EAGAN_CONTENTS_DIFFER' });
  await assert.rejects(referenceOf(parameters, join(folder, 'gone.npz')), { code: 'EAGAN_REFERENCE_UNSUITABLE' });
});
