// Evaluation, scores and export on tiny real networks: figures repeat, states stay unchanged, and divergence is an
// outcome.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { EvaluationArtifact, Protocol, ScoreArtifact } from '../../domain/steps/artifacts.js';
import type { Digest } from '../../domain/digest.js';
import { genes, operationNames } from '../../domain/search/genotype.js';
import { getJson } from '../../domain/steps/objects.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import { fullSpace, randomGenotype } from '../../domain/search/search-space.js';
import type { Step, StepResult } from '../../domain/steps/step.js';
import type { ExportParameters, ScoreParameters } from '../../domain/steps/step-parameters.js';
import { stream } from '../../domain/stream.js';
import { protocolOf } from '../../domain/steps/protocol.js';
import { parameterCount, tensorCount } from '../../models/index.js';
import { multiplyAdds } from '../../models/multiply-adds.js';
import { readSafetensors } from '../../store/safetensors.js';
import type { Store } from '../../store/types.js';
import { figuresOf } from '../../trainer/judging/figures.js';
import { noiseImages } from '../../trainer/judging/images.js';
import { sketchStep } from '../support/steps.js';
import { evaluateStep as evaluationOf, fittedJudge, type JudgeInputs } from './support/judging.js';
import { resultOf, runTask } from './support/run-task.js';
import {
  finalPair,
  openStep,
  segmentStep,
  sizes,
  stepOf,
  tinyStore,
  wildTraining,
  openWinnerStep,
  winnerStep,
} from './support/tiny.js';

type Judged = EvaluationArtifact | ScoreArtifact;

let store: Store;
let dataset: Digest;
let judge: JudgeInputs;

before(async () => {
  ({ store, dataset } = await tinyStore());
  judge = await fittedJudge(store, dataset, 8);
});

const run = async (step: Step): Promise<StepResult> => resultOf(await runTask(step, store));
const opened = async (search: NetworkName): Promise<Digest> => (await run(openStep(search))).outputs.state!;
const random = (network: NetworkName, name: string): Genotype => randomGenotype(fullSpace(network), stream(1, name));

const evaluateStep = (search: NetworkName, state: Digest, slot: number, genotype: Genotype): Step =>
  evaluationOf(search, { state, ...judge }, { slot, genotype });

test('an evaluation gives the same from the store as from memory, and does not change the state', async () => {
  const state = await opened('generator');
  const genotype = random('generator', 'evaluated');
  const warm = await run(evaluateStep('generator', state, 0, genotype));
  const after = await run(segmentStep('generator', { state, dataset }, { from: 0, to: 3 }));
  await opened('discriminator');
  assert.deepEqual(await run(evaluateStep('generator', state, 0, genotype)), warm);
  await opened('discriminator');
  assert.deepEqual(await run(segmentStep('generator', { state, dataset }, { from: 0, to: 3 })), after);
  const artifact = await getJson<EvaluationArtifact>(store.objects, warm.outputs.evaluation!);
  const parameters = parameterCount({ network: 'generator', form: 'standalone', genotype, ...sizes.generator });
  assert.deepEqual(warm.numbers, { ...artifact.figures, parameters });
  assert.equal(artifact.parameters, parameters);
});

test('an evaluation that computes costs gives the same figures', async () => {
  const state = await opened('generator');
  const genotype = random('generator', 'evaluated');
  const plain = evaluateStep('generator', state, 0, genotype);
  const share = (names: readonly string[]): Record<string, number> =>
    Object.fromEntries(names.map((name) => [name, 2]));
  const cell = Object.fromEntries(genes.generator.map(({ name, kind }) => [name, share(operationNames[kind])]));
  const latency = { generator: { baseMs: 1, cells: [cell, cell, cell] } };
  const costs = { multiplyAdds: true, latency };
  const step = sketchStep('evaluate', plain.place, plain.inputs, { ...plain.parameters, costs }, plain.seed);
  const told = await run(step);
  const { multiplyAdds: adds, latencyMs, parameters, ...figures } = told.numbers;
  const spec = { network: 'generator', form: 'standalone', genotype, ...sizes.generator } as const;
  const expected = { multiplyAdds: multiplyAdds(spec, sizes.generator.bottomWidth * 8), latencyMs: 1 + 21 * 2 };
  assert.deepEqual(told.numbers, { ...(await run(plain)).numbers, ...expected });
  const artifact = await getJson<EvaluationArtifact>(store.objects, told.outputs.evaluation!);
  assert.deepEqual([artifact.multiplyAdds, artifact.latencyMs], [expected.multiplyAdds, 43]);
  assert.deepEqual(artifact, {
    ...{ schemaVersion: 1, kind: 'evaluation', individual: artifact.individual, status: 'ok' },
    ...{ figures, multiplyAdds: adds, latencyMs, parameters, protocol: artifact.protocol },
  });
});

test('steps of the version before the deviation record the same figures without it, and nothing else differs', async () => {
  const { generator } = finalPair;
  // Three images or more a split: the score of a single image is 1.
  const images = 35;
  const scoring: ScoreParameters = { subject: 'untrained', iteration: null, images, sizes, generator, size: 16 };
  const winner = (await run(openWinnerStep())).outputs.state!;
  const evaluation = evaluateStep('generator', await opened('generator'), 0, random('generator', 'evaluated'));
  const steps = [
    { ...evaluation, parameters: { ...evaluation.parameters, images } } as Step,
    stepOf('scoreWinner', 'final/score/untrained', { ...judge, state: winner }, scoring),
  ];
  const judgedBy = async (step: Step): Promise<{ numbers: StepResult['numbers']; artifact: Judged }> => {
    const { numbers, outputs } = await run(step);
    return { numbers, artifact: await getJson<Judged>(store.objects, Object.values(outputs)[0]!) };
  };
  for (const step of steps) {
    const [now, before] = [await judgedBy(step), await judgedBy({ ...step, kindVersion: 2 } as Step)];
    const { classifierScoreDeviation, frechetDistanceDeviation, ...numbers } = now.numbers;
    assert.ok(classifierScoreDeviation! > 0 && frechetDistanceDeviation! > 0);
    const third = await judgedBy({ ...step, kindVersion: 3 } as Step);
    assert.deepEqual(third.numbers, { ...numbers, classifierScoreDeviation });
    const fourth = await judgedBy({ ...step, kindVersion: 4 } as Step);
    const between = fourth.numbers.frechetDistanceDeviation!;
    assert.deepEqual(fourth.numbers, { ...now.numbers, frechetDistanceDeviation: between });
    assert.notEqual(between, frechetDistanceDeviation);
    assert.deepEqual(before.numbers, numbers);
    const { frechetDistance, classifierScore } = numbers as { frechetDistance: number; classifierScore: number };
    const figures = { frechetDistance, classifierScore };
    assert.deepEqual(now.artifact.figures, { ...figures, classifierScoreDeviation, frechetDistanceDeviation });
    assert.deepEqual(before.artifact, { ...now.artifact, figures });
  }
});

test('a discriminator is evaluated by the images of its own slot’s generator', async () => {
  const population = [0, 1].map((slot) => random('discriminator', `slot/${slot}`));
  const changes = { population, opponentsFrom: [0, 0], excluded: [1], from: 0, to: 4 };
  const { outputs } = await run(
    segmentStep('discriminator', { state: await opened('discriminator'), dataset }, changes),
  );
  const distances: number[] = [];
  for (const slot of [0, 1]) {
    // Both slots have the same architecture, so only the paired generators differ.
    const { numbers } = await run(evaluateStep('discriminator', outputs.state!, slot, population[0]!));
    distances.push(numbers.frechetDistance!);
  }
  assert.notEqual(distances[0], distances[1]);
});

test('an individual whose numbers overflow is diverged: it has a status and a parameter count, but no figures', async () => {
  const genotype = random('generator', 'wild');
  const changes = { population: [genotype], training: wildTraining, from: 0, to: 3 };
  const { outputs } = await run(segmentStep('generator', { state: await opened('generator'), dataset }, changes));
  const result = await run(evaluateStep('generator', outputs.state!, 0, genotype));
  assert.equal(result.status, 'diverged');
  assert.deepEqual(Object.keys(result.numbers), ['parameters']);
  const artifact = await getJson<EvaluationArtifact>(store.objects, result.outputs.evaluation!);
  assert.deepEqual([artifact.status, artifact.figures], ['diverged', undefined]);
});

test('an evaluation that was given up is recorded with its parameter count and protocol, without computing anything', async () => {
  const step = evaluateStep('generator', await opened('generator'), 0, random('generator', 'poison'));
  const ok = await run(step);
  const circumstances = { recoveryEveryMs: 600_000, unjudged: true } as const;
  const failed = resultOf(await runTask(step, store, { circumstances }));
  assert.deepEqual([failed.status, failed.numbers], ['failed', { parameters: ok.numbers.parameters }]);
  const [expected, artifact] = await Promise.all(
    [ok, failed].map(({ outputs }) => getJson<EvaluationArtifact>(store.objects, outputs.evaluation!)),
  );
  const { figures, ...rest } = expected!;
  assert.ok(figures);
  assert.deepEqual(artifact, { ...rest, status: 'failed' });
});

test('a winner with finite weights and non-finite images has diverged, and is still exported', async () => {
  const opened = (await run(openWinnerStep())).outputs.state!;
  const trained = await run(
    winnerStep({ state: opened, dataset }, { training: wildTraining, emaDecay: 0, from: 0, to: 1 }),
  );
  assert.equal(trained.status, 'ok');
  const state = trained.outputs.state!;
  const { generator } = finalPair;
  const parameters: ScoreParameters = { subject: 'trained', iteration: 1, images: 16, sizes, generator, size: 16 };
  const scored = await run(stepOf('scoreWinner', 'final/score/iter-000001', { ...judge, state }, parameters));
  assert.deepEqual([scored.status, scored.numbers], ['diverged', {}]);
  const artifact = await getJson<ScoreArtifact>(store.objects, scored.outputs.score!);
  assert.deepEqual([artifact.status, artifact.figures], ['diverged', undefined]);
  const exporting: ExportParameters = { sizes, ...finalPair, name: 'wild', grid: [2, 2] };
  const exported = await run(stepOf('export', 'export', { state, dataset, extractor: judge.extractor }, exporting));
  assert.ok((await store.objects.get(exported.outputs.samples!)).length > 0);
});

test('if there are fewer images than parts of the score, each image is a part', async () => {
  const parameters: ScoreParameters = {
    ...{ subject: 'heldOut', iteration: null, images: 3, sizes, generator: null, size: 16 },
  };
  const { status, outputs } = await run(stepOf('scoreWinner', 'final/score/few', { ...judge, dataset }, parameters));
  assert.equal(status, 'ok');
  const { protocol } = await getJson<ScoreArtifact>(store.objects, outputs.score!);
  assert.equal((await getJson<Protocol>(store.objects, protocol)).scoreSplits, 3);
});

test('the deviation of a score is absent where the protocol has one split', async () => {
  const { extractor, reference } = judge;
  const judging = { splits: 1, figures: ['frechetDistance', 'classifierScore'], split: 'train' } as const;
  const one = protocolOf({ extractor, reference }, 16, 'live', judging);
  const context = { store, key: '', attempt: '', circumstances: { recoveryEveryMs: 600_000 }, now: () => 0 };
  const quiet = { ...context, tick: async () => undefined, onInterrupt: () => undefined };
  const images = (from: number) => noiseImages(1, 'noise', 16, 16, from);
  const { figures } = await figuresOf(
    { kindVersion: 5, parameters: { sizes, images: 16, judging } },
    images,
    one,
    quiet,
  );
  assert.deepEqual(Object.keys(figures!).sort(), ['classifierScore', 'frechetDistance']);
});

test('noise, held-out images and a generator are scored under one protocol, and held-out images are nearest', async () => {
  const state = (await run(openWinnerStep())).outputs.state!;
  const score = async (subject: ScoreParameters['subject'], inputs: Record<string, Digest>): Promise<ScoreArtifact> => {
    const generator = subject === 'untrained' ? finalPair.generator : null;
    const parameters: ScoreParameters = { subject, iteration: null, images: 16, sizes, generator, size: 16 };
    const result = await run(stepOf('scoreWinner', `final/score/${subject}`, { ...judge, ...inputs }, parameters));
    return getJson<ScoreArtifact>(store.objects, result.outputs.score!);
  };
  const scores = [await score('heldOut', { dataset }), await score('noise', {}), await score('untrained', { state })];
  assert.equal(new Set(scores.map(({ protocol }) => protocol)).size, 1);
  const [heldOut, ...others] = scores.map(({ figures }) => figures!.frechetDistance!);
  for (const other of others) assert.ok(heldOut! < other, `${heldOut} must be less than ${other}`);
});

test('the export has genotypes, readable weights, pictures, and a manifest with their digests and sizes', async () => {
  const state = (await run(openWinnerStep())).outputs.state!;
  const parameters: ExportParameters = { sizes, ...finalPair, name: 'tiny', grid: [2, 3] };
  const { outputs } = await run(stepOf('export', 'export', { state, dataset, extractor: judge.extractor }, parameters));
  const bytes = Object.fromEntries(
    await Promise.all(Object.entries(outputs).map(async ([name, digest]) => [name, await store.objects.get(digest)])),
  ) as Record<string, Uint8Array>;
  assert.equal(Buffer.from(bytes.samples!.subarray(1, 4)).toString(), 'PNG');
  assert.equal(bytes.preview!.length, 2 * 8 * 16 * 16 * 3);
  const { tensors } = readSafetensors(bytes.weights!);
  assert.ok(['generator/', 'discriminator/'].every((name) => [...tensors.keys()].some((key) => key.startsWith(name))));
  const manifest = JSON.parse(Buffer.from(bytes.manifest!).toString()) as { files: Record<string, unknown> };
  for (const [name, file] of Object.entries(manifest.files))
    assert.deepEqual(file, { digest: outputs[name], bytes: bytes[name]!.length });
});

test('evaluation leaves no additional tensors on the device', async () => {
  const state = await opened('generator');
  const counts: number[] = [];
  for (let i = 0; i < 3; i++) {
    await run(evaluateStep('generator', state, 0, random('generator', 'evaluated')));
    counts.push(tensorCount());
  }
  assert.equal(counts[1], counts[2]);
});
