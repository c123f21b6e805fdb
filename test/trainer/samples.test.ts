// Pictures of samples of tiny real runs: they show what figures judged, come back with the same bits, and say why one
// is missing.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { sampleGrids, type SampleGrids } from '../../control/report/samples/sample-grids.js';
import { plannedFinals, plannedGenerations, plannedNoise, plannedReal, type Planned } from '../../control/report/samples/planned.js'; // prettier-ignore
import { readSearch } from '../../control/why/read-search.js';
import type { Pipeline, Stage, Training } from '../../domain/pipeline.js';
import type { EvaluationArtifact, Protocol, ScoreArtifact } from '../../domain/steps/artifacts.js';
import { getJson } from '../../domain/steps/objects.js';
import { ofKind, type Step } from '../../domain/steps/kinds.js';
import { streamNames } from '../../domain/steps/places.js';
import type { StepResult } from '../../domain/steps/step.js';
import { tensorCount } from '../../models/index.js';
import type { LatentStream, Network } from '../../models/types.js';
import { createFileLayer, readRun, runRecords, type RunInStore, type Store } from '../../store/index.js';
import { noteRemoved, removedListOf } from '../../store/removed.js';
import { figuresOf, type JudgedStep } from '../../trainer/judging/figures.js';
import { generatedImages } from '../../trainer/judging/images.js';
import { evaluatedGenerator, samplesOf, type SampleRequest } from '../../trainer/pictures/samples.js';
import { averagedIn } from '../../trainer/state/sampled-generator.js';
import type { TaskContext } from '../../trainer/types.js';
import { calculatedRun } from '../support/calculated-run.js';
import { coupledPipeline } from '../support/coupled-pipeline.js';
import { filesBelow } from '../support/files-below.js';
import { emptyStore } from '../support/quick-store.js';
import { resultOf, runTask } from './support/run-task.js';

const small = ['dataset.images=120', 'stageDefaults.warmup.steps=2'];
const quick = ['stageDefaults.duration.steps=2', 'finalTraining.duration.steps=6', 'finalTraining.scoreEvery.steps=2'];
/** Pairs first, then a random search of generators. */
const mixed = withStages(coupledPipeline([...small, ...quick, 'metrics.images=20']), ({ id }) =>
  id === 'generator' ? { selection: { kind: 'random' } } : {},
);

function withStages(pipeline: Pipeline, changes: (stage: Stage) => Partial<Stage>): Pipeline {
  return { ...pipeline, stages: pipeline.stages.map((stage) => ({ ...stage, ...changes(stage) })) };
}

let store: Store;
let found: RunInStore;
const run = 'mixed';

async function realRun(
  pipeline: Pipeline,
  name: string,
  unjudged: (step: Step) => boolean = () => false,
): Promise<RunInStore> {
  const results = async (step: Step, of: Store): Promise<StepResult> =>
    resultOf(
      await runTask(step, of, {
        circumstances: { recoveryEveryMs: 600_000, ...(unjudged(step) ? { unjudged: true } : {}) },
      }),
    );
  await calculatedRun(store, pipeline, { run: name, results });
  return (await readRun(store.refs, name))!;
}

before(async () => {
  store = await emptyStore();
  found = await realRun(mixed, run);
});

const forget = (): void => rmSync(join(store.folder, 'index'), { recursive: true, force: true });
const picturesIn = ({ generations, final, real, noise }: SampleGrids): (Uint8Array | null)[] =>
  [...generations, ...final, real!, noise].map(({ png }) => png);

async function planned(of = found): Promise<Planned<unknown>[]> {
  const { run: name, pipeline } = of.frozen;
  const [records, stages] = [await runRecords(store, name), await readSearch(store, name)];
  const { size } = pipeline.dataset;
  return [
    ...plannedGenerations(stages, size),
    ...plannedFinals(records, size),
    ...plannedReal(records, size),
    plannedNoise(size),
  ];
}

test('a run has a picture of each closed generation of generators or pairs, of each final state, of real images and noise', async () => {
  const grids = await sampleGrids(store, found);
  const facts = grids.generations.map(({ stage, generation, status }) => [stage, generation, status]);
  const expected = ['coupled', 'generator'].flatMap((stage) => [0, 1].map((generation) => [stage, generation, 'ok']));
  assert.deepEqual(facts, expected);
  for (const { individual, values } of grids.generations) {
    assert.match(individual, /^(coupled|generator)\/g00\d-i0\d$/);
    assert.ok(values.frechetDistance! > 0 && values.parameters! > 0);
  }
  assert.deepEqual(
    grids.final.map(({ iteration }) => iteration),
    [0, 4, 6],
  );
  assert.equal(grids.final.filter(({ exported }) => exported).length, 1);
  const pictures = picturesIn(grids);
  assert.equal(new Set(pictures.map((png) => Buffer.from(png!).toString('base64'))).size, 9, 'each is another one');
  for (const png of pictures) {
    const header = Buffer.from(png!);
    assert.equal(header.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([header.readUInt32BE(16), header.readUInt32BE(20)], [8 * 34 + 2, 4 * 34 + 2]);
  }
});

test('the second call starts no process, and another process makes the same bits', async () => {
  const first = picturesIn(await sampleGrids(store, found));
  const onMake = (): void => assert.fail('nothing is to be made');
  assert.deepEqual(picturesIn(await sampleGrids(store, found, { onMake })), first);
  forget();
  const without = await sampleGrids(store, found, { make: false });
  assert.deepEqual(
    [...without.generations, ...without.final, without.real!, without.noise].map(({ missing }) => missing?.reason),
    first.map(() => 'notMade'),
  );
  assert.deepEqual(picturesIn(await sampleGrids(store, found)), first);
});

async function pngOf(request: SampleRequest): Promise<Uint8Array> {
  const outcome = await samplesOf(store.objects, request);
  assert.ok(outcome.status === 'ok', JSON.stringify(outcome));
  return new Uint8Array(outcome.png);
}

test('a picture has the latents of every other one, whatever else is asked for', async () => {
  const one = await sampleGrids(store, found, { upTo: 0 });
  assert.deepEqual(
    one.generations.map(({ stage, generation }) => [stage, generation]),
    [
      ['coupled', 0],
      ['generator', 0],
    ],
  );
  const all = await sampleGrids(store, found);
  assert.deepEqual(one.generations[1]!.png, all.generations[2]!.png);
  await assert.rejects(sampleGrids(store, found, { upTo: 2 }), { code: 'EAGAN_USAGE', message: /0 to 1, .*got 2/ });
});

/** Figures of images from that generator, as a step computes them. */
async function figuresFrom(
  generator: Network,
  step: JudgedStep & Step,
  latents: LatentStream,
  protocol: string,
): Promise<object> {
  const context = { store, key: 'k', attempt: 'a', now: () => 0, circumstances: { recoveryEveryMs: 1e9 } };
  const asked = { ...context, tick: async () => undefined, onInterrupt: () => undefined } as TaskContext;
  const { images } = step.parameters;
  const of = await getJson<Protocol>(store.objects, protocol);
  const { figures } = await figuresOf(step, (from) => generatedImages(generator, latents, images, from), of, asked);
  generator.dispose();
  return figures!;
}

for (const batchNorm of ['recalibrated', 'shared'] as const) {
  test(`with the latents of its evaluation, a ${batchNorm} individual makes the images that were judged`, async () => {
    const changes = ({ evaluation }: Stage): Partial<Stage> => ({ evaluation: { ...evaluation, batchNorm } });
    const of = batchNorm === 'shared' ? await realRun(withStages(mixed, changes), 'shared') : found;
    const stages = await readSearch(store, of.frozen.run);
    const plans = plannedGenerations(stages, 32);
    for (const { facts, request } of plans) {
      const { step, outputs } = bestEvaluation(stages, facts.stage, facts.generation);
      const artifact = await getJson<EvaluationArtifact>(store.objects, outputs.evaluation!);
      const latents = { seed: step.seed!, name: streamNames.evaluationLatents(facts.stage, facts.generation) };
      const generator = await evaluatedGenerator(store.objects, request as never);
      assert.deepEqual(
        await figuresFrom(generator, step, latents, artifact.protocol),
        artifact.figures,
        facts.individual,
      );
    }
  });
}

function bestEvaluation(stages: Awaited<ReturnType<typeof readSearch>>, stage: string, generation: number) {
  const { selection, evaluations } = stages.find(({ id }) => id === stage)!.generations[generation]!;
  return evaluations.find((each) => each!.artifact.individual === selection!.best)!.record;
}

test('with the latents of scores, a final state makes the images that were scored', async () => {
  const scores = ofKind('scoreWinner', await runRecords(store, run)).filter(({ step }) => step.inputs.state);
  assert.equal(scores.length, 3);
  for (const { step, outputs } of scores) {
    const artifact = await getJson<ScoreArtifact>(store.objects, outputs.score!);
    const latents = { seed: step.seed!, name: streamNames.scoreLatents };
    const generator = await averagedIn(store.objects, step.inputs.state!);
    assert.deepEqual(await figuresFrom(generator, step, latents, artifact.protocol), artifact.figures, step.place);
  }
});

test('pictures leave no additional tensors on the device', async () => {
  const counts: number[] = [];
  for (let i = 0; i < 2; i++) {
    for (const { request } of (await planned()).slice(0, 5)) await pngOf(request);
    counts.push(tensorCount());
  }
  assert.equal(counts[0], counts[1]);
});

test('a state that gc removed, that is gone or damaged is named, stays where it is, and hides no other picture', async () => {
  forget();
  const states = (await planned()).flatMap(({ request }) => ('state' in request ? [request.state] : []));
  const [removed, absent, cutOff, lacking] = states as [string, string, string, string];
  const pathOf = (digest: string): string => join(store.folder, 'objects', digest.slice(0, 2), digest.slice(2));
  const packsOf = (digest: string): string[] =>
    (JSON.parse(readFileSync(pathOf(digest), 'utf8')) as { packs: string[] }).packs;
  const own = (digest: string): string =>
    pathOf(
      packsOf(digest).find((pack) => states.every((other) => other === digest || !packsOf(other).includes(pack)))!,
    );
  const changed = [pathOf(removed), pathOf(absent), own(cutOff), own(lacking)];
  const before = changed.map((path) => readFileSync(path));
  const [, , pack] = changed;
  const shown = own(lacking);
  await noteRemoved(createFileLayer({ root: store.folder }), store.folder, removedListOf('2026-01-01', [removed]));
  for (const path of [pathOf(removed), pathOf(absent), shown]) rmSync(path);
  writeFileSync(pack!, before[2]!.subarray(0, before[2]!.length / 2));
  const files = filesBelow(store.folder).filter((path) => !path.includes('index'));
  const grids = await sampleGrids(store, found);
  const reasons = [...grids.generations, ...grids.final].map(({ missing }) => missing?.reason ?? 'made');
  assert.deepEqual(reasons, ['removed', 'absent', 'damaged', 'damaged', 'made', 'made', 'made']);
  assert.match(grids.generations[3]!.missing!.message, /object [0-9a-f]{64} must be in the store/);
  assert.deepEqual(
    filesBelow(store.folder).filter((path) => !path.includes('index')),
    files,
  );
  changed.forEach((path, i) => writeFileSync(path, before[i]!));
  const repaired = await sampleGrids(store, found);
  assert.ok(picturesIn(repaired).every((png) => png !== null));
  for (const path of changed) rmSync(path);
  assert.deepEqual(
    picturesIn(await sampleGrids(store, found)),
    picturesIn(repaired),
    'what was made outlives its state',
  );
  changed.forEach((path, i) => writeFileSync(path, before[i]!));
});

test('diverged generators have no picture, and those whose evaluation fails are not asked for one', async () => {
  const wild = (training: Training): Training => ({
    ...training,
    optimizers: { ...training.optimizers, generator: { ...training.optimizers.generator, learningRate: 1e30 } },
  });
  const changed = withStages(mixed, (stage) => ({ training: wild(stage.training), generations: 2 }));
  const finalTraining = { ...changed.finalTraining, training: wild(changed.finalTraining.training) };
  const fails = ({ place }: Step): boolean => place.startsWith('generator/gen-001/evaluate');
  const of = await realRun({ ...changed, finalTraining }, 'wild', fails);
  for (const grids of [await sampleGrids(store, of), await sampleGrids(store, of, { make: false })]) {
    const reasons = grids.generations.map(({ stage, generation, missing }) => [stage, generation, missing?.reason]);
    assert.deepEqual(reasons.at(-1), ['generator', 1, 'failed']);
    assert.ok(
      reasons.some(([, , reason]) => reason === 'diverged'),
      JSON.stringify(reasons),
    );
    assert.deepEqual(
      grids.final.map(({ missing }) => missing?.reason),
      [undefined, 'diverged', 'diverged'],
    );
    assert.ok(grids.real?.png && grids.noise.png);
  }
});

test('a run that is not finished has pictures of its closed generations, and one without images only noise', async () => {
  const results = async (step: Step, of: Store): Promise<StepResult> => resultOf(await runTask(step, of));
  const unfinished = { ...mixed, seed: 2 };
  const stopAt = (place: string): boolean => place === 'coupled/gen-001/evaluate/01';
  await calculatedRun(store, unfinished, { run: 'unfinished', results, stopAt });
  const grids = await sampleGrids(store, (await readRun(store.refs, 'unfinished'))!);
  assert.deepEqual(
    grids.generations.map(({ generation, png }) => [generation, png !== null]),
    [[0, true]],
  );
  assert.deepEqual(grids.final, []);
  assert.ok(grids.real?.png);
  const empty = await emptyStore();
  await calculatedRun(empty, mixed, { run: 'begun', results, stopAt: (place) => place === 'dataset' });
  const begun = await sampleGrids(empty, (await readRun(empty.refs, 'begun'))!, { make: false });
  assert.deepEqual([begun.generations, begun.final, begun.real], [[], [], null]);
});
