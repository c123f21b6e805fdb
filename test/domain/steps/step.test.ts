// Digests and keys: canonical, complete, and independent of order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, digestBytes, digestJson } from '../../../domain/digest.js';
import { protocolOf } from '../../../domain/steps/protocol.js';
import { resultDigest, stepKey, type Step } from '../../../domain/steps/step.js';
import { sketchStep } from '../../support/steps.js';

test('canonical JSON sorts keys, so its digest does not depend on their order', () => {
  assert.equal(canonicalJson({ b: [1, 2], a: 'x' }), '{"a":"x","b":[1,2]}');
  assert.equal(digestJson({ a: 1, b: 2 }), digestJson({ b: 2, a: 1 }));
  assert.equal(
    digestBytes(new TextEncoder().encode('abc')),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

for (const [name, value] of Object.entries({
  NaN: NaN,
  Infinity: Infinity,
  undefined: undefined,
  Map: new Map(),
  bytes: new Uint8Array(1),
})) {
  test(`canonical JSON refuses ${name} and says where it is`, () => {
    assert.throws(() => canonicalJson({ a: [{ b: value }] }), {
      name: 'TypeError',
      message: /^\$\.a\[0\]\.b must be plain JSON/,
    });
  });
}

const step = sketchStep('evaluate', 's/gen-000/evaluate/00', { state: '1' }, { images: 500 }, 3);
const changes: Record<string, Step> = {
  kind: sketchStep('select', step.place, step.inputs, step.parameters, step.seed),
  kindVersion: { ...step, kindVersion: 99 },
  place: { ...step, place: 's/gen-000/evaluate/01' },
  inputs: { ...step, inputs: { state: '2' } },
  parameters: { ...step, parameters: { ...step.parameters, images: 501 } },
  seed: { ...step, seed: 4 },
  'no seed': sketchStep(step.kind, step.place, step.inputs, step.parameters),
};
for (const [field, changed] of Object.entries(changes)) {
  test(`another ${field} gives another step key`, () => assert.notEqual(stepKey(changed), stepKey(step)));
}

test('no other field of a step enters its key', () => {
  assert.equal(stepKey({ ...step, host: 'here' } as Step), stepKey(step));
});

test('the result digest does not depend on the order of arrival, and differs if an output differs', () => {
  const entry = (place: string, output: string) => ({ place, key: 'k', outputs: { state: output }, numbers: { a: 1 } });
  const both = [entry('a', '1'), entry('b', '2')];
  assert.equal(resultDigest(both), resultDigest([...both].reverse()));
  assert.notEqual(resultDigest(both), resultDigest([entry('a', '1'), entry('b', '3')]));
});

test('another extractor, number of images or normalisation gives another protocol', () => {
  const inputs = { extractor: 'e', reference: 'r' };
  const digest = digestJson(protocolOf(inputs, 500, 'recalibrated'));
  assert.equal(digest, digestJson(protocolOf({ ...inputs }, 500, 'recalibrated')));
  for (const other of [
    protocolOf({ ...inputs, extractor: 'f' }, 500, 'recalibrated'),
    protocolOf(inputs, 501, 'recalibrated'),
    protocolOf(inputs, 500, 'live'),
  ]) {
    assert.notEqual(digestJson(other), digest);
  }
});
