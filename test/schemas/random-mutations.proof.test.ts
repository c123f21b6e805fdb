// Random changes of a valid file never make the loader throw, hang or complain without a place, and every accepted text
// is a legal pipeline.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from '../../domain/digest.js';
import { errorCatalogue } from '../../domain/errors.js';
import { base, load } from './base.js';

const tokens = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  ',',
  '- ',
  '\n',
  '  ',
  '\t',
  '#',
  '"',
  "'",
  '&a ',
  '*a',
  '!x ',
  '|',
  '>',
  '---',
  '%',
  '@',
  '`',
  '?',
  '~',
  'null',
  'true',
  'no',
  '-1',
  '0',
  '1e9',
  '.nan',
  '.inf',
  '7',
  'steps',
  'kind',
  'id',
  'é',
  '\u0000',
  '\uFEFF',
  '\u2028',
  '😀',
];

/** Replaces up to `removed` characters at a place by a token. */
const mutation = fc.record({
  at: fc.nat({ max: base.length }),
  removed: fc.oneof(fc.constant(0), fc.nat({ max: 5 }), fc.nat({ max: 200 })),
  token: fc.oneof(fc.constantFrom(...tokens), fc.constant('')),
});

function mutate(text: string, mutations: readonly { at: number; removed: number; token: string }[]): string {
  return mutations.reduce(
    (current, { at, removed, token }) => current.slice(0, at) + token + current.slice(at + removed),
    text,
  );
}

function assertSound(text: string | Uint8Array): void {
  const result = load(text);
  if (result.ok) return assert.ok(canonicalJson(result.pipeline).length > 0);
  assert.ok(result.complaints.some(({ severity }) => severity === 'error'));
  for (const { code, line, column, message, frame } of result.complaints) {
    assert.ok(code in errorCatalogue && line >= 1 && column >= 1 && message.length > 0 && frame.length > 0);
  }
}

test('a few random changes anywhere in the file do no harm', () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) =>
      assertSound(mutate(base, mutations)),
    ),
    { numRuns: 250 },
  );
});

test('swapped, repeated, indented and removed lines do no harm', () => {
  const lines = base.split('\n');
  const line = fc.nat({ max: lines.length - 1 });
  const change = fc.record({ from: line, to: line, indent: fc.constantFrom('', ' ', '  ', '\t') });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const changed = [...lines];
      for (const { from, to, indent } of changes) changed.splice(to, indent === '' ? 1 : 0, indent + changed[from]!);
      assertSound(changed.join('\n'));
    }),
    { numRuns: 100 },
  );
});

test('random bytes do no harm', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), assertSound), { numRuns: 100 });
});

test('random values under every key of the root do no harm', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const key = fc.constantFrom(
    'version',
    'name',
    'seed',
    'dataset',
    'networks',
    'metrics',
    'training',
    'stageDefaults',
    'stages',
    'finalTraining',
    'resources',
    'recovery',
  );
  fc.assert(
    fc.property(key, value, (name, json) => {
      const result = load(base, { set: [`${name}=${JSON.stringify(json)}`] });
      assert.ok(result.ok || result.complaints.length > 0);
    }),
    { numRuns: 100 },
  );
});
