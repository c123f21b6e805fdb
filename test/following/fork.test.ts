// Forks on a real server and a real store: shared steps are neither done nor written again, and changes of earlier
// steps are refused.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun } from '../../control/execution/follow-run.js';
import { ForkAltersError } from '../../control/runs/fork-refusals.js';
import { forkRun, type Fork } from '../../control/runs/fork-run.js';
import { findOrFreeze } from '../../control/runs/freeze-run.js';
import { overviewOf } from '../../control/runs/run-overview.js';
import { isAtOrAfter } from '../../domain/steps/place-order.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import {
  enterSharedSteps,
  linesBefore,
  readRun,
  runIds,
  runRecords,
  takeOwnership,
  type RunInStore,
  type Store,
} from '../../store/index.js';
import { calculatedTrainer, type CalculatedTrainer } from '../support/calculated-trainer.js';
import { projectRoot } from '../support/project.js';
import { withServer, type Scene } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();
const file = 'pipelines/tiny.yaml';
const text = readFileSync(join(projectRoot, file), 'utf8');
const directory = projectRoot;

/** Freezes a run of the shipped pipeline as the command line does. */
async function frozen(store: Store, set: readonly string[] = []): Promise<RunInStore> {
  const loaded = loadPipeline({ file, text }, { set });
  if (!loaded.ok) throw new Error('the shipped pipeline must be valid');
  const { pipeline, digest } = loaded;
  const source = { contents: null, decoder: null };
  return findOrFreeze(store, {
    pipeline,
    digest,
    text,
    file,
    overrides: { set },
    ...source,
    fresh: false,
    isNew: false,
  });
}

interface FinishedFork {
  readonly run: RunInStore;
  readonly digest: string;
}

async function finish({ store, session, follow }: Scene, run: RunInStore): Promise<FinishedFork> {
  await ensureStarted(session, store, run);
  const state = await followRun(follow({ run }).request, session);
  assert.equal(state?.status, 'completed');
  const now = (await readRun(store.refs, run.frozen.run))!;
  return { run: now, digest: now.result!.resultDigest };
}

/** A completed run, and workers for its forks. */
async function withSource(
  name: string,
  use: (source: FinishedFork, scene: Scene, trainer: CalculatedTrainer) => Promise<void>,
): Promise<void> {
  const store = await emptyStore();
  const trainer = calculatedTrainer(store);
  await onServer().withRun(name, store, trainer, async (scene) => {
    const source = await finish(scene, await frozen(store));
    trainer.asked.length = 0;
    await use(source, scene, trainer);
  });
}

/** Every file of the store's objects and records, with inode, time and size, which show if it was written again. */
function filesOf(store: Store): Map<string, string> {
  const folders = ['objects', 'records'].map((name) => join(store.folder, name));
  const paths = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const files = paths.map((path) => [path, statSync(path)] as const).filter(([, stat]) => stat.isFile());
  return new Map(files.map(([path, { ino, mtimeMs, size }]) => [path, `${ino} ${mtimeMs} ${size}`]));
}

const generations = ['generator', 'discriminator'].flatMap((stage) => [`${stage}/gen-000`, `${stage}/gen-001`]);

test('a fork at each generation shares every earlier record and object, and does its own later steps', async () => {
  await withSource('each-generation', async ({ run: source, digest }, scene, trainer) => {
    const { store } = scene;
    const records = await runRecords(store, source.frozen.run);
    for (const [index, at] of [...generations, 'generator/close', 'final', 'final/train', 'export'].entries()) {
      const before = filesOf(store);
      // Each fork has another decay, so that none finds the final training of another.
      const set = at === 'export' ? ['name=other'] : [`finalTraining.ema.decay=0.5${index}`];
      const { run, shared } = await forkRun(store, source, { at, set, directory });
      const fork = await finish(scene, run);
      const isLater = isAtOrAfter(source.frozen.pipeline, at);
      const earlier = records.filter(({ step }) => !isLater(step.place));
      assert.equal(shared, earlier.length, at);
      assert.ok(trainer.asked.length > 0 && trainer.asked.every(isLater), `${at}: ${trainer.asked.join(' ')}`);
      const own = await runRecords(store, run.frozen.run);
      assert.deepEqual(own.slice(0, shared), earlier, at);
      const after = filesOf(store);
      for (const [path, stat] of before) assert.equal(after.get(path), stat, `${at}: ${path}`);
      assert.notEqual(fork.digest, digest);
      assert.deepEqual((await overviewOf(store, fork.run)).forkedFrom, { run: source.frozen.run, at });
      trainer.asked.length = 0;
    }
  });
});

test('a fork without a change is a separate run, asks no trainer, and ends with the same digest', async () => {
  await withSource('unchanged', async ({ run: source, digest }, scene, trainer) => {
    const name = source.frozen.run;
    for (const [index, at] of ['generator/gen-001', 'final/train/segment-01'].entries()) {
      const { run } = await forkRun(scene.store, source, { at, set: [], directory });
      assert.equal(run.frozen.run, `${name}-${index + 2}`);
      assert.equal((await finish(scene, run)).digest, digest);
    }
    assert.deepEqual(trainer.asked, []);
  });
});

test('a fork gives the final pair of a finished search another judge, and shares the whole search', async () => {
  await withSource('final-judge', async ({ run: source, digest }, scene, trainer) => {
    const judged = (value: string): Promise<Fork> =>
      forkRun(scene.store, source, { at: 'final', set: [`finalTraining.metrics=${value}`], directory });
    const first = await finish(scene, (await judged('{ extractor: { kind: imagenet } }')).run);
    assert.notEqual(first.digest, digest);
    const shared = ['final/open', 'final/train/segment-00', 'final/train/segment-01'];
    const again = ['final/extractor', 'final/reference', 'final/score/noise', 'export'];
    for (const place of again) assert.ok(trainer.asked.includes(place), place);
    assert.deepEqual(
      trainer.asked.filter((place) => shared.includes(place) || !/^(final\/|export)/.test(place)),
      [],
    );
    trainer.asked.length = 0;
    const other = await finish(scene, (await judged('{ extractor: { kind: imagenet }, splits: 5 }')).run);
    assert.notEqual(other.digest, first.digest);
    assert.ok(!trainer.asked.includes('final/extractor') && trainer.asked.includes('final/score/noise'));
    await assert.rejects(judged('{ extractor: { kind: inception2015, path: nowhere.pb } }'), {
      code: 'EAGAN_PATH_MISSING',
      cure: /--set finalTraining\.metrics=null/,
    });
  });
});

test('a fork with a change equals a run that had this change from the beginning', async () => {
  const change = 'stages.discriminator.evaluation.images=60';
  const digests: string[] = [];
  await withSource('as-if', async ({ run: source }, scene) => {
    const { run } = await forkRun(scene.store, source, {
      at: 'discriminator/gen-000/evaluate',
      set: [change],
      directory,
    });
    digests.push((await finish(scene, run)).digest);
  });
  const store = await emptyStore();
  await onServer().withRun('as-if-2', store, calculatedTrainer(store), async (scene) => {
    digests.push((await finish(scene, await frozen(store, [change]))).digest);
  });
  assert.equal(digests[0], digests[1]);
});

test('a change of an earlier step is refused with exactly the steps that it alters, and nothing is frozen', async () => {
  await withSource('altering', async ({ run: source }, { store }) => {
    const before = await runIds(store.refs);
    const refused = async (at: string, change: string): Promise<ForkAltersError> => {
      const failure = await forkRun(store, source, { at, set: [change], directory }).catch((error: unknown) => error);
      assert.ok(failure instanceof ForkAltersError, String(failure));
      return failure;
    };
    const error = await refused('discriminator/gen-001', 'stages.discriminator.evaluation.images=60');
    assert.equal(error.code, 'EAGAN_FORK_ALTERS');
    assert.deepEqual(error.details, {
      altered: [0, 1, 2, 3]
        .map((slot) => `discriminator/gen-000/evaluate/0${slot}`)
        .concat('discriminator/gen-000/select'),
      added: [],
    });
    assert.match(error.message, /alters discriminator\/gen-000\/evaluate\/00, .*discriminator\/gen-000\/select\)/);
    const all = await refused('final', 'seed=2');
    assert.match(all.message, /and \d+ more\)/);
    assert.ok(all.details.altered.length > 20);
    assert.deepEqual((await refused('generator/gen-000', 'stages.generator.warmup.steps=9')).details, {
      altered: [],
      added: ['generator/warmup/segment-01'],
    });
    assert.deepEqual(await runIds(store.refs), before);
  });
});

test('a source that has not got that far is refused with the missing steps; so are an unknown place and a fork that shares nothing', async () => {
  await withSource('refusals', async ({ run: source }, { store }) => {
    const { run: fork } = await forkRun(store, source, { at: 'generator/gen-001', set: [], directory });
    const refusal = (from: RunInStore, at: string, set: string[] = []): Promise<unknown> =>
      forkRun(store, from, { at, set, directory });
    await assert.rejects(refusal(fork, 'generator/gen-001'), {
      code: 'EAGAN_PLACE_NOT_REACHED',
      message: /not finished: dataset/,
    });
    await assert.rejects(refusal(source, 'generator/gen-01'), {
      code: 'EAGAN_PLACE_UNKNOWN',
      message: /expected generator\/gen-001\?/,
    });
    await assert.rejects(refusal(source, 'dataset'), { code: 'EAGAN_USAGE', message: /must share at least one step/ });
    await assert.rejects(refusal(source, 'final', ['nonsense=1']), { code: 'EAGAN_PIPELINE_INVALID' });
  });
});

test('a fork whose ledger lines a crash prevented has all of them once it is started', async () => {
  await withSource('crashed', async ({ run: source, digest }, scene, trainer) => {
    const { store } = scene;
    for (const entered of [0, 1, 7]) {
      const { run, shared } = await forkRun(store, source, { at: 'discriminator', set: [], directory });
      const name = run.frozen.run;
      await takeOwnership(store.refs, name, 0, new Date(0).toISOString());
      const lines = await linesBefore(store, source.frozen, 'discriminator');
      for (const { place, key, fingerprint, at } of lines.slice(0, entered)) {
        await store.ledger.append(name, 1, { place, key, fingerprint, at });
      }
      assert.equal((await finish(scene, run)).digest, digest);
      const own = await store.ledger.entries(name);
      assert.deepEqual(
        own.slice(0, shared).map(({ place, key }) => [place, key]),
        lines.map(({ place, key }) => [place, key]),
      );
      await enterSharedSteps(store, run.frozen, own.at(-1)!.epoch);
      assert.equal((await store.ledger.entries(name)).length, own.length);
    }
    assert.deepEqual(trainer.asked, []);
  });
});
