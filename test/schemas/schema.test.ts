// The schema itself: every key is explained for editors, and every default is true. every-leaf.proof.test.ts checks
// that every option has an effect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkKeys } from '../../schemas/legal-keys.js';
import type { Schema } from '../../schemas/schema.js';
import { base, load } from './base.js';

const keys: { path: string; schema: Schema; condition: string }[] = [];
walkKeys((path, schema, condition) => keys.push({ path, schema, condition }));

test('the walk finds all keys of the schema', () => {
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

/** Where the valid file sets a key of the schema. */
const addressOf = (path: string, condition: string): string =>
  path.replace(
    'stages[]',
    condition.includes('oneToOne') || condition === 'with from: stage' ? 'stages.discriminator' : 'stages.generator',
  );

/** Settings that a value of the key needs to matter or to be legal. */
function preparation(path: string): string[] {
  const holder = path.split('.').slice(0, -1).join('.');
  if (holder.endsWith('optimizers.generator') || holder.endsWith('optimizers.discriminator')) {
    return [`${addressOf(holder, '')}.kind=adam`];
  }
  if (path.startsWith('finalTraining.metrics.')) return ['finalTraining.metrics={ extractor: { kind: classifier } }'];
  if (holder.endsWith('extractor')) return ['metrics.extractor.kind=classifier'];
  return [];
}

/** Leaves that have an effect only beside others, which test/schemas/every-leaf.proof.test.ts provides. */
const elsewhere = [
  'searchSpaces',
  'finalTraining.networks',
  'metrics.latency',
  'opponent.path',
  'extractor.network',
  'extractor.input',
  'reference.split',
  'selection.size',
  'earlyStopping',
  'budget',
];

const isElsewhere = (path: string, condition: string): boolean =>
  elsewhere.some((one) => path.includes(one)) || condition === 'with from: genotype';

test('another id of a stage, also where it is referenced, changes the digest', () => {
  const other = base.replaceAll('id: generator', 'id: first').replace('stage: generator', 'stage: first');
  const [plain, renamed] = [load(base), load(other)];
  assert.ok(plain.ok && renamed.ok);
  assert.notEqual(plain.digest, renamed.digest);
});

/** A pipeline without any value that has a default, with a stage of each pairing. */
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

test('every default in the schema is the one that is filled in', () => {
  const plain = load(silent);
  const judged = load(silent, { set: preparation('finalTraining.metrics.') });
  assert.ok(plain.ok && judged.ok);
  for (const { path, schema, condition } of keys) {
    const isLeaf = schema.properties === undefined && schema.oneOf === undefined;
    const hasDefault = isLeaf && schema.default !== undefined && schema.default !== null;
    if (
      !hasDefault ||
      (condition.startsWith('with kind: ') && path.startsWith('dataset.') && !condition.includes('shapes')) ||
      isElsewhere(path, condition)
    )
      continue;
    const set = [...preparation(path), `${addressOf(path, condition)}=${JSON.stringify(schema.default)}`];
    const result = load(silent, { set });
    assert.ok(result.ok, `${path} ${JSON.stringify(!result.ok && result.complaints)}`);
    const expected: string = path.startsWith('finalTraining.metrics.') ? judged.digest : plain.digest;
    assert.equal(result.digest, expected, `the default of ${path} is not ${JSON.stringify(schema.default)}`);
  }
});
