// `eagan verify`: a whole run passes, every kind of damage has its code, and pure steps are run again.
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { canonicalJson, digestBytes } from '../../domain/digest.js';
import { itemsAt, parseChoice, sampleOf } from '../../control/verify/choose-steps.js';
import { openStore, runRecords, type Store } from '../../store/index.js';
import { runRefs } from '../../domain/runs/run-state.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { quickStore } from '../support/quick-store.js';
import type { StateFolder } from '../control/finished-run.js';
import { runEagan } from '../cli/support.js';

const run = 'calculated';

/** Made once: every test takes a copy. */
const original = temporaryFolder();
before(async () => {
  const store = await quickStore(join(original, 'store'));
  await calculatedRun(store, pipelineOf('tiny.yaml'), { results: 'consistent' });
});

async function wholeRun(): Promise<StateFolder> {
  const folder = temporaryFolder();
  await cp(original, folder, { recursive: true });
  return { folder, store: await openStore(join(folder, 'store')) };
}

interface Report {
  readonly schemaVersion: number;
  readonly lines: number;
  readonly objects: number;
  readonly checkpoints: { readonly count: number; readonly wholeBytes: number; readonly storedBytes: number };
  readonly runtimes: readonly { readonly identity: unknown }[];
  readonly verdict: string;
  readonly findings: readonly { readonly code: string; readonly place: string | null }[];
  readonly rerun: readonly { readonly place: string; readonly verdict: string }[] | null;
}

async function verify({ folder }: StateFolder, ...more: string[]): Promise<Report & { readonly exitCode: number }> {
  const { exitCode, stdout, stderr } = await runEagan(['verify', run, '--json', '--home', folder, ...more]);
  assert.ok(stdout, stderr);
  return { exitCode, ...(JSON.parse(stdout) as Report) };
}

test('a whole run passes: every object is counted, and what sharing saves', async () => {
  const state = await wholeRun();
  const report = await verify(state);
  assert.deepEqual([report.exitCode, report.schemaVersion, report.verdict, report.findings], [0, 1, 'good', []]);
  assert.equal(report.lines, (await state.store.ledger.lines(run)).length);
  const stored = (await readdir(join(state.folder, 'store', 'objects'), { recursive: true })).filter((name) =>
    name.includes('/'),
  );
  // The runtime's description belongs to no step.
  assert.equal(report.objects, stored.length - 1);
  assert.ok(report.checkpoints.storedBytes < report.checkpoints.wholeBytes);
  const identities = report.runtimes.map(({ identity }) => identity);
  assert.equal((identities.find((identity) => identity !== 'pure') as { hardware: string }).hardware, 'hashes');
  const { stdout } = await runEagan(['verify', run, '--home', state.folder]);
  assert.match(stdout, /\nno problems found\n$/);
});

const objectPath = (store: Store, digest: string): string =>
  join(store.folder, 'objects', digest.slice(0, 2), digest.slice(2));
const recordPath = ({ folder }: Store, { key, fingerprint }: StepRecord): string =>
  join(folder, 'records', key.slice(0, 2), `${key}-${fingerprint}.json`);

async function recordAt(store: Store, place: string): Promise<StepRecord> {
  return (await runRecords(store, run)).find(({ step }) => step.place === place)!;
}

/** Replaces a record by another, with a matching digest. */
async function forge(store: Store, place: string, change: (record: StepRecord) => StepRecord): Promise<void> {
  const record = await recordAt(store, place);
  const changed = change(record);
  const digest = digestBytes(Buffer.from(canonicalJson(changed)));
  await writeFile(recordPath(store, record), canonicalJson({ record: changed, digest }));
}

const segment = 'generator/gen-000/train/segment-00';

const damages: Record<string, { expected: [string, string | null]; damage: (store: Store) => Promise<void> }> = {
  'an altered pack': {
    expected: ['EAGAN_OBJECT_CORRUPT', segment],
    damage: async (store) => {
      const manifest = (await recordAt(store, segment)).outputs.state!;
      const { packs } = JSON.parse(Buffer.from(await store.objects.get(manifest)).toString()) as { packs: string[] };
      await writeFile(objectPath(store, packs.at(-1)!), 'other bytes');
    },
  },
  'an altered manifest of a checkpoint': {
    expected: ['EAGAN_OBJECT_CORRUPT', segment],
    damage: async (store) =>
      writeFile(objectPath(store, (await recordAt(store, segment)).outputs.state!), '{"packs":[]}'),
  },
  'a lost evaluation': {
    expected: ['EAGAN_OBJECT_MISSING', 'generator/gen-001/evaluate/02'],
    damage: async (store) =>
      rm(objectPath(store, (await recordAt(store, 'generator/gen-001/evaluate/02')).outputs.evaluation!)),
  },
  'a lost record': {
    expected: ['EAGAN_OBJECT_MISSING', 'extractor'],
    damage: async (store) => rm(recordPath(store, await recordAt(store, 'extractor'))),
  },
  'a record of another step under this key': {
    expected: ['EAGAN_RECORD_INCONSISTENT', 'generator/open'],
    damage: (store) => forge(store, 'generator/open', (record) => ({ ...record, step: { ...record.step, seed: 2 } })),
  },
  'an input that no step made': {
    expected: ['EAGAN_RECORD_INCONSISTENT', segment],
    damage: (store) =>
      forge(store, segment, (record) => ({
        ...record,
        step: { ...record.step, inputs: { ...record.step.inputs, more: '0'.repeat(64) } },
      })),
  },
  'a number that was changed': {
    expected: ['EAGAN_RECORD_INCONSISTENT', 'extractor'],
    damage: (store) => forge(store, 'extractor', (record) => ({ ...record, numbers: { heldOutAccuracy: 0.5 } })),
  },
  'a result that was changed': {
    expected: ['EAGAN_RESULT_DIFFERS', 'export'],
    damage: async ({ refs }) => {
      const { version, value } = (await refs.get<object>(runRefs.result(run)))!;
      await refs.compareAndSwap(runRefs.result(run), version, { ...value, resultDigest: 'f'.repeat(64) });
    },
  },
  'an altered line of the ledger': {
    expected: ['EAGAN_OBJECT_CORRUPT', null],
    damage: async ({ folder }) => {
      const path = join(folder, 'ledger', run, '00000003.json');
      await writeFile(path, (await readFile(path, 'utf8')).replace('dataset', 'datasex'));
    },
  },
  'half an entry of the journal': {
    expected: ['EAGAN_OBJECT_CORRUPT', null],
    damage: async ({ folder }) => {
      await mkdir(join(folder, 'journal', run), { recursive: true });
      await writeFile(join(folder, 'journal', run, '00000001.json'), '{"kind');
    },
  },
};

for (const [what, { expected, damage }] of Object.entries(damages)) {
  test(`${what} is reported as ${expected[0]}`, async () => {
    const state = await wholeRun();
    await damage(state.store);
    const { exitCode, verdict, findings } = await verify(state);
    assert.deepEqual([exitCode, verdict], [1, 'bad']);
    const found = findings.map(({ code, place }) => [code, place]);
    assert.deepEqual(found[0], expected, JSON.stringify(found));
  });
}

test('verify runs a pure step again, by its place or a place above it: it gives the same bits, or EAGAN_NOT_REPRODUCIBLE is reported', async () => {
  const state = await wholeRun();
  const select = 'generator/gen-000/select';
  const same = await verify(state, '--rerun', select);
  assert.deepEqual([same.exitCode, same.rerun?.map(({ place, verdict }) => [place, verdict])], [0, [[select, 'same']]]);
  await forge(state.store, select, (record) => ({ ...record, numbers: { ...record.numbers, frontSize: 99 } }));
  const other = await verify(state, '--rerun', `${select}/`);
  assert.deepEqual([other.exitCode, other.rerun?.[0]?.verdict], [1, 'different']);
  const { stdout } = await runEagan(['verify', run, '--home', state.folder, '--rerun', select]);
  assert.match(stdout, /EAGAN_NOT_REPRODUCIBLE {2}generator\/gen-000\/select: recorded .*"frontSize":99.*, got/);
});

test('a step whose input is gone is reported as not run, and is no difference', async () => {
  const state = await wholeRun();
  const { step } = await recordAt(state.store, 'generator/close');
  await rm(objectPath(state.store, step.inputs.selection!));
  const { rerun } = await verify(state, '--rerun', 'generator/close');
  assert.deepEqual(
    rerun?.map(({ verdict }) => verdict),
    ['notRun'],
  );
});

test('a place without a step and an invalid share are refused', async () => {
  const { folder } = await wholeRun();
  const at = (text: string): ReturnType<typeof runEagan> =>
    runEagan(['verify', run, '--home', folder, '--rerun', text]);
  const unknown = await at('generator/gen-007');
  assert.deepEqual([unknown.exitCode, /EAGAN_PLACE_UNKNOWN/.test(unknown.stderr)], [4, true]);
  for (const share of ['0%', '101%', '%', '-5%', 'x%'])
    assert.throws(() => parseChoice(share), { code: 'EAGAN_USAGE' });
  assert.deepEqual(
    [parseChoice('5%'), parseChoice('100%'), parseChoice('a/b/')],
    [{ share: 0.05 }, { share: 1 }, { place: 'a/b' }],
  );
});

test('a sample is always the same, in order, of at least one step', () => {
  const items = Array.from({ length: 40 }, (_, index) => index);
  assert.deepEqual(sampleOf(items, 0.1, 7), sampleOf(items, 0.1, 7));
  assert.deepEqual(sampleOf(items, 0.1, 7).length, 4);
  assert.deepEqual(sampleOf(items, 0.001, 7).length, 1);
  assert.deepEqual(sampleOf(items, 1, 7), items);
  const chosen = sampleOf(items, 0.3, 7);
  assert.deepEqual(
    chosen,
    [...chosen].sort((a, b) => a - b),
  );
  assert.notDeepEqual(chosen, items.slice(0, 12));
});

test('a place matches as a whole, not by its first letters', () => {
  const items = ['a/gen-1', 'a/gen-10', 'a/gen-1/select'].map((place) => ({ step: { place } }));
  assert.deepEqual(
    itemsAt(items, 'a/gen-1').map(({ step }) => step.place),
    ['a/gen-1', 'a/gen-1/select'],
  );
});
