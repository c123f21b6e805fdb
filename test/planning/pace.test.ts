// The pace of a task, computed from its reports.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paceOf } from '../../planning/pace.js';

test('the first unit includes preparation, so it counts only if there is no other', () => {
  const begun = { at: 1, done: 0 };
  const [first, third] = [
    { at: 9, done: 1 },
    { at: 13, done: 3 },
  ];
  assert.deepEqual(paceOf([begun, first, third]), { unitSeconds: 2, from: 1, to: 3 });
  assert.deepEqual(paceOf([begun, first]), { unitSeconds: 8, from: 0, to: 1 });
});

test('a task without reports has no pace', () => {
  assert.equal(paceOf([]), null);
  assert.equal(paceOf([{ at: 1, done: 0 }]), null);
  assert.equal(paceOf([{ at: 2, done: 4 }]), null);
});
