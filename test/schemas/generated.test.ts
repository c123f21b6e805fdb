// Files generated from the schema are up to date, and the shipped schema accepts the shipped files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { fileSchema } from '../../schemas/generate/file-schema.js';
import { generatedFiles } from '../../schemas/generate/files.js';
import { walkKeys } from '../../schemas/legal-keys.js';
import { fileKeysSchema, pipelineSchema, type Schema } from '../../schemas/schema.js';
import { projectRoot } from '../support/project.js';
import { shippedFiles, shippedText } from '../support/pipelines.js';

for (const [path, text] of Object.entries(generatedFiles())) {
  test(`${path} equals the output of npm run generate`, () => {
    assert.ok(readFileSync(join(projectRoot, path), 'utf8') === text, 'run npm run generate');
  });
}

/** Strict, except for what draft-07 allows and ajv calls loose: several types, keywords beside `anyOf`. */
const strict = (): Ajv => new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });

test('the shipped schema is a legal draft-07 schema without keywords of one validator', () => {
  const shipped = fileSchema();
  assert.ok(strict().validateSchema(shipped));
  const check = strict().compile(shipped);
  assert.ok(check({ version: 1, extends: './base.yaml' }));
  assert.ok(!JSON.stringify(shipped).includes('"discriminator":{"propertyName"'));
});

test('the schemas that check files are legal', () => {
  for (const schema of [pipelineSchema, fileKeysSchema])
    assert.ok(new Ajv({ discriminator: true }).validateSchema(schema));
});

const fits = strict().compile(fileSchema());
for (const name of shippedFiles) {
  test(`an editor has no complaint about ${name}`, () => {
    assert.ok(fits(parse(shippedText(name))), JSON.stringify(fits.errors));
  });
}

const mistakes: readonly [name: string, file: object][] = [
  ['an unknown key', { extends: 'x', sede: 1 }],
  ['a misspelt key below', { extends: 'x', networks: { generator: { chanels: 1 } } }],
  ['a text for a number', { extends: 'x', seed: 'one' }],
  ['another version', { extends: 'x', version: 2 }],
  ['an unknown operation', { extends: 'x', searchSpaces: { a: { network: 'generator', operations: { up: ['up'] } } } }],
  ['a whole pipeline without data', { version: 1, name: 'a', stages: [] }],
  ['a parameter without type', { extends: 'x', parameters: { a: { default: 1 } } }],
];
for (const [name, file] of mistakes) test(`an editor complains about ${name}`, () => assert.ok(!fits(file)));

const free: readonly [name: string, file: object][] = [
  [
    'parameters for numbers, choices and entries',
    { extends: 'x', seed: '${param:a}', dataset: { kind: '${param:b}' }, stageDefaults: { best: ['${param:c}'] } },
  ],
  ['null for what is inherited', { extends: 'x', metrics: null, training: { batch: null, gradientClipping: null } }],
  ['a part of a stage', { extends: 'x', stages: [{ id: 'generator', population: 8 }] }],
];
for (const [name, file] of free)
  test(`an editor accepts ${name}`, () => assert.ok(fits(file), JSON.stringify(fits.errors)));

/** A schema by itself, with the definitions that it refers to. */
const alone = (schema: Schema): object =>
  JSON.parse(JSON.stringify({ ...schema, definitions: pipelineSchema.definitions })) as object;

test('every key has a title and a description, and its examples and its default are legal', () => {
  const ajv = new Ajv({ strict: false, discriminator: true });
  const untold: string[] = [];
  const visit = (path: string, schema: Schema, _condition: string, isRequired: boolean): void => {
    const { title, description, examples, default: usual } = schema;
    if (!title || !description || !examples?.length) untold.push(path);
    const check = ajv.compile(alone(schema));
    for (const example of examples ?? []) assert.ok(check(example), `${path}: ${JSON.stringify(check.errors)}`);
    if (usual !== undefined)
      assert.ok(!isRequired && check(usual), `default of ${path}: ${JSON.stringify(check.errors)}`);
  };
  walkKeys(visit);
  walkKeys(visit, fileKeysSchema);
  assert.deepEqual(untold, []);
});
