// gc on whole runs: what it keeps is enough to verify, resume and share the run, and it lists beforehand what it
// removes.
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { omit } from '../../domain/omit.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { runRefs } from '../../domain/runs/run-state.js';
import { stepKey } from '../../domain/steps/step.js';
import {
  collectGarbage,
  createFileLayer,
  planGarbage,
  readRun,
  runRecords,
  verifyRun,
  writeRunState,
  type Store,
} from '../../store/index.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore, emptyStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const run = 'calculated';
const hour = 3_600_000;
const later = (): number => Date.now() + 25 * hour;
const pipeline = pipelineOf('tiny.yaml');
const barely = ['retention.lastStates=1', 'retention.generationBoundaries=false', 'retention.winners=false'];

const original = emptyStore();
let resultDigest = '';
before(async () => {
  resultDigest = (await calculatedRun(await original, pipeline)).resultDigest!;
});

/** A copy of a whole run's store. */
async function wholeRun(): Promise<Store> {
  const folder = temporaryFolder();
  await cp((await original).folder, folder, { recursive: true });
  return quickStore(folder);
}

async function objectsOf({ folder }: Store): Promise<string[]> {
  const names = await readdir(join(folder, 'objects'), { recursive: true });
  return names.filter((name) => name.includes('/')).map((name) => name.replace('/', ''));
}

async function findings(store: Store): Promise<unknown> {
  return (await verifyRun(store, (await readRun(store.refs, run))!)).findings;
}

const statesOf = async (store: Store): Promise<[string, string][]> =>
  (await runRecords(store, run)).flatMap(({ step, outputs }) =>
    outputs.state ? [[step.place, outputs.state] as [string, string]] : [],
  );

test('gc lists and then removes the states between boundaries of a complete run, and the run still verifies', async () => {
  const store = await wholeRun();
  const there = await objectsOf(store);
  const plan = await planGarbage(store, later());
  assert.deepEqual((await objectsOf(store)).sort(), there.sort(), 'a plan changes nothing');
  const kept = [
    'generator/warmup/segment-00',
    'generator/gen-000/train/segment-01',
    'generator/gen-001/train/segment-01',
  ];
  const [places, digests] = [(await statesOf(store)).map(([place]) => place), new Map(await statesOf(store))];
  const removed = await collectGarbage(store, later());
  const left = new Set(await objectsOf(store));
  const staying = places.filter((place) => left.has(digests.get(place)!));
  assert.deepEqual(staying, [
    ...kept,
    ...kept.map((place) => place.replace('generator', 'discriminator')),
    ...['final/open', 'final/train/segment-00', 'final/train/segment-01'],
  ]);
  assert.equal(plan.states, places.length - staying.length);
  assert.deepEqual(removed.removed, plan.goes);
  assert.deepEqual(new Set(plan.goes.map(({ kind }) => kind)), new Set(['state']));
  assert.equal(left.size, there.length - plan.goes.length);
  const verified = await verifyRun(store, (await readRun(store.refs, run))!);
  assert.deepEqual([verified.findings, verified.removed.length], [[], plan.states]);
  const again = await collectGarbage(store, later());
  assert.deepEqual([again.goes, again.damaged], [[], []]);
});

test('the plan names the steps whose inputs are removed', async () => {
  const store = await wholeRun();
  const { notRerunnable } = await planGarbage(store, later());
  assert.deepEqual(
    notRerunnable.map(({ run, places }) => [run, places]),
    [
      [
        run,
        ['generator', 'discriminator'].flatMap((stage) => [
          `${stage}/warmup/segment-00`,
          `${stage}/gen-000/train/segment-01`,
          `${stage}/gen-001/train/segment-01`,
        ]),
      ],
    ],
  );
});

test('nothing younger than 24 hours is removed', async () => {
  const store = await wholeRun();
  const { goes, young } = await planGarbage(store, Date.now() + 23 * hour);
  assert.deepEqual([goes.length, young.length > 0], [0, true]);
});

/** Where a run stops, and what it keeps. */
const stops: readonly [string, string, readonly string[]][] = [
  ['generator/warmup/segment-00', 'the least', barely],
  ['generator/gen-000/train/segment-01', 'the least', barely],
  ['generator/gen-000/evaluate/02', 'the least', barely],
  ['generator/gen-001/train/segment-00', 'the least', barely],
  ['generator/close', 'the least', barely],
  ['discriminator/open', 'the least', barely],
  ['final/train/segment-01', 'the least', barely],
  ['final/score/untrained', 'the least', barely],
  ['export', 'the least', barely],
  ['discriminator/open', 'the default', []],
  ['discriminator/gen-001/select', 'the default', []],
];
for (const [stop, kept, set] of stops) {
  test(`a run that stopped at ${stop} and was collected to ${kept} resumes to the same result and reads nothing that was removed`, async () => {
    const store = await emptyStore();
    const searched = pipelineOf('tiny.yaml', set);
    await calculatedRun(store, searched, { stopAt: (place) => place === stop });
    await collectGarbage(store, later());
    const { computed, resultDigest: reached } = await calculatedRun(store, searched);
    assert.equal(reached, resultDigest);
    assert.equal(computed[0], stop);
    assert.deepEqual(await findings(store), []);
  });
}

/** A pipeline whose stages search longer. Its steps equal the original's until the last selection of each stage. */
const longer: Pipeline = pipelineOf('tiny.yaml', ['stageDefaults.generations=3']);

test('a search that shares the first generations continues from a boundary that was kept', async () => {
  const store = await wholeRun();
  await collectGarbage(store, later());
  const { computed, resultDigest: shared } = await calculatedRun(store, longer, { run: 'fork' });
  assert.equal(computed[0], 'generator/gen-001/select');
  const alone = await emptyStore();
  assert.equal(shared, (await calculatedRun(alone, longer)).resultDigest);
});

test('a state is removed only if no run keeps it', async () => {
  const store = await emptyStore();
  await calculatedRun(store, pipelineOf('tiny.yaml', barely));
  await calculatedRun(store, pipeline, { run: 'other' });
  await collectGarbage(store, later());
  const other = await verifyRun(store, (await readRun(store.refs, 'other'))!);
  const alone = await wholeRun();
  await collectGarbage(alone, later());
  assert.equal(other.removed.length, (await verifyRun(alone, (await readRun(alone.refs, run))!)).removed.length);
});

test('a running run keeps all of its states', async () => {
  const store = await wholeRun();
  const at = '2026-01-01';
  await writeRunState(store.refs, run, { schemaVersion: 1, epoch: 2, startedAt: at, status: 'running' });
  assert.deepEqual((await planGarbage(store, later())).goes, []);
});

test('a run frozen before pipelines had a retention setting keeps what the default keeps', async () => {
  const store = await wholeRun();
  const { goes } = await planGarbage(store, later());
  const { version, value } = (await store.refs.get<{ pipeline: Pipeline }>(runRefs.pipeline(run)))!;
  const older = omit(value.pipeline, 'retention');
  await store.refs.compareAndSwap(runRefs.pipeline(run), version, { ...value, pipeline: older });
  assert.deepEqual((await planGarbage(store, later())).goes, goes);
});

const unreadable: Record<string, (store: Store) => Promise<unknown>> = {
  'a ledger with an altered line': ({ folder }) =>
    writeFile(join(folder, 'ledger', run, '00000003.json'), '{"place":"x"}'),
  'a ledger of a run without its ref': ({ folder }) => rm(join(folder, 'refs', 'runs', run), { recursive: true }),
  'a lost record': async (store) => {
    const { key, fingerprint } = (await runRecords(store, run))[5]!;
    await rm(join(store.folder, 'records', key.slice(0, 2), `${key}-${fingerprint}.json`));
  },
};
for (const [what, damage] of Object.entries(unreadable)) {
  test(`with ${what} no object is removed, of any run`, async () => {
    const store = await wholeRun();
    await calculatedRun(store, longer, { run: 'healthy' });
    await damage(store);
    const there = await objectsOf(store);
    const opened = await quickStore(store.folder);
    const { damagedRuns } = await collectGarbage(opened, later());
    assert.ok(damagedRuns.some((damaged) => damaged.run === run));
    assert.deepEqual((await objectsOf(store)).sort(), there.sort());
  });
}

test('objects of no step are removed; runtime descriptions and outputs of records without a ledger line stay', async () => {
  const store = await wholeRun();
  const orphan = await store.objects.put(Buffer.from('nobody’s'));
  const made = await store.objects.put(Buffer.from('made, but not entered'));
  const some = (await runRecords(store, run)).find(({ step }) => step.kind === 'select')!;
  await store.records.put({ ...some, key: 'a'.repeat(64), outputs: { selection: made } });
  const { fingerprint } = (await runRecords(store, run))[0]!;
  const { goes } = await collectGarbage(store, later());
  assert.deepEqual(
    goes.filter(({ kind }) => kind === 'object').map(({ digest }) => digest),
    [orphan],
  );
  for (const digest of [made, fingerprint]) assert.ok(await store.objects.has(digest));
});

test('an unreadable output is reported and stops nothing', async () => {
  const store = await wholeRun();
  const dataset = (await runRecords(store, run))[0]!.outputs.dataset!;
  await rm(join(store.folder, 'objects', dataset.slice(0, 2), dataset.slice(2)));
  const { damaged, removed } = await collectGarbage(store, later());
  assert.deepEqual(
    damaged.map(({ code, place }) => [code, place]),
    [['EAGAN_OBJECT_MISSING', 'dataset']],
  );
  assert.ok(removed.some(({ kind }) => kind === 'state'));
});

test('recovery points and claims of finished steps and complete runs are removed, those of unfinished steps stay', async () => {
  const store = await emptyStore();
  const stopAt = (place: string): boolean => place === 'generator/gen-001/train/segment-00';
  const { walk } = await calculatedRun(store, pipeline, { stopAt });
  const done = (await runRecords(store, run))[0]!.key;
  const open = walk.steps.at(-1)!;
  const places = [
    `recovery/${done}/${run}/r/0001`,
    `recovery/${stepKey(open)}/${run}/r/0001`,
    `recovery/${done}/gone/r/0001`,
  ];
  const claims = [
    `claims/${run}/${done}/0001.json`,
    `claims/${run}/${stepKey(open)}/0001.json`,
    `claims/gone/${done}/0001.json`,
  ];
  for (const path of [...places, ...claims]) {
    await mkdir(dirname(join(store.folder, path)), { recursive: true });
    await writeFile(join(store.folder, path), '{}');
  }
  const planned = (await planGarbage(store, later())).goes.filter(({ digest }) => digest === null);
  assert.deepEqual(planned.map(({ kind, path }) => [kind, path]).sort(), [
    ['claim', `claims/${run}/${done}`],
    ['claim', `claims/gone/${done}`],
    ['recovery', `recovery/${done}/${run}`],
    ['recovery', `recovery/${done}/gone`],
  ]);
  await collectGarbage(store, later());
  assert.deepEqual(await readdir(join(store.folder, 'recovery')), [stepKey(open)]);
  assert.deepEqual(await readdir(join(store.folder, 'claims')), [run]);
  await calculatedRun(store, pipeline);
  await collectGarbage(store, later());
  assert.deepEqual(await readdir(join(store.folder, 'recovery')), []);
});

test('old unfinished files are removed, and files in quarantine are only counted', async () => {
  const store = await wholeRun();
  const [unfinished, damaged] = [
    join(store.folder, 'refs', '.tmp-x-1-ab'),
    join(store.folder, 'quarantine', 'object-1'),
  ];
  await writeFile(unfinished, 'half');
  await mkdir(dirname(damaged), { recursive: true });
  await writeFile(damaged, 'damaged');
  const early = await planGarbage(store, Date.now());
  assert.deepEqual([early.goes.length, early.quarantined.files], [0, 0]);
  const { removed, quarantined } = await collectGarbage(store, later());
  assert.equal(removed.filter(({ kind }) => kind === 'temporary').length, 1);
  assert.deepEqual(quarantined, { files: 1, bytes: 7 });
  assert.deepEqual(await readdir(join(store.folder, 'quarantine')), ['object-1']);
});

test('an object that a writer uses at the moment of its removal is put back', async () => {
  const store = await wholeRun();
  const files = createFileLayer();
  const { goes } = await planGarbage(store, later());
  const relied = goes.find(({ digest }) => digest !== null)!;
  const touching = {
    ...files,
    move: async (from: string, to: string) => {
      // As a writer does that finds the object: it updates the file's time before the file moves.
      if (from.endsWith(relied.path)) await utimes(from, new Date(later()), new Date(later()));
      return files.move(from, to);
    },
  };
  const { removed } = await collectGarbage(store, later(), { files: touching });
  assert.equal(removed.length, goes.length - 1);
  assert.ok(await store.objects.has(relied.digest!));
});

test('objects that a killed gc had moved out are put back before the next gc decides anything', async () => {
  const store = await wholeRun();
  const exported = (await runRecords(store, run)).find(({ step }) => step.kind === 'export')!;
  const needed = exported.outputs.manifest!;
  await mkdir(join(store.folder, 'trash'));
  await rename(join(store.folder, 'objects', needed.slice(0, 2), needed.slice(2)), join(store.folder, 'trash', needed));
  await collectGarbage(store, later());
  assert.deepEqual(await findings(store), []);
  assert.deepEqual(await readdir(join(store.folder, 'trash')), []);
});
