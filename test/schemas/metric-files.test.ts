// Networks and statistics that the metrics name: their contents count, their paths do not, and nothing is downloaded.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { digestOfParts } from '../../domain/network-files.js';
import { frozenContents } from '../../schemas/file-contents.js';
import { loadPipeline, type LoadOptions, type LoadResult } from '../../schemas/load-pipeline.js';
import { writtenForm } from '../../schemas/written-form.js';
import { writtenText } from '../../schemas/written-text.js';
import { tarOf } from '../support/tar-of.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { base, places } from './base.js';

const folder = temporaryFolder();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const file = (name: string, text: string): void => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};

file('graph.pb', 'a graph');
file('statistics.npz', 'statistics');
file('saved/saved_model.pb', 'model');
file('saved/fingerprint.pb', 'how it was made');
file('saved/variables/variables.index', 'index');
file('js/model.json', JSON.stringify({ weightsManifest: [{ paths: ['one.bin', '../graph.pb'] }] }));
file('js/one.bin', 'weights');

const input = '{ name: x, size: 64 }';
const graph = (format: string, path: string, more = ''): string =>
  `{ kind: graph, format: ${format}, path: ${path}, input: ${input}, features: f, logits: l${more} }`;

function load(extractor: string, reference = '{ from: dataset }', options: LoadOptions = {}): LoadResult {
  const metrics = `  extractor: ${extractor}\n  reference: ${reference}`;
  const text = base.replace('  extractor: { kind: classifier, epochs: 2 }', metrics);
  return loadPipeline({ file: 'test.yaml', text }, { directory: folder, ...options });
}

function valid(result: LoadResult): Extract<LoadResult, { ok: true }> {
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints, null, 2));
  return result;
}

const contentsOf = (result: LoadResult): unknown => {
  const { extractor } = valid(result).pipeline.metrics;
  return 'contents' in extractor ? extractor.contents : undefined;
};

test('the digest of a file is filled in, and is the same at another path', () => {
  file('elsewhere/graph.pb', 'a graph');
  const [one, other] = [load(graph('frozen', 'graph.pb')), load(graph('frozen', 'elsewhere/graph.pb'))];
  assert.equal(contentsOf(one), sha256('a graph'));
  assert.equal(valid(one).digest, valid(other).digest);
  const { extractor } = valid(one).pipeline.metrics;
  assert.equal('path' in extractor && extractor.path, join(folder, 'graph.pb'));
});

test('other contents are another pipeline', () => {
  file('changed.pb', 'a graph!');
  assert.notEqual(valid(load(graph('frozen', 'graph.pb'))).digest, valid(load(graph('frozen', 'changed.pb'))).digest);
});

test('the digest of a SavedModel covers its variables, but not how it was made', () => {
  const files = { 'saved_model.pb': sha256('model'), 'variables/variables.index': sha256('index') };
  assert.equal(contentsOf(load(graph('savedModel', 'saved'))), digestOfParts(files));
});

test('the digest of a TensorFlow.js model covers its shards, and none outside of its folder', () => {
  const model = JSON.stringify({ weightsManifest: [{ paths: ['one.bin', '../graph.pb'] }] });
  const files = { 'model.json': sha256(model), 'one.bin': sha256('weights') };
  assert.equal(contentsOf(load(graph('tfjs', 'js/model.json'))), digestOfParts(files));
});

test('a file that is not there yet is a warning, and its digest is open', () => {
  const result = load(graph('onnx', 'later.onnx'), '{ from: npz, path: later.npz }');
  assert.equal(contentsOf(result), null);
  assert.deepEqual(
    places(result).map((place) => place.replace(/:.*/, '')),
    ['EAGAN_PATH_MISSING test.yaml', 'EAGAN_PATH_MISSING test.yaml'],
  );
});

test('a digest in the file is a pin: it stands while the file is not there, and refuses another one', () => {
  const pin = 'c'.repeat(64);
  assert.equal(contentsOf(load(graph('onnx', 'later.onnx', `, contents: ${pin}`))), pin);
  const refused = load(graph('frozen', 'graph.pb', `, contents: ${pin}`));
  assert.ok(!refused.ok);
  assert.match(places(refused)[0]!, /^EAGAN_CONTENTS_DIFFER/);
  valid(load(graph('frozen', 'graph.pb', `, contents: ${sha256('a graph')}`)));
});

test('a folder in place of a file, a pipe, or a broken model.json is refused', () => {
  file('broken/model.json', '{');
  for (const extractor of [graph('frozen', 'saved'), graph('tfjs', 'broken/model.json'), graph('onnx', '/dev/null')]) {
    const result = load(extractor);
    assert.ok(!result.ok);
    assert.match(places(result)[0]!, /^EAGAN_PATH_(MISSING|OUTSIDE)/);
  }
});

test('a file may only name what lies in its folder, also through a link', () => {
  const outside = temporaryFolder();
  writeFileSync(join(outside, 'graph.pb'), 'private');
  symlinkSync(join(outside, 'graph.pb'), join(folder, 'link.pb'));
  for (const path of ['link.pb', join(outside, 'graph.pb')]) {
    const result = load(graph('frozen', path));
    assert.ok(!result.ok);
    assert.match(places(result)[0]!, /^EAGAN_PATH_OUTSIDE/);
  }
  const set = [`metrics.extractor.path=${join(outside, 'graph.pb')}`];
  assert.equal(contentsOf(load(graph('frozen', 'graph.pb'), undefined, { set })), sha256('private'));
});

test('only the published Inception graph is known; another one is a warning', () => {
  const result = load('{ kind: inception2015, path: graph.pb }');
  assert.match(places(result).join(), /EAGAN_INCEPTION_UNKNOWN/);
  const md5 = createHash('md5').update('a graph').digest('hex');
  const { extractor } = valid(result).pipeline.metrics;
  assert.deepEqual(extractor, {
    kind: 'inception2015',
    path: join(folder, 'graph.pb'),
    contents: contentsOf(result),
    md5,
  });
});

test('a graph in its archive is known by its own MD5, and the digest is that of the archive', () => {
  const archive = gzipSync(tarOf({ LICENSE: 'free', 'inception/classify_image_graph_def.pb': 'a graph' }));
  writeFileSync(join(folder, 'inception.tgz'), archive);
  const result = load('{ kind: inception2015, path: inception.tgz }');
  const { extractor } = valid(result).pipeline.metrics;
  const md5 = createHash('md5').update('a graph').digest('hex');
  const contents = createHash('sha256').update(archive).digest('hex');
  assert.deepEqual(extractor, { kind: 'inception2015', path: join(folder, 'inception.tgz'), contents, md5 });
});

test('an archive that is cut off, or has no graph, is refused at its path', () => {
  const whole = gzipSync(tarOf({ 'classify_image_graph_def.pb': 'a graph'.repeat(1000) }));
  const cut = [0.1, 0.5, 0.9].map((share) => whole.subarray(0, Math.floor((whole.length - 8) * share)));
  for (const bytes of [...cut.filter(({ length }) => length > 1), gzipSync(tarOf({ readme: 'none' }))]) {
    writeFileSync(join(folder, 'inception.tgz'), bytes);
    const result = load('{ kind: inception2015, path: inception.tgz }');
    assert.ok(!result.ok);
    assert.match(places(result)[0]!, /^EAGAN_PATH_MISSING/);
    assert.match(JSON.stringify(result.complaints), /whole|must follow|must have the file classify_image_graph_def.pb/);
  }
});

test('a run that was frozen with an archive keeps the MD5 that it has', () => {
  const { pipeline, written } = valid(load('{ kind: inception2015, path: graph.pb }'));
  const { metrics } = pipeline;
  const before = { ...metrics.extractor, path: join(folder, 'inception.tgz'), md5: 'e'.repeat(32) } as never;
  const frozen = { ...pipeline, metrics: { ...metrics, extractor: before } };
  const text = writtenText(writtenForm(frozen, written), 'again');
  const options = { directory: folder, readContents: frozenContents(frozen) };
  const { extractor } = valid(loadPipeline({ file: 'again.yaml', text }, options)).pipeline.metrics;
  assert.equal('md5' in extractor && extractor.md5, 'e'.repeat(32));
});

test('the weights of the set-up have one digest', () => {
  const plain = valid(load('{ kind: imagenet }'));
  const contents = contentsOf(plain) as string;
  assert.equal(
    valid(load(`{ kind: imagenet, network: efficientnet-lite0, contents: ${contents} }`)).digest,
    plain.digest,
  );
  const other = load(`{ kind: imagenet, contents: ${'d'.repeat(64)} }`);
  assert.ok(!other.ok);
  assert.match(places(other)[0]!, /^EAGAN_CONTENTS_DIFFER/);
});

test('the written form has the same digest, with and without the files', () => {
  const first = valid(load('{ kind: inception2015, path: graph.pb }', '{ from: npz, path: statistics.npz }'));
  const text = writtenText(writtenForm(first.pipeline, first.written), 'again');
  for (const directory of [folder, temporaryFolder()]) {
    const readContents = directory === folder ? undefined : frozenContents(first.pipeline);
    const again = loadPipeline({ file: 'again.yaml', text }, { directory, ...(readContents ? { readContents } : {}) });
    assert.equal(valid(again).digest, first.digest);
  }
});

test('usual values that are written out change no digest', () => {
  const plain = valid(loadPipeline({ file: 'test.yaml', text: base }, { directory: folder }));
  const set = ['metrics.splits=10', 'metrics.also=[]', 'metrics.reference={ from: dataset, split: train }'];
  assert.equal(valid(loadPipeline({ file: 'test.yaml', text: base }, { directory: folder, set })).digest, plain.digest);
});
