// Referenced files: genotypes and latency tables. Their contents matter, their paths do not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPipeline, type LoadOptions, type LoadResult } from '../../schemas/load-pipeline.js';
import { base, places } from './base.js';

const text = base.replace('{ from: builtin, genotype: autogan }', '{ from: file, path: parts/d.yaml }');
const cells = '[[3, 0, 3, 0, 2, 0, 0], [3, 0, 3, 0, 1, -1, -1], [3, 0, 3, 0, 1, -1, -1]]';

function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  main = text,
  options: LoadOptions = {},
): LoadResult {
  const readFile = (path: string): string | Uint8Array => {
    const content = files[path.replace('/pipelines/', '')];
    if (content === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return content;
  };
  return loadPipeline({ file: 'main.yaml', text: main }, { directory: '/pipelines', readFile, ...options });
}

function opponentOf(content: string): unknown {
  const result = load({ 'parts/d.yaml': content });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints, null, 2));
  return result.pipeline.stages[0]!.opponent;
}

test('a genotype from a file is frozen like one in the pipeline, with the same digest', () => {
  const inline = base
    .replace('genotype: autogan }', `genotype: ${cells} }`)
    .replace('{ from: builtin, g', '{ from: genotype, g');
  const [read, written] = [load({ 'parts/d.yaml': `genotype: ${cells}` }), load({}, inline)];
  assert.ok(read.ok && written.ok, JSON.stringify(written));
  assert.equal(read.digest, written.digest);
  assert.deepEqual(read.files, [{ path: '/pipelines/parts/d.yaml', text: `genotype: ${cells}` }]);
});

test('a file may be the genotype itself', () => {
  assert.deepEqual(opponentOf(cells), { from: 'genotype', genotype: JSON.parse(cells) as unknown });
});

test('of an exported pair of genotypes the needed one is used', () => {
  const plain = '[[1, 1, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3]]';
  const exported = (discriminator: string): string =>
    `{ "schemaVersion": 1, "kind": "genotypes", "generator": { "form": "standalone", "genotype": ${plain} }, "discriminator": ${discriminator} }`;
  assert.deepEqual(opponentOf(exported(`{ "form": "standalone", "genotype": ${cells} }`)), {
    from: 'genotype',
    genotype: JSON.parse(cells) as unknown,
  });
  assert.deepEqual(opponentOf(exported('{ "form": "simple" }')), { from: 'builtin', genotype: 'simple' });
});

test('a path is relative to the file that contains it, also in a base', () => {
  const files = { 'deep/base.yaml': text, 'deep/parts/d.yaml': `genotype: ${cells}` };
  assert.ok(load(files, 'extends: deep/base.yaml').ok);
  const named = load({ 'd.yaml': `genotype: ${cells}` }, text, { set: ['stages.generator.opponent.path=d.yaml'] });
  assert.ok(named.ok);
});

test('a table of latencies from a file is frozen', () => {
  const main = base.replace('  images: 500', '  images: 500\n  latency: { from: file, path: latency.yaml }');
  const result = load({ 'latency.yaml': 'generator: { baseMs: 2, cells: [{}, {}, {}] }' }, main);
  assert.deepEqual(
    places(result).map((place) => place.split(' ')[0]),
    Array(7 * 3).fill('EAGAN_PIPELINE_MISSING_KEY'),
  );
  const nothing = load({ 'latency.yaml': '- 1' }, main);
  assert.deepEqual(places(nothing), ['EAGAN_LATENCY_TABLE latency.yaml:1:1']);
  assert.deepEqual(places(load({}, main)), ['EAGAN_PATH_MISSING main.yaml:12:32']);
  const misspelt = load({ 'latency.yaml': 'genrator: {}' }, main);
  assert.deepEqual(places(misspelt), [
    'EAGAN_PIPELINE_UNKNOWN_KEY latency.yaml:1:1',
    ...Array<string>(2).fill('EAGAN_PIPELINE_MISSING_KEY latency.yaml:1:1'),
  ]);
});

const refused: readonly [name: string, content: string | Uint8Array | undefined, expected: string][] = [
  ['a missing file', undefined, 'EAGAN_PATH_MISSING main.yaml:30:35'],
  ['an illegal gene', `genotype: ${cells.replace('2, 0, 0]', '2, 6, 0]')}`, 'EAGAN_GENOTYPE_ILLEGAL parts/d.yaml:1:28'],
  ['too few cells', 'genotype: [[3, 0, 3, 0, 2, 0, 0]]', 'EAGAN_PIPELINE_LIST parts/d.yaml:1:11'],
  ['a file of something else', 'architecture: 1', 'EAGAN_GENOTYPE_ILLEGAL parts/d.yaml:1:1'],
  ['an empty file', '', 'EAGAN_GENOTYPE_ILLEGAL parts/d.yaml:1:1'],
  ['a tab', 'genotype:\n\t- 1', 'EAGAN_PIPELINE_TAB parts/d.yaml:2:1'],
  ['bad UTF-8', new Uint8Array([0x67, 0xff]), 'EAGAN_PIPELINE_ENCODING parts/d.yaml:1:2'],
  ['ten megabytes', 'a'.repeat(1e7), 'EAGAN_PIPELINE_TOO_LARGE parts/d.yaml:1:1'],
  ['a key twice', `genotype: ${cells}\ngenotype: ${cells}`, 'EAGAN_PIPELINE_DUPLICATE_KEY parts/d.yaml:2:1'],
];
for (const [name, content, expected] of refused) {
  test(`a genotype file: ${name} is refused: ${expected}`, () => {
    assert.deepEqual(places(load(content === undefined ? {} : { 'parts/d.yaml': content })), [expected]);
  });
}

test('missing images give a warning if it is requested', () => {
  const main = base.replace('{ kind: shapes, images: 4000 }', '{ kind: imageFolder, path: none, images: 4000 }');
  assert.deepEqual(places(load({}, main, { exists: () => false })), ['EAGAN_PATH_MISSING main.yaml:5:37']);
  assert.deepEqual(places(load({}, main, { exists: (path) => path === '/pipelines/none' })), []);
});
