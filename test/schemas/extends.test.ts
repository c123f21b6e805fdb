// A file that extends another: which values merge, replace or delete, and complaints that point into the file with the
// mistake.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadPipeline, type LoadOptions, type LoadResult } from '../../schemas/load-pipeline.js';
import { base, places } from './base.js';

/** Loads `main.yaml` of /pipelines among other files. */
function load(files: Readonly<Record<string, string>>, options: LoadOptions = {}): LoadResult {
  const readFile = (path: string): string => {
    const text = files[path.replace('/pipelines/', '')];
    if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return text;
  };
  const text = files['main.yaml']!;
  return loadPipeline({ file: 'main.yaml', text }, { directory: '/pipelines', readFile, ...options });
}

function valid(
  files: Readonly<Record<string, string>>,
  options: LoadOptions = {},
): Extract<LoadResult, { ok: true }>['pipeline'] {
  const result = load(files, options);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints, null, 2));
  return result.pipeline;
}

const over = (text: string): Record<string, string> => ({
  'main.yaml': `extends: ./base.yaml\n${text}`,
  'base.yaml': base,
});

test('a file that only extends another means the same', () => {
  const [plain, same] = [load({ 'main.yaml': base }), load(over(''))];
  assert.ok(plain.ok && same.ok);
  assert.equal(same.digest, plain.digest);
});

test('objects merge key by key, and other lists replace', () => {
  const pipeline = valid(over('training: { batch: { generator: 44 } }\nstageDefaults: { best: [parameters] }'));
  assert.deepEqual(pipeline.stages[0]!.training.batch, { discriminator: 20, generator: 44 });
  assert.deepEqual(pipeline.stages[0]!.best, ['parameters']);
});

test('stages merge by id in any order, and new ones follow', () => {
  const pipeline = valid(
    over(`stages:
  - { id: again, search: generator, pairing: manyToOne, opponent: { from: stage, stage: discriminator } }
  - { id: discriminator, population: 8 }
  - { id: generator, generations: 9 }`),
  );
  assert.deepEqual(
    pipeline.stages.map(({ id, population, generations }) => [id, population, generations]),
    [
      ['generator', 6, 9],
      ['discriminator', 8, 2],
      ['again', 6, 2],
    ],
  );
});

test('null deletes an inherited value, and stays null if there is none', () => {
  const clipped = base.replace('loss: hinge', 'loss: hinge\n  gradientClipping: 50');
  const files = {
    'main.yaml': 'extends: base.yaml\ntraining: { gradientClipping: null }\nmetrics: null',
    'base.yaml': clipped,
  };
  const pipeline = valid(files);
  assert.equal(pipeline.finalTraining.training.gradientClipping, null);
  assert.equal(pipeline.metrics.images, 5000);
  assert.equal(valid(over('training: { gradientClipping: null }')).finalTraining.training.gradientClipping, null);
});

test('a mapping of another kind replaces the whole inherited mapping', () => {
  const pipeline = valid(over('dataset: { kind: imageFolder, path: mine }'));
  assert.deepEqual(pipeline.dataset, {
    kind: 'imageFolder',
    path: '/pipelines/mine',
    size: 32,
    images: null,
    unreadable: 'fail',
  });
  assert.deepEqual(valid(over('dataset: { size: 48 }')).dataset, { kind: 'shapes', images: 4000, size: 48 });
  const opponent = valid(over('stages: [{ id: discriminator, opponent: { from: builtin, genotype: plain-g } }]'));
  assert.deepEqual(opponent.stages[1]!.opponent, { from: 'builtin', genotype: 'plain-g' });
});

test('a stage with another pairing keeps its inherited values, because its id identifies it', () => {
  const result = load(
    over(
      'stages: [{ id: discriminator, search: generator, pairing: manyToOne, opponent: { from: builtin, genotype: autogan } }]',
    ),
  );
  assert.deepEqual(places(result), ['EAGAN_PIPELINE_UNKNOWN_KEY base.yaml:34:5']);
});

test('files may extend each other in a chain, each relative to its own folder, and a base may be only part of a pipeline', () => {
  const files = {
    'main.yaml': 'extends: shared/data.yaml\nname: chained',
    'shared/data.yaml': 'extends: ../base.yaml\ndataset: { kind: imageFolder, path: images }',
    'base.yaml': base,
  };
  const pipeline = valid(files);
  assert.equal(pipeline.name, 'chained');
  assert.ok(pipeline.dataset.kind === 'imageFolder');
  assert.equal(pipeline.dataset.path, '/pipelines/shared/images');
});

test('a relative path of the command line starts from the working directory', () => {
  const pipeline = valid(over('dataset: { kind: imageFolder, path: mine }'), {
    set: ['dataset.path=there'],
    directory: '/pipelines',
  });
  assert.ok(pipeline.dataset.kind === 'imageFolder');
  assert.equal(pipeline.dataset.path, '/pipelines/there');
  const moved = load(over('dataset: { kind: imageFolder, path: mine }'), {
    folder: '/pipelines',
    directory: '/here',
    set: ['dataset.path=there'],
  });
  assert.ok(moved.ok && moved.pipeline.dataset.kind === 'imageFolder');
  assert.equal(moved.pipeline.dataset.path, '/here/there');
});

test('a complaint about an inherited value points into the base, with its lines', () => {
  const result = load({ ...over('name: main'), 'base.yaml': base.replace('population: 6', 'population: 7') });
  assert.deepEqual(places(result), ['EAGAN_POPULATION_ODD base.yaml:18:15']);
  assert.ok(!result.ok);
  assert.match(result.complaints[0]!.frame, /^> 18 \| {3}population: 7$/m);
});

test('complaints are listed file by file, the named file first and options last', () => {
  const files = { ...over('sede: 1'), 'base.yaml': base.replace('images: 500', 'imags: 500') };
  assert.deepEqual(places(load(files, { set: ['recovery.evry=1s'] })), [
    'EAGAN_PIPELINE_UNKNOWN_KEY main.yaml:2:1',
    'EAGAN_PIPELINE_UNKNOWN_KEY base.yaml:11:3',
    'EAGAN_PIPELINE_UNKNOWN_KEY --set:1:10',
  ]);
});

const refused: readonly [name: string, files: Record<string, string>, expected: string][] = [
  ['a missing base', { 'main.yaml': 'name: x\nextends: none.yaml' }, 'EAGAN_PIPELINE_EXTENDS main.yaml:2:10'],
  [
    'a base that extends the file',
    { ...over(''), 'base.yaml': 'extends: main.yaml' },
    'EAGAN_PIPELINE_EXTENDS base.yaml:1:10',
  ],
  ['a file that extends itself', { 'main.yaml': 'extends: main.yaml' }, 'EAGAN_PIPELINE_EXTENDS main.yaml:1:10'],
  ['a base that is a list', { ...over(''), 'base.yaml': '- 1' }, 'EAGAN_PIPELINE_EXTENDS main.yaml:1:10'],
  ['an empty base', { ...over(''), 'base.yaml': '# nothing' }, 'EAGAN_PIPELINE_EMPTY base.yaml:1:1'],
  ['a base with a tab', { ...over(''), 'base.yaml': 'a:\n\tb: 1' }, 'EAGAN_PIPELINE_TAB base.yaml:2:1'],
  [
    'a key twice in a base',
    { ...over(''), 'base.yaml': `${base}name: twice\n` },
    'EAGAN_PIPELINE_DUPLICATE_KEY base.yaml:40:1',
  ],
  [
    'two documents in a base',
    { ...over(''), 'base.yaml': `${base}---\n` },
    'EAGAN_PIPELINE_SEVERAL_DOCUMENTS base.yaml:40:1',
  ],
  ['a base that is too large', { ...over(''), 'base.yaml': 'a'.repeat(1e7) }, 'EAGAN_PIPELINE_TOO_LARGE base.yaml:1:1'],
  [
    'a base with an alias of nothing',
    { ...over(''), 'base.yaml': base.replace('seed: 1', 'seed: *one') },
    'EAGAN_PIPELINE_ALIAS base.yaml:4:7',
  ],
  [
    'text for a number in a base',
    { ...over(''), 'base.yaml': base.replace('seed: 1', 'seed: "1"') },
    'EAGAN_PIPELINE_TYPE base.yaml:4:7',
  ],
  [
    'a base with a control character',
    { ...over(''), 'base.yaml': 'a: \u0000' },
    'EAGAN_PIPELINE_ENCODING base.yaml:1:4',
  ],
  [
    'a base of another version',
    { ...over('version: 1'), 'base.yaml': base.replace('version: 1', 'version: 2') },
    'EAGAN_PIPELINE_VERSION base.yaml:2:10',
  ],
];
for (const [name, files, expected] of refused) {
  test(`${name} is refused: ${expected}`, () => assert.deepEqual(places(load(files)), [expected]));
}

test('a chain of more than ten files is refused', () => {
  const links = Array.from({ length: 12 }, (_, i) => [`f${i}.yaml`, `extends: f${i + 1}.yaml`]);
  const files = { ...(Object.fromEntries(links) as Record<string, string>), 'main.yaml': 'extends: f0.yaml' };
  assert.deepEqual(places(load(files)), ['EAGAN_PIPELINE_EXTENDS f8.yaml:1:10']);
});

test('what a file extends and declares cannot be changed by --set', () => {
  assert.deepEqual(places(load(over(''), { set: ['extends=x', 'parameters.a=1'] })), [
    'EAGAN_PIPELINE_OVERRIDE --set:1:1',
    'EAGAN_PIPELINE_OVERRIDE --set:1:1',
  ]);
});

test('two stages with one id in the same file are still a mistake', () => {
  const twice = 'stages: [{ id: generator, population: 8 }, { id: generator, population: 4 }]';
  const result = load(over(twice));
  assert.ok(!result.ok);
  assert.ok(result.complaints.every(({ file }) => file === 'main.yaml'));
  assert.ok(result.complaints.some(({ code }) => code === 'EAGAN_PIPELINE_MISSING_KEY'));
});

test('the texts of bases are kept, so that a fork reads what the run read', () => {
  const result = load(over('name: main'));
  assert.ok(result.ok);
  assert.deepEqual(result.files, [{ path: '/pipelines/base.yaml', text: base }]);
});
