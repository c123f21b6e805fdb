// An option changes only what it names, and explanations agree with the values in use.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { explain, type Explanation } from '../../schemas/explain.js';
import { loadPipeline, type LoadedPipeline, type LoadOptions } from '../../schemas/load-pipeline.js';
import { writtenForm } from '../../schemas/written-form.js';
import { writtenText } from '../../schemas/written-text.js';
import { shippedFile, shippedText, shippedSearches } from '../support/pipelines.js';
import type { ExtractorSettings } from '../../domain/extractor.js';

type Classifier = ExtractorSettings<'classifier'>;

function load(name: string, text: string, options: LoadOptions = {}): LoadedPipeline {
  const result = loadPipeline({ file: shippedFile(name), text }, { directory: '/somewhere', ...options });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints.map(({ message }) => message)));
  return result;
}

/** Every leaf of a pipeline by its path. */
function leavesOf({ pipeline, written }: LoadedPipeline): Map<string, Explanation> {
  return new Map(explain(writtenForm(pipeline, written), written, '').map((leaf) => [leaf.path, leaf]));
}

/** A pipeline with every default written out, so that all leaves are explicit. */
const explicitText = (loaded: LoadedPipeline): string =>
  writtenText(writtenForm(loaded.pipeline, loaded.written), 'explicit');

const images: readonly string[] = ['dataset.kind', 'dataset.path'];
const options: readonly (readonly [string, LoadOptions, names: readonly string[]])[] = [
  ['no option', {}, []],
  ['--seed', { seed: '77' }, ['seed']],
  ['--images', { images: 'mine' }, images],
  ['--set', { set: ['metrics.seed=9'] }, ['metrics.seed']],
  ['all together', { seed: '77', images: 'mine', set: ['metrics.seed=9'] }, ['seed', ...images, 'metrics.seed']], // prettier-ignore
];

/** What a folder of images cannot have. */
const onlyOfArchive: readonly string[] = ['dataset.unlabeled'];

for (const name of shippedSearches)
  for (const [what, option, names] of options)
    test(`${name} with ${what}: explicit values survive, and each explanation names the layer that won`, () => {
      const text = explicitText(load(name, shippedText(name)));
      const [before, after] = [leavesOf(load(name, text)), leavesOf(load(name, text, option))];
      for (const [path, leaf] of after) {
        if (names.includes(path)) assert.match(leaf.from, /^--(seed|images|set)$/, path);
        else if (before.has(path)) {
          assert.deepEqual(leaf.value, before.get(path)!.value, `${path} is not what ${what} names`);
          assert.equal(leaf.from, before.get(path)!.from, path);
        } else assert.equal(leaf.from, 'default', `${path} came with ${what}`);
      }
      for (const path of before.keys())
        assert.ok(after.has(path) || (option.images && onlyOfArchive.includes(path)), `${path} went with ${what}`);
    });

/** The rest of the line from the place that an explanation names. */
function lineFrom(text: string, from: string): string {
  const [, line, column] = /:(\d+):(\d+)$/.exec(from)!;
  return text.split('\n')[Number(line) - 1]!.slice(Number(column) - 1);
}

for (const name of shippedSearches)
  test(`${name}: each value is written where its explanation says`, () => {
    const text = explicitText(load(name, shippedText(name)));
    for (const { path, value, from } of leavesOf(load(name, text)).values()) {
      if (from === 'default') continue;
      const found = lineFrom(text, from);
      if (typeof value === 'object') continue; // a value over several lines
      assert.equal(String(parse(found.split(/[,}]/)[0]!)), String(value), `${path} at ${from}`);
    }
  });

const base = shippedText('tiny.yaml');
const tiny = load('tiny.yaml', base);
for (const [path, leaf] of leavesOf(tiny)) {
  if (path === 'version' || path === 'name') continue;
  test(`--set ${path} with its present value changes only the explanation`, () => {
    const after = load('tiny.yaml', explicitText(tiny), { set: [`${path}=${JSON.stringify(leaf.value)}`] });
    assert.deepEqual(after.pipeline, tiny.pipeline);
    for (const [each, { value, from }] of leavesOf(after)) {
      assert.equal(from === '--set', each === path, `${each} comes from ${from}`);
      assert.deepEqual(value, leavesOf(tiny).get(each)!.value, each);
    }
  });
}

test('a value that a file deletes with null is explained as the default', () => {
  const layers: Record<string, string> = {
    '/b/base.yaml': base.replace('minimumAccuracy: 0.15', 'minimumAccuracy: 0.9'),
  };
  const text = 'extends: ./base.yaml\nmetrics: { extractor: { minimumAccuracy: null } }\n';
  const readFile = (path: string): Buffer => Buffer.from(layers[path]!);
  const result = loadPipeline({ file: 'over.yaml', text }, { folder: '/b', readFile });
  assert.ok(result.ok, JSON.stringify(result));
  const leaf = leavesOf(result).get('metrics.extractor.minimumAccuracy')!;
  assert.deepEqual([leaf.value, leaf.from], [0.95, 'default']);
  assert.deepEqual(leaf.replaced.map(({ value }) => value), [0.9]); // prettier-ignore
});

test('--images keeps the minimum accuracy of a file, and sets its own if the file has none', () => {
  const accuracy = (text: string): unknown =>
    (load('tiny.yaml', text, { images: 'mine' }).pipeline.metrics.extractor as Classifier).minimumAccuracy;
  assert.equal(accuracy(base), 0.15);
  assert.equal(accuracy(base.replace(', minimumAccuracy: 0.15', '')), 0.3);
});
