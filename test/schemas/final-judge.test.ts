// finalTraining.metrics: complete in itself, absent where it has no meaning, and checked like metrics.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireMetricFiles } from '../../control/runs/metric-files.js';
import { EaganError } from '../../domain/errors.js';
import { frozenContents } from '../../schemas/file-contents.js';
import { loadPipeline, type LoadedPipeline, type LoadOptions, type LoadResult } from '../../schemas/load-pipeline.js';
import { writtenForm } from '../../schemas/written-form.js';
import { writtenText } from '../../schemas/written-text.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { base, places } from './base.js';

const folder = temporaryFolder();
const key = 'finalTraining.metrics';
const load = (value: string | null, options: LoadOptions = {}): LoadResult =>
  loadPipeline(
    { file: 'test.yaml', text: base },
    { directory: folder, ...options, set: [...(value === null ? [] : [`${key}=${value}`]), ...(options.set ?? [])] },
  );
function valid(result: LoadResult): LoadedPipeline {
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints, null, 2));
  return result;
}
const graph = (path: string): string => `{ extractor: { kind: inception2015, path: ${path} } }`;
const [one, other] = [join(folder, 'one.pb'), join(folder, 'sub/one.pb')];
mkdirSync(join(folder, 'sub'));
for (const path of [one, other]) writeFileSync(path, 'a graph');
writeFileSync(join(folder, 'changed.pb'), 'a graph!');

test('null says what a pipeline without the key says', () => {
  const [absent, none] = [valid(load(null)), valid(load('null'))];
  assert.equal(none.digest, absent.digest);
  assert.ok(!('metrics' in none.pipeline.finalTraining));
});

test('what the mapping lacks has its default, not the value of metrics', () => {
  const set = [
    'metrics.splits=5',
    'metrics.also=[kernelDistance]',
    'metrics.reference={ from: dataset, split: heldOut }',
  ];
  const { metrics } = valid(load('{ extractor: { kind: imagenet } }', { set })).pipeline.finalTraining;
  assert.deepEqual(Object.keys(metrics!), ['extractor']);
  assert.equal(valid(load('{}')).pipeline.finalTraining.metrics!.extractor.kind, 'classifier');
});

test('the contents of its file count, its path does not', () => {
  const digest = valid(load(graph('one.pb'))).digest;
  assert.equal(valid(load(graph('sub/one.pb'))).digest, digest);
  assert.notEqual(valid(load(graph('changed.pb'))).digest, digest);
  assert.notEqual(valid(load(null)).digest, digest);
  const { extractor } = valid(load(graph('one.pb'))).pipeline.finalTraining.metrics!;
  assert.deepEqual(extractor, {
    kind: 'inception2015',
    path: one,
    contents: createHash('sha256').update('a graph').digest('hex'),
    md5: createHash('md5').update('a graph').digest('hex'),
  });
});

test('the written form says it, and has the same digest with and without the file', () => {
  for (const value of [graph('one.pb'), null]) {
    const first = valid(load(value));
    for (const written of [first.written, undefined]) {
      const text = writtenText(writtenForm(first.pipeline, written), 'again');
      const readContents = frozenContents(first.pipeline);
      const again = loadPipeline({ file: 'again.yaml', text }, { directory: temporaryFolder(), readContents });
      assert.equal(valid(again).digest, first.digest);
    }
  }
});

test('warnings and refusals point at the keys of the final judge', () => {
  const codes = (value: string, ...set: readonly string[]): string => places(load(value, { set })).join(' ');
  assert.match(codes(graph('one.pb')), /EAGAN_INCEPTION_UNKNOWN/);
  assert.match(codes(graph('one.pb')), /EAGAN_FEW_IMAGES/);
  assert.doesNotMatch(codes(graph('one.pb'), 'finalTraining.images=3000'), /EAGAN_FEW_IMAGES/);
  assert.match(codes(`{ extractor: { kind: imagenet, contents: ${'c'.repeat(64)} } }`), /EAGAN_CONTENTS_DIFFER/);
  const npz = '{ reference: { from: npz, path: one.pb }, also: [kernelDistance] }';
  assert.match(codes(npz), /EAGAN_OBJECTIVE_UNAVAILABLE/);
  assert.match(
    codes('{ extractor: { kind: classifier, batch: 4000 } }', 'dataset.images=100'),
    /EAGAN_BATCH_TOO_LARGE/,
  );
  assert.match(codes('{ extractors: { kind: classifier } }'), /EAGAN_PIPELINE_UNKNOWN_KEY/);
});

test('a file that a pipeline names must lie in its reach', () => {
  const text = base.replace('ema: { decay: 0.98 } }', `metrics: ${graph('/dev/zero')} }`);
  const result = loadPipeline({ file: 'test.yaml', text }, { directory: folder });
  assert.ok(!result.ok);
  assert.match(places(result).join(), /EAGAN_PATH_OUTSIDE/);
});

test('a missing file is refused before a run, and each cure that the error names works', () => {
  const missing = load(graph('later.pb'));
  const cureOf = (result: LoadResult): string => {
    try {
      requireMetricFiles(valid(result).pipeline);
      return '';
    } catch (error) {
      assert.ok(error instanceof EaganError && error.code === 'EAGAN_PATH_MISSING');
      assert.match(error.message, /finalTraining\.metrics\.extractor\.path must name a file that is there/);
      return error.cure!;
    }
  };
  const cures = [...cureOf(missing).matchAll(/--set (\S+?)\.?(?=\s|$)/g)].map((match) =>
    match[1]!.replace('PATH', one),
  );
  assert.equal(cures.length, 2);
  for (const cure of cures) assert.equal(cureOf(load(graph('later.pb'), { set: [cure] })), '', cure);
  assert.equal(valid(load(graph('later.pb'), { set: [cures.at(-1)!] })).digest, valid(load(null)).digest);
  writeFileSync(join(folder, 'later.pb'), 'a graph');
  assert.equal(cureOf(load(graph('later.pb'))), '');
});
