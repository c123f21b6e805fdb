// A pipeline resolves to a file with the same digest that leaves nothing out, and each of its values has a known
// source.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { alsoReadVariable } from '../../scripts/confine.mjs';
import { explain, type Explanation } from '../../schemas/explain.js';
import { loadPipeline, type LoadedPipeline, type LoadOptions, type LoadResult } from '../../schemas/load-pipeline.js';
import { writtenForm } from '../../schemas/written-form.js';
import { writtenText } from '../../schemas/written-text.js';
import { base, load } from './base.js';
import { shippedSearches, shippedFile } from '../support/pipelines.js';

function valid(result: LoadResult): LoadedPipeline {
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints, null, 2));
  return result;
}

// The networks that shipped files name lie beside them; a file elsewhere needs leave to read there.
process.env[alsoReadVariable] = dirname(shippedFile('quickstart.yaml'));

const resolved = ({ pipeline, written }: LoadedPipeline): string =>
  writtenText(writtenForm(pipeline, written), 'resolved');

for (const name of shippedSearches) {
  const result = loadPipeline({ file: shippedFile(name), text: readFileSync(shippedFile(name)) });
  test(`${name} resolves to a file with the same meaning, including all circumstances`, () => {
    const first = valid(result);
    const again = valid(loadPipeline({ file: '/elsewhere/resolved.yaml', text: resolved(first) }));
    assert.equal(again.digest, first.digest);
    assert.deepEqual(again.pipeline, first.pipeline);
    assert.equal(resolved(again), resolved(first));
  });
}

test('spaces, coupled stages, budgets, tables, final networks and genotypes are unchanged', () => {
  const zeros = '{ nearest: 1, bilinear: 1, conv_transpose: 1 }';
  const normal = '{ skip_connect: 1, conv_1x1: 1, conv_3x3: 1, conv_5x5: 1, dil_conv_3x3: 1, dil_conv_5x5: 1 }';
  const cell = `{ u0: ${zeros}, u1: ${zeros}, n0: ${normal}, n1: ${normal}, n2: ${normal}, n3: ${normal}, n4: ${normal} }`;
  const plain = '[[1, bilinear, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3], [1, 1, 3, 3, 3, 3, 3]]';
  const text = base
    .replace(
      '  images: 500',
      `  images: 500\n  latency: { from: inline, generator: { baseMs: 1, cells: [${cell}, ${cell}, ${cell}] } }`,
    )
    .replace('finalTraining: { ', `finalTraining: { networks: { generator: { from: genotype, genotype: ${plain} } }, `)
    .replace(
      '  - id: discriminator',
      '  - { id: both, search: both, pairing: coupled, spaces: { generator: light } }\n  - id: discriminator',
    )
    .replace(
      'recovery: { every: 30s }',
      'recovery: { every: 1500ms }\nbudget: { deviceHours: 1.7, wallTime: 36h, candidates: 200 }',
    )
    .concat(
      'searchSpaces: { light: { network: generator, operations: { up: [nearest] }, force: [{ gene: n0, operation: none }], constraints: [{ kind: atMost, operations: [conv_5x5], count: 2 }] } }\n',
    );
  const first = valid(load(text));
  const again = valid(loadPipeline({ file: 'resolved.yaml', text: resolved(first) }));
  assert.deepEqual(again.pipeline, first.pipeline);
});

const files: Readonly<Record<string, string>> = {
  '/somewhere/base.yaml': base
    .replace('generations: 2', 'generations: "${param:rounds}"')
    .concat('parameters: { rounds: { type: integer, default: 3 } }\n'),
};
const over =
  'extends: base.yaml\nstageDefaults:\n  population: 8\nstages:\n  - id: discriminator\n    selection: { kind: tournament }\n';

function explained(path: string, options: LoadOptions = {}): Explanation[] {
  const { pipeline, written } = valid(load(over, { readFile: (file) => files[file]!, ...options }));
  return explain(writtenForm(pipeline, written), written, path);
}

test('explanations name the base, the file that replaced its value, a parameter, or a default', () => {
  const at = (path: string, options?: LoadOptions): Explanation => explained(path, options)[0]!;
  assert.deepEqual(at('seed'), { path: 'seed', value: 1, from: 'base.yaml:4:7', replaced: [] });
  assert.deepEqual(at('stages.generator.population'), {
    path: 'stages.generator.population',
    value: 8,
    from: 'test.yaml:3:15',
    via: 'stageDefaults.population',
    replaced: [{ value: 6, from: 'base.yaml:18:15' }],
  });
  assert.match(at('stages.0.generations').from, /^base\.yaml:19:16, parameter rounds \(default, base\.yaml:40:49\)$/);
  assert.match(
    at('stages.0.generations', { param: ['rounds=5'] }).from,
    /^base\.yaml:19:16, parameter rounds \(--param\)$/,
  );
  assert.equal(at('metrics.seed').from, 'default');
});

test('a stage’s value that replaces the common one as a whole is explained for every leaf', () => {
  assert.deepEqual(
    explained('stages.discriminator.selection').map(({ path, value, from }) => [path, value, from]),
    [
      ['stages.discriminator.selection.kind', 'tournament', 'test.yaml:6:24'],
      ['stages.discriminator.selection.size', 2, 'default'],
    ],
  );
});

test('the value that an option replaced is named, also below the option', () => {
  const [steps] = explained('stages.generator.warmup', { set: ['stageDefaults.warmup={ steps: 9 }'] });
  assert.deepEqual(steps!.replaced, [{ value: 40, from: 'base.yaml:20:11' }]);
  assert.deepEqual([steps!.from, steps!.via], ['--set', 'stageDefaults.warmup.steps']);
});

test('every leaf of the whole pipeline is explained', () => {
  const all = explained('.');
  assert.ok(all.length > 80, String(all.length));
  assert.ok(all.every(({ from }) => from === 'default' || /^(--\w+|[\w.]+yaml:\d+:\d+.*)$/.test(from)));
});
