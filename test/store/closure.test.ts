// What an output contains, by its step's kind and its name; which step makes an object; and damage is reported and does
// not throw.
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import { putJson } from '../../domain/steps/objects.js';
import { stepKey, type StepKind, type StepRecord } from '../../domain/steps/step.js';
import { sketchStep } from '../support/steps.js';
import { makerOf, openStore, type Store } from '../../store/index.js';
import { closureOf } from '../../store/closure.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { record } from './support.js';

const text = (store: Store, value: string): Promise<Digest> => store.objects.put(Buffer.from(value));

function recordOf(kind: StepKind, outputs: Record<string, Digest>, inputs: Record<string, Digest> = {}): StepRecord {
  const step = sketchStep(kind, `place/of/${kind}`, inputs, {});
  return { ...record('x'), step, key: stepKey(step), outputs };
}

async function checkpoint(store: Store, ...values: number[]): Promise<Digest> {
  const tensors = values.map(
    (value, index) => [`net-${index}/weights/w`, { shape: [1], data: Float32Array.of(value) }] as const,
  );
  return store.checkpoints.write(null, new Map(tensors));
}

const heldBesidesItself: Record<string, (store: Store) => Promise<[StepRecord, Digest[]]>> = {
  'a data set holds its blocks and labels': async (store) => {
    const parts = await Promise.all(['block 1', 'block 2', 'labels', 'block 3', 'labels 2'].map((v) => text(store, v)));
    const [one, two, labels, three, others] = parts as [Digest, Digest, Digest, Digest, Digest];
    const train = { blocks: [one, two], labels };
    const dataset = await putJson(store.objects, { train, heldOut: { blocks: [three], labels: others } });
    return [recordOf('ingest', { dataset }), parts];
  },
  'a reference holds statistics and root': async (store) => {
    const [statistics, root] = [await text(store, 'statistics'), await text(store, 'root')];
    const reference = await putJson(store.objects, { statistics, root });
    return [recordOf('referenceStatistics', { reference }), [statistics, root]];
  },
  'an evaluation holds its protocol, which does not hold the extractor': async (store) => {
    const extractor = await text(store, 'extractor');
    const protocol = await putJson(store.objects, { extractor, reference: extractor });
    return [recordOf('evaluate', { evaluation: await putJson(store.objects, { protocol }) }), [protocol]];
  },
  'a score holds its protocol': async (store) => {
    const protocol = await text(store, 'protocol');
    return [recordOf('scoreWinner', { score: await putJson(store.objects, { protocol }) }), [protocol]];
  },
  'a selection and a population hold nothing': async (store) => {
    const named = await text(store, 'named');
    const selection = await putJson(store.objects, { packs: [named], protocol: named });
    return [recordOf('select', { selection, population: selection }), []];
  },
};

for (const [what, make] of Object.entries(heldBesidesItself)) {
  test(what, async () => {
    const store = await openStore(temporaryFolder());
    const [made, parts] = await make(store);
    const { digests, unread } = await closureOf(store.objects, made);
    assert.deepEqual([...digests].sort(), [...new Set([...Object.values(made.outputs), ...parts])].sort());
    assert.deepEqual(unread, []);
  });
}

for (const [kind, name] of [
  ['openStage', 'state'],
  ['trainSegment', 'state'],
  ['trainWinner', 'state'],
  ['fitExtractor', 'extractor'],
] as const) {
  test(`the ${name} of ${kind} contains a checkpoint's packs`, async () => {
    const store = await openStore(temporaryFolder());
    const state = await checkpoint(store, 1, 2);
    const { digests } = await closureOf(store.objects, recordOf(kind, { [name]: state }));
    assert.equal(digests.size, 3, 'the manifest and a pack for each network');
    for (const digest of digests) assert.ok(await store.objects.has(digest));
  });
}

test('damage and loss are reported by code, and the rest is still found', async () => {
  const store = await openStore(temporaryFolder());
  const [lost, damaged] = [await checkpoint(store, 1), await checkpoint(store, 2)];
  const population = await text(store, 'population');
  const pathOf = (digest: Digest): string => join(store.folder, 'objects', digest.slice(0, 2), digest.slice(2));
  await rm(pathOf(lost));
  await writeFile(pathOf(damaged), 'other bytes');
  const noCheckpoint = await putJson(store.objects, { kind: 'checkpoint', packs: 'none' });
  const codes = async (state: Digest): Promise<unknown> => {
    const { digests, unread } = await closureOf(store.objects, recordOf('openStage', { state, population }));
    assert.deepEqual([...digests].sort(), [state, population].sort());
    assert.deepEqual(
      unread.map(({ object }) => object),
      [state],
    );
    return unread[0]!.code;
  };
  assert.equal(await codes(lost), 'EAGAN_OBJECT_MISSING');
  assert.equal(await codes(damaged), 'EAGAN_OBJECT_CORRUPT');
  assert.equal(await codes(noCheckpoint), 'EAGAN_OBJECT_CORRUPT');
  assert.equal(await codes(await text(store, 'not JSON')), 'EAGAN_OBJECT_CORRUPT');
});

test('the maker of an object is a step whose output is or contains it and whose inputs exist', async () => {
  const store = await openStore(temporaryFolder());
  const dataset = await text(store, 'data');
  const [first, second] = [await checkpoint(store, 1, 9), await checkpoint(store, 2, 9)];
  const records = [
    recordOf('openStage', { state: first }, { previous: '0'.repeat(64) }),
    recordOf('trainSegment', { state: second }, { state: first, dataset }),
  ];
  for (const made of records) {
    await store.records.put(made);
    const { key, fingerprint, step } = made;
    await store.ledger.append('r', 1, { place: step.place, key, fingerprint, at: 'now' });
  }
  const { packs } = JSON.parse(Buffer.from(await store.objects.get(first)).toString()) as { packs: [Digest, Digest] };
  const maker = async (object: Digest): Promise<StepKind | undefined> => (await makerOf(store, 'r', object))?.step.kind;
  assert.equal(await maker(first), 'openStage', 'the only maker, although an input is lost');
  assert.equal(await maker(second), 'trainSegment');
  assert.equal(await maker(packs[0]), 'openStage', 'only in the first state');
  assert.equal(await maker(packs[1]), 'trainSegment', 'in both states, but only the second step can be run again');
  assert.equal(await maker(dataset), undefined);
});
