// Sealed payloads: what opens, what does not and why, and what strangers see of one.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { refusalOf } from '../../../domain/runs/refused-payload.js';
import { fixedKeys } from '../../../worker/sealing/key-ring.js';
import { sealingCodec, shownPayload } from '../../../worker/sealing/payload-codec.js';
import { sealingKey } from '../../../worker/sealing/sealed-payload.js';

const context = { type: 'workflow', namespace: 'default', workflowId: 'quick-1@aabbccdd/e1/generator' } as const;
const activity = { ...context, type: 'activity', activityId: '3', isLocal: false } as const;
const [first, second] = [sealingKey(randomBytes(32)), sealingKey(randomBytes(32))];
const ours = sealingCodec(fixedKeys([first]));
const value = { epoch: 1, secret: 'the pipeline' };
const plain = defaultPayloadConverter.toPayload(value)!;
const read = (payload: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(payload!);
const sealed = async (at: typeof context | typeof activity = context): Promise<Payload> =>
  (await ours.encode([plain], at))[0]!;
const opened = async (payload: Payload, at: typeof context | typeof activity = context): Promise<unknown> =>
  read((await ours.decode([payload], at))[0]);

test('what is sealed opens again with its metadata, where it belongs', async () => {
  for (const at of [context, activity]) {
    const [payload] = await ours.encode([plain], at);
    assert.deepEqual(await opened(payload!, at), value);
    const [{ metadata } = {}] = await ours.decode([payload!], at);
    assert.equal(String(Buffer.from(metadata!.encoding!)), 'json/plain');
  }
  const [unbound] = await ours.encode([plain]);
  assert.deepEqual(read((await ours.decode([unbound!]))[0]), value);
});

test('a stranger sees the name of the key and what it is bound to, and nothing of the content', async () => {
  const payload = await sealed();
  const seen = Object.fromEntries(
    Object.entries(payload.metadata!).map(([name, at]) => [name, String(Buffer.from(at))]),
  );
  assert.deepEqual(seen, { encoding: 'binary/eagan-sealed', key: first.id, for: JSON.stringify(context) });
  const all =
    JSON.stringify(Object.values(payload.metadata!).map(String)) + Buffer.from(payload.data!).toString('latin1');
  assert.doesNotMatch(all, /pipeline|epoch/);
  assert.notDeepEqual((await sealed()).data, payload.data, 'the same content looks different each time');
});

test('payloads that are not accepted say why, and decoding never throws', async () => {
  const payload = await sealed();
  const [foreign] = await sealingCodec(fixedKeys([second])).encode([plain], context);
  const elsewhere = { ...context, workflowId: 'quick-1@aabbccdd/e2/generator' };
  const bits = Buffer.from(payload.data!);
  const changed = (at: number): Payload => {
    const data = Buffer.from(bits);
    data[at]! ^= 1;
    return { ...payload, data };
  };
  const renamed = { ...payload, metadata: { ...payload.metadata, key: Buffer.from(second.id) } };
  const moved = { ...payload, metadata: { ...payload.metadata, for: Buffer.from(JSON.stringify(elsewhere)) } };
  const refusals = [
    ...[0, 12, bits.length - 1].map((at) => [changed(at), context, 'damaged'] as const),
    ...[0, 5, 27, 28].map((length) => [{ ...payload, data: bits.subarray(0, length) }, context, 'damaged'] as const),
    [moved, elsewhere, 'damaged'],
    [{ ...payload, data: undefined }, context, 'damaged'],
    [renamed, context, 'foreign'],
    [foreign!, context, 'foreign'],
    [payload, elsewhere, 'replayed'],
    [payload, activity, 'replayed'],
    [await sealed(activity), { ...activity, activityId: '4' }, 'replayed'],
    [plain, context, 'unsealed'],
    [{}, context, 'unsealed'],
    [{ metadata: null, data: null }, context, 'unsealed'],
  ] as const;
  for (const [from, at, refusal] of refusals) {
    const [found] = await ours.decode([from], at as typeof context);
    assert.equal(refusalOf(read(found)), refusal);
  }
});

test('a large payload is deflated, opens again, and cannot pass for one that is not deflated', async () => {
  const large = { pipeline: Array.from({ length: 500 }, () => 'segmentIterations') };
  const [payload] = await ours.encode([defaultPayloadConverter.toPayload(large)!], context);
  assert.equal(String(payload!.metadata!.encoding), 'binary/eagan-sealed-deflated');
  assert.ok(payload!.data!.length < 500);
  assert.deepEqual(await opened(payload!), large);
  const posing = { ...payload, metadata: { ...payload!.metadata, encoding: Buffer.from('binary/eagan-sealed') } };
  assert.equal(refusalOf(await opened(posing)), 'damaged');
});

test('ten thousand changed payloads: none opens, and none throws', async () => {
  const payload = await sealed();
  for (let turn = 0; turn < 10_000; turn++) {
    const data = Buffer.from(payload.data!);
    const at = Math.floor((turn * 7919) % data.length);
    data[at]! ^= 1 << (turn % 8);
    const cut = turn % 3 === 0 ? data.subarray(0, at) : data;
    assert.equal(refusalOf(await opened({ ...payload, data: cut })), 'damaged');
  }
});

test('a value of an attacker that says it was refused is refused as unsealed, and people see that it is not sealed', async () => {
  const liar = defaultPayloadConverter.toPayload({ eaganRefused: 'nothing' })!;
  assert.equal(refusalOf(await opened(liar)), 'unsealed');
  const shown = (payload: Payload): unknown => read(shownPayload(payload, fixedKeys([first])));
  assert.deepEqual(shown(liar), { notSealedByEagan: { eaganRefused: 'nothing' } });
  const text = defaultPayloadConverter.toPayload('evaluate g001-i02')!;
  assert.equal(shown(text), 'NOT SEALED BY EAGAN: evaluate g001-i02');
  const odd = { metadata: { encoding: Buffer.from('x/y') }, data: Buffer.from('z') };
  assert.deepEqual(shown(odd), { notSealedByEagan: { base64: 'eg==' } });
  assert.deepEqual(shown({}), { notSealedByEagan: { base64: '' } });
});

test('people see what a payload contains wherever it is bound, and why one does not open', async () => {
  const payload = await sealed(activity);
  assert.deepEqual(read(shownPayload(payload, fixedKeys([second, first]))), value);
  assert.equal(refusalOf(read(shownPayload(payload, fixedKeys([second])))), 'foreign');
});
