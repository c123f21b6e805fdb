// What figures may be called: fid and inceptionScore only under the published Inception graph, and one name at a time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DigestedFile, ReadContents } from '../../schemas/file-contents.js';
import type { LoadResult } from '../../schemas/load-pipeline.js';
import { base, load } from './base.js';

const published: DigestedFile = { contents: 'a'.repeat(64), md5: 'e6bb154e85f5d4331c22abcddb5dcf31' };
const another: DigestedFile = { contents: 'b'.repeat(64), md5: 'f'.repeat(32) };

const loadWith = (file: DigestedFile | null, ...set: string[]): LoadResult => loadText(base, file, set);

function loadText(text: string, file: DigestedFile | null, set: readonly string[]): LoadResult {
  const readContents: ReadContents = (path, kind) => {
    if (file) return kind === 'inception2015' ? file : { contents: file.contents };
    throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
  };
  return load(text, { set, readContents });
}

const inception = 'metrics.extractor={ kind: inception2015, path: graph.pb }';
const graph = 'metrics.extractor={ kind: graph, format: onnx, path: n, input: { name: x, size: 64 }, features: f }';
const objectives = (names: string): string[] => [
  `stageDefaults.objectives={ ${names
    .split(' ')
    .map((name) => `${name}: minimize`)
    .join(', ')} }`,
  `stageDefaults.best=[${names.split(' ')[0]}]`,
];
const codes = (result: LoadResult): string[] => [
  ...new Set((result.ok ? result.warnings : result.complaints).map(({ code }) => code)),
];

test('fid and inceptionScore are objectives with the published graph, and nobody else may use the names', () => {
  const names = objectives('fid inceptionScore parameters');
  assert.ok(loadWith(published, inception, ...names).ok);
  for (const result of [loadWith(another, inception, ...names), loadWith(another, ...names)]) {
    assert.ok(!result.ok);
    assert.ok(codes(result).includes('EAGAN_OBJECTIVE_UNAVAILABLE'));
  }
});

test('with the published graph the distance has no other name, and the message says the right one', () => {
  const result = loadWith(published, inception, ...objectives('frechetDistance parameters'));
  assert.ok(!result.ok);
  const found = result.complaints.find(({ code }) => code === 'EAGAN_OBJECTIVE_UNAVAILABLE');
  assert.match(found!.message, /is called fid with the published Inception graph/);
  assert.equal(found!.suggestion, 'Use fid.');
});

test('both names in one stage are refused', () => {
  for (const file of [published, another, null])
    assert.ok(codes(loadWith(file, inception, ...objectives('fid frechetDistance'))).includes('EAGAN_METRICS_UNEQUAL'));
});

test('while the file is not there, either name is accepted with a warning', () => {
  for (const name of ['fid', 'frechetDistance']) {
    const result = loadWith(null, inception, ...objectives(`${name} parameters`));
    assert.ok(result.ok);
    assert.ok(codes(result).includes('EAGAN_PATH_MISSING'));
  }
});

test('a stage without objectives has those that the extractor gives', () => {
  const names = (result: LoadResult): string[] => {
    assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints));
    return Object.keys(result.pipeline.stages[0]!.objectives);
  };
  const none = base.replace(/^ {2}(objectives|best): .*\n/gm, '');
  assert.deepEqual(names(loadText(none, published, [inception])), ['fid', 'inceptionScore', 'parameters']);
  assert.deepEqual(names(loadText(none, another, [inception])), ['frechetDistance', 'classifierScore', 'parameters']);
  assert.deepEqual(names(loadText(none, another, [graph])), ['frechetDistance', 'parameters']);
});

test('a score needs class logits', () => {
  const result = loadWith(another, graph, ...objectives('classifierScore parameters'));
  assert.ok(!result.ok);
  assert.match(result.complaints[0]!.message, /needs class logits/);
});

const npz = 'metrics.reference={ from: npz, path: statistics.npz }';

test('figures that compare single images are refused with a file of statistics, and the message says what to do', () => {
  for (const set of [
    objectives('kernelDistance parameters'),
    objectives('recall parameters'),
    ['metrics.also=[densityCoverage]'],
  ]) {
    const result = loadWith(another, npz, ...set);
    assert.ok(!result.ok);
    assert.deepEqual(codes(result), ['EAGAN_OBJECTIVE_UNAVAILABLE']);
    assert.match(result.complaints[0]!.suggestion!, /reference: \{ from: dataset \}/);
    assert.ok(loadWith(another, ...set).ok);
  }
});

test("the published script's rule takes distance and score by either name", () => {
  const rule = 'stageDefaults.selection={ kind: officialRepo }';
  const of = (distance: string, score: string): string[] => [
    rule,
    `stageDefaults.objectives={ ${distance}: minimize, ${score}: maximize, parameters: minimize }`,
    `stageDefaults.best=[${distance}]`,
  ];
  assert.ok(loadWith(published, inception, ...of('fid', 'inceptionScore')).ok);
  assert.ok(loadWith(another, inception, ...of('frechetDistance', 'classifierScore')).ok);
});

test('too few images for a covariance are a warning that names the kernel distance', () => {
  const result = loadWith(published, inception, ...objectives('fid parameters'));
  const few = (result.ok ? result.warnings : []).find(({ code }) => code === 'EAGAN_FEW_IMAGES');
  assert.match(few!.suggestion!, /use kernelDistance/);
});
