// The steps that prepare evaluation, as a trainer child runs them: data set, extractor, reference statistics.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { DatasetArtifact, ReferenceArtifact } from '../../domain/steps/artifacts.js';
import { getJson, putJson } from '../../domain/steps/objects.js';
import type { Step, TrainerKind } from '../../domain/steps/kinds.js';
import { makeStep } from '../../domain/steps/step.js';
import { distanceFrom, rootFromBytes, rootStatistics, statisticsFromBytes } from '../../metrics/index.js';
import { openStore, type Store } from '../../store/index.js';
import { fitExtractor } from '../../trainer/tasks/fit-extractor.js';
import { ingest } from '../../trainer/tasks/ingest.js';
import { referenceStatistics } from '../../trainer/tasks/reference-statistics.js';
import type { Progress, TaskContext, TaskHandler, TaskResult } from '../../trainer/types.js';
import { pretrainedNamed } from '../../trainer/extractors/pretrained.js';
import { noPretrained } from '../support/pretrained.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const settings = { kind: 'classifier' as const, epochs: 1, features: 16, learningRate: 6e-3, batch: 20 };
const ingestStep = makeStep(
  {},
  'ingest',
  'dataset',
  {},
  { dataset: { kind: 'shapes', images: 200, size: 16 }, contents: null, decoder: null },
  0,
);

async function laboratory(): Promise<{
  store: Store;
  run: <K extends TrainerKind>(task: TaskHandler<K>, step: Step<K>) => Promise<TaskResult>;
  ticks: Progress[];
}> {
  const store = await openStore(temporaryFolder());
  const ticks: Progress[] = [];
  const context: Omit<TaskContext, 'key'> = {
    store,
    attempt: 'test',
    now: () => performance.now(),
    circumstances: { recoveryEveryMs: 60_000 },
    tick: async (progress) => void ticks.push(progress),
    onInterrupt: () => undefined,
  };
  const run = <K extends TrainerKind>(task: TaskHandler<K>, step: Step<K>): Promise<TaskResult> =>
    task(step, { ...context, key: 'none' });
  return { store, run, ticks };
}

const fitStep = (dataset: string, minimumAccuracy: number): Step<'fitExtractor'> =>
  makeStep({}, 'fitExtractor', 'extractor', { dataset }, { extractor: { ...settings, minimumAccuracy } }, 0);

test('a data set, an extractor and reference statistics follow from one another and are found in the store', async () => {
  const { store, run, ticks } = await laboratory();
  const { outputs, numbers } = await run(ingest, ingestStep);
  assert.deepEqual(numbers, { trainImages: 200, heldOutImages: 50, skipped: 0 });
  const artifact = await getJson<DatasetArtifact>(store.objects, outputs.dataset!);
  assert.equal(artifact.classes.length, 10);

  const fitted = await run(fitExtractor, fitStep(outputs.dataset!, 0));
  assert.ok(fitted.numbers.heldOutAccuracy! >= 0);
  const inputs = { dataset: outputs.dataset!, extractor: fitted.outputs.extractor! };
  const result = await run(referenceStatistics, makeStep({}, 'referenceStatistics', 'reference', inputs, {}));
  assert.deepEqual(result.numbers, { images: 200 });
  const reference = await getJson<ReferenceArtifact>(store.objects, result.outputs.reference!);
  const statistics = statisticsFromBytes(await store.objects.get(reference.statistics), reference.features, 200);
  const root = rootFromBytes(await store.objects.get(reference.root), reference.features);
  assert.deepEqual(root, rootStatistics(statistics).root);
  assert.ok(distanceFrom({ statistics, root }, statistics) < 1e-9);
  const { done, total, unit } = ticks.at(-1)!;
  assert.deepEqual([done, total, unit], [200, 200, 'images']);
});

test('a single training or held-out image has no figures, which the reference says before a search', async () => {
  const { store, run } = await laboratory();
  const { outputs } = await run(ingest, ingestStep);
  const whole = await getJson<DatasetArtifact>(store.objects, outputs.dataset!);
  const extractor = (await run(fitExtractor, fitStep(outputs.dataset!, 0))).outputs.extractor!;
  for (const split of ['train', 'heldOut'] as const) {
    const single = await putJson(store.objects, { ...whole, [split]: { ...whole[split], images: 1 } });
    const step = makeStep({}, 'referenceStatistics', 'reference', { dataset: single, extractor }, {});
    await assert.rejects(run(referenceStatistics, step), {
      code: 'EAGAN_DATASET_EMPTY',
      message: /at least two training images and two held-out images \(got (1 and 50|200 and 1)\)/,
    });
  }
});

test('the same steps in an empty store give the same digests', async () => {
  const outputs: unknown[] = [];
  for (let i = 0; i < 2; i++) {
    const { run } = await laboratory();
    const dataset = (await run(ingest, ingestStep)).outputs.dataset!;
    outputs.push((await run(fitExtractor, fitStep(dataset, 0))).outputs);
  }
  assert.deepEqual(outputs[0], outputs[1]);
});

const pretrainedStep = (dataset: string): Step<'fitExtractor'> =>
  makeStep({}, 'fitExtractor', 'extractor', { dataset }, { extractor: pretrainedNamed('efficientnet-lite0') }, 0);

test(
  'a pretrained extractor is stored without training, and gives reference statistics',
  { skip: noPretrained },
  async () => {
    const outputs: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { store, run } = await laboratory();
      const dataset = (await run(ingest, ingestStep)).outputs.dataset!;
      const { outputs: stored, numbers } = await run(fitExtractor, pretrainedStep(dataset));
      assert.deepEqual(numbers, {});
      outputs.push(stored.extractor!);
      if (i > 0) continue;
      const { meta, tensors } = await store.checkpoints.read(stored.extractor!);
      const network = { network: 'efficientnet-lite0', features: 1280, classes: 1000 };
      const { contents } = pretrainedNamed('efficientnet-lite0');
      assert.deepEqual(meta, { schemaVersion: 1, kind: 'imagenet', contents, ...network });
      assert.deepEqual(tensors.get('_conv_head/kernel')!.shape, [1, 1, 320, 1280]);
      const inputs = { dataset, extractor: stored.extractor! };
      const { outputs: made, numbers: counted } = await run(
        referenceStatistics,
        makeStep({}, 'referenceStatistics', 'reference', inputs, {}),
      );
      assert.deepEqual(counted, { images: 200 });
      const reference = await getJson<ReferenceArtifact>(store.objects, made.reference!);
      assert.equal(reference.features, 1280);
    }
    assert.equal(outputs[0], outputs[1]);
  },
);

test('without its weights in the cache the step ends with a cure', async () => {
  const { run } = await laboratory();
  const before = process.env.EAGAN_CACHE;
  process.env.EAGAN_CACHE = temporaryFolder();
  try {
    await assert.rejects(run(fitExtractor, pretrainedStep('none')), {
      code: 'EAGAN_EXTRACTOR_MISSING',
      message: /the weights of efficientnet-lite0 must be in the cache folder \(nothing at /,
      cure: /eagan setup --extractor/,
    });
  } finally {
    if (before === undefined) delete process.env.EAGAN_CACHE;
    else process.env.EAGAN_CACHE = before;
  }
});

test('an extractor below the floor is refused with the accuracy it reached', async () => {
  const { run } = await laboratory();
  const { outputs } = await run(ingest, ingestStep);
  const refused = {
    code: 'EAGAN_EXTRACTOR_USELESS',
    message: /at least 0\.999 of the 50 held-out images correctly \(got 0\.\d+\)/,
  };
  await assert.rejects(run(fitExtractor, fitStep(outputs.dataset!, 0.999)), refused);
});
