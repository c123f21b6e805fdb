// Requests to MLflow keep to its limits, and lose nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchesOf, metricKey, batchLimits, type Batch } from '../../trackers/mlflow/batches.js';

const nothing: Batch = { metrics: [], params: [], tags: [] };
const many = (count: number): { key: string; value: string }[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: `${index}` }));
const metrics = (count: number): Batch['metrics'] =>
  Array.from({ length: count }, (_, step) => ({ key: 'loss', value: step / 3, timestamp: step, step }));

test('nothing makes no request', () => assert.deepEqual(batchesOf(nothing), []));

for (const count of [1, 999, 1000, 1001, 2500]) {
  test(`${count} numbers are in requests of at most 1,000, each once and in order`, () => {
    const batches = batchesOf({ ...nothing, metrics: metrics(count) });
    assert.ok(batches.every((batch) => batch.metrics.length <= 1000 && batch.metrics.length > 0));
    assert.deepEqual(batches.flatMap((batch) => batch.metrics), metrics(count)); // prettier-ignore
  });
}

test('no request has more than 1 MB, however long the texts are', () => {
  const long = many(230).map(({ key }) => ({ key: key.padEnd(400, 'x'), value: '界'.repeat(9000) }));
  const batches = batchesOf({ metrics: metrics(1000).map((one) => ({ ...one, key: 'x'.repeat(250), value: Math.PI * 1e-300, timestamp: 1e13 })), params: long, tags: long }); // prettier-ignore
  const sizes = batches.map((batch) => Buffer.byteLength(JSON.stringify({ run_id: 'f'.repeat(32), ...batch })));
  assert.ok(Math.max(...sizes) <= 1e6, `${Math.max(...sizes)}`);
  const params = batches.flatMap((batch) => batch.params);
  assert.ok(params.every(({ key, value }) => key.length === batchLimits.key && value.length === batchLimits.param && value.endsWith('…'))); // prettier-ignore
  assert.equal(params.length, 230);
});

test('a surrogate is never cut in two', () => {
  const [batch] = batchesOf({ ...nothing, tags: [{ key: 'k', value: `x${'😀'.repeat(3000)}` }] });
  assert.doesNotThrow(() => encodeURIComponent(batch!.tags[0]!.value));
});

test('names have only characters that MLflow allows', () => {
  assert.equal(metricKey('stages.generator/best a-b_1'), 'stages.generator/best a-b_1');
  assert.equal(metricKey('a:b"ü\n'), 'a_b___');
});
