// The schema itself: every key explained for editors, every default true, no option without effect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import { walkKeys } from '../../schemas/legal-keys.js';
import { circumstances } from '../../schemas/pipeline-digest.js';
import type { Schema } from '../../schemas/schema.js';
import { base, load } from './base.js';

const keys: { path: string; schema: Schema; condition: string }[] = [];
walkKeys((path, schema, condition) => keys.push({ path, schema, condition }));

test('the schema has all keys that the walk should see', () => {
  assert.ok(keys.length > 150, String(keys.length));
});

test('every key has a title, a description and an example, and every example is legal by its own type', () => {
  for (const { path, schema } of keys) {
    assert.ok(schema.title && schema.description && schema.examples?.length, path);
    assert.match(schema.description, /[.)]$/, path);
    const [example] = schema.examples;
    if (schema.enum) assert.ok(schema.enum.includes(example), path);
    if (schema.const !== undefined) assert.equal(example, schema.const, path);
  }
});

test('every mapping of the schema is closed: unknown keys are errors', () => {
  for (const { path, schema } of keys) {
    const types = [schema.type ?? []].flat();
    const isNamedFreely = typeof schema.additionalProperties === 'object' && schema.propertyNames !== undefined;
    const isClosed = schema.oneOf !== undefined || schema.additionalProperties === false || isNamedFreely;
    if (types.includes('object')) assert.ok(isClosed, path);
  }
});

/** Where a key of the schema is set in the good file. */
const addressOf = (path: string, condition: string): string =>
  path.replace(
    'stages[]',
    condition.includes('oneToOne') || condition === 'with from: stage' ? 'stages.discriminator' : 'stages.generator',
  );

function digestWith(path: string, condition: string, value: unknown): Digest {
  const key = path.split('.').at(-1)!;
  const address = addressOf(path, condition);
  const holder = address.slice(0, -key.length - 1);
  // Of steps and epochs exactly one may stand there.
  const isDuration = key === 'steps' || key === 'epochs' ? !holder.endsWith('extractor') : false;
  const assignment = isDuration
    ? `${holder}=${JSON.stringify({ [key]: value })}`
    : `${address}=${JSON.stringify(value)}`;
  const result = load(textFor(path, condition), { set: [...preparation(path), assignment] });
  assert.ok(result.ok, result.ok ? '' : `${assignment}\n${JSON.stringify(result.complaints, null, 2)}`);
  return result.digest;
}

/** Settings without which a value of the key would not matter or not be legal. */
function preparation(path: string): string[] {
  const holder = path.split('.').slice(0, -1).join('.');
  if (holder.endsWith('optimizers.generator') || holder.endsWith('optimizers.discriminator')) {
    return [`${addressOf(holder, '')}.kind=adam`];
  }
  if (holder.endsWith('extractor')) return ['metrics.extractor.kind=classifier'];
  return [];
}

const folder = base.replace('{ kind: shapes, images: 4000 }', '{ kind: imageFolder, path: x, images: 4000 }');
// Settings of one level count only where no nearer level says something.
const bare = (text: string): string =>
  text.replace('    training: { discriminatorSteps: 5 }\n', '').replace(/ {2}best: .*\n/, '');
const textFor = (path: string, condition: string): string =>
  bare(path.startsWith('dataset.') && condition.includes('imageFolder') ? folder : base);

/** Leaves that mean something only beside others: test/schemas/language.test.ts. */
const elsewhere = [
  'searchSpaces',
  'finalTraining.networks',
  'metrics.latency',
  'opponent.path',
  'selection.size',
  'earlyStopping',
  'budget',
];

const isElsewhere = (path: string, condition: string): boolean =>
  elsewhere.some((one) => path.includes(one)) || condition === 'with from: genotype';

/** Two different legal values of a leaf; null where a leaf has only one, or is tested by name below. */
function twoValues(path: string, schema: Schema, condition: string): [unknown, unknown] | null {
  const key = path.split('.').at(-1)!;
  const special: Record<string, [unknown, unknown]> = {
    betas: [
      [0, 0.9],
      [0.5, 0.9],
    ],
    path: ['a', 'b'],
    every: ['1s', '2s'],
    genotype: ['autogan', 'simple'],
    best: [['parameters'], ['frechetDistance']],
    name: ['one', 'two'],
    weightResetting: [true, false],
    survivors: [0.5, 0.4],
    minimumAccuracy: [0.5, 0.6],
  };
  if (isElsewhere(path, condition)) return null;
  if (key in special) return special[key]!;
  if (['id', 'search', 'stage'].includes(key) || schema.const !== undefined || ['fid', 'inceptionScore'].includes(key))
    return null;
  if (schema.enum) return schema.enum.length > 1 ? [schema.enum[0], schema.enum[1]] : null;
  const type = [schema.type ?? []].flat()[0];
  const step = type === 'integer' ? 2 * (schema.multipleOf ?? 1) : 0.001;
  const example = Number(schema.examples![0]);
  if (type === 'integer') return [example, example + step * (schema.multipleOf ? 1 : 2)];
  return type === 'number' ? [example / 2, example / 4] : null;
}

const isCircumstance = (path: string): boolean =>
  circumstances.some((name) => name.startsWith(path) || path.startsWith(`${name}.`));
let tried = 0;
for (const { path, schema, condition } of keys) {
  const pair = twoValues(path, schema, condition);
  if (pair === null) continue;
  tried++;
  test(`another ${path} ${condition} ${isCircumstance(path) ? 'leaves the digest alone' : 'is another digest'}`, () => {
    const [first, second] = pair.map((value) => digestWith(path, condition, value));
    assert.equal(first === second, isCircumstance(path));
  });
}

test('nearly every leaf was tried', () => {
  assert.ok(tried > 120, String(tried));
});

test('ids, networks that are searched and stages that are referred to are meant too', () => {
  const other = base.replaceAll('id: generator', 'id: first').replace('stage: generator', 'stage: first');
  const [plain, renamed] = [load(base), load(other)];
  assert.ok(plain.ok && renamed.ok);
  assert.notEqual(plain.digest, renamed.digest);
});

/** Says nothing that has a default, in a stage of each pairing. */
const silent = `
version: 1
name: silent
dataset: { kind: shapes, images: 9000 }
networks: { generator: { channels: 16 }, discriminator: { channels: 16 } }
metrics: { extractor: { kind: classifier } }
stages:
  - { id: generator, search: generator, pairing: manyToOne, opponent: { from: builtin, genotype: autogan } }
  - { id: discriminator, search: discriminator, pairing: oneToOne, opponent: { from: stage, stage: generator } }
finalTraining: { duration: { epochs: 1 } }
`;

test('every default that the schema states is the one that is filled in', () => {
  const plain = load(silent);
  assert.ok(plain.ok);
  for (const { path, schema, condition } of keys) {
    const isLeaf = schema.properties === undefined && schema.oneOf === undefined;
    const hasDefault = isLeaf && schema.default !== undefined && schema.default !== null;
    if (!hasDefault || condition.includes('imageFolder') || isElsewhere(path, condition)) continue;
    const set = [...preparation(path), `${addressOf(path, condition)}=${JSON.stringify(schema.default)}`];
    const result = load(silent, { set });
    assert.ok(result.ok, `${path} ${JSON.stringify(!result.ok && result.complaints)}`);
    assert.equal(result.digest, plain.digest, `the default of ${path} is not ${JSON.stringify(schema.default)}`);
  }
});
