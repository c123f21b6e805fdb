// An object without one of its fields.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { omit } from '../../domain/omit.js';

test('a field is left out of a copy, and nothing else is', () => {
  const whole = { a: 1, b: undefined, c: { d: 2 } };
  assert.deepEqual(omit(whole, 'a'), { b: undefined, c: { d: 2 } });
  assert.deepEqual(Object.keys(whole), ['a', 'b', 'c']);
});
