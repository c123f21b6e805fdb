// Every pattern of the schemas has a rule in words, and the suggestion for a text that breaks it is legal.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeSchema } from '../../schemas/describe-schema.js';
import { fileKeysSchema, pipelineSchema, type Schema } from '../../schemas/schema.js';
import { nearestLegalText, ruleOf, textRules } from '../../schemas/text-rules.js';
import { projectRoot } from '../support/project.js';
import { base, load } from './base.js';

/** Every schema with a pattern, anywhere. */
function patterned(value: unknown): Schema[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(patterned);
  return typeof (value as Schema).pattern === 'string' ? [value as Schema, ...below] : below;
}

const schemas = [pipelineSchema, fileKeysSchema].flatMap(patterned);
const patterns = [...new Set(schemas.map(({ pattern }) => pattern!))];

test('each pattern has a rule in words, and each rule a pattern', () => {
  assert.ok(patterns.length >= 4);
  assert.deepEqual([...patterns].sort(), Object.keys(textRules).sort());
  for (const schema of schemas) {
    const { pattern, type } = schema;
    if (type !== undefined) assert.ok(describeSchema(schema).includes(ruleOf(pattern!)), pattern);
    assert.doesNotMatch(ruleOf(pattern!), /[\^$[\]]/);
  }
});

test('every suggestion is legal, whatever was written', () => {
  const written = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^\d{1,9} ?[a-z]{1,4}$/));
  for (const pattern of patterns) {
    fc.assert(
      fc.property(written, (text) => {
        const near = nearestLegalText(text, pattern);
        assert.ok(near === undefined || new RegExp(pattern).test(near), `${text} → ${near}`);
      }),
      { numRuns: 300 },
    );
  }
});

/** Texts, and the suggestion for each. */
const rows: readonly [found: string, replacement: string, suggestion: string][] = [
  ['name: base', 'name: ¦My_Run', 'my-run'],
  ['name: base', 'name: ¦Größe 2', 'gro-e-2'],
  ['name: base', 'name: ¦2nd', 'a-2nd'],
  ['- id: generator', '- id: ¦Gen_1', 'gen-1'],
  ['every: 30s', 'every: ¦1 min', '1m'],
  ['every: 30s', 'every: ¦1.5h', '90m'],
  ['every: 30s', 'every: ¦2d', '48h'],
  ['every: 30s', 'every: ¦0.25 sec', '250ms'],
  ['seed: 1', 'budget: { wallTime: ¦1h 30min }', '90m'],
  ['seed: 1', 'budget: { wallTime: ¦PT36H }', '36h'],
  ['seed: 1', 'budget: { wallTime: ¦2 weeks }', '14d'],
  ['seed: 1', 'budget: { wallTime: ¦100ms }', '1s'],
  ['seed: 1', 'searchSpaces: { ¦Light_1: { network: generator } }', 'light-1'],
  ['seed: 1', 'parameters: { "¦my.rate": { type: integer, default: 1 } }', 'my_rate'],
];

for (const [found, marked, suggestion] of rows) {
  test(`${marked.replace('¦', '')} gives the rule and the suggestion ${suggestion}`, () => {
    const [before, after] = marked.split('¦') as [string, string];
    const wrong = load(base.replace(found, before + after));
    assert.ok(!wrong.ok);
    const complaint = wrong.complaints[0]!;
    assert.equal(complaint.code, 'EAGAN_PIPELINE_VALUE');
    assert.equal(complaint.suggestion, `Write ${suggestion}.`);
    assert.ok(
      patterns.some((pattern) => complaint.message.includes(`must be ${ruleOf(pattern)}`)),
      complaint.message,
    );
    const right = load(base.replace(found, before + after.replace(/^[^:},"]+(?=\s\}|$|:|")/, suggestion)));
    const still = right.ok ? [] : right.complaints.filter(({ code }) => code !== 'EAGAN_STAGE_UNKNOWN');
    assert.deepEqual(still, []);
  });
}

test('the complaint about a time without a unit says so', () => {
  const result = load(base.replace('every: 30s', 'every: 30'));
  assert.ok(!result.ok);
  assert.equal(result.complaints[0]!.suggestion, 'Add a unit: 30s or 30h.');
});

test('the guide states the program’s rule for names of parameters', () => {
  const page = readFileSync(join(projectRoot, 'docs/pipeline.md'), 'utf8');
  const { pattern } = fileKeysSchema.properties!.parameters!.propertyNames!;
  assert.ok(page.includes(`a mapping whose names are ${ruleOf(pattern!)}`));
  assert.match(
    page,
    /name is made of letters, digits, dashes and underscores: at most 40 characters, starting with a letter/,
  );
  const declare = (name: string): string =>
    base.replace('seed: 1', `parameters: { ? "${name}" : { type: integer, default: 1 } }`);
  for (const name of ['a', 'A', 'my-rate', 'my_rate', 'myRate2', 'a'.repeat(40)])
    assert.ok(load(declare(name)).ok, name);
  for (const name of ['', '2nd', '_a', '-a', 'a.b', 'a b', 'größe', 'a'.repeat(41)]) {
    assert.ok(!load(declare(name)).ok, name);
  }
});
