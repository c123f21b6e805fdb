// Readers of option values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pastTime } from '../../terminal/option-values.js';

test('a time is read in the form of the ledger', () => {
  assert.equal(pastTime('2026-01-31'), '2026-01-31T00:00:00.000Z');
  assert.equal(pastTime('2026-01-31T12:00Z'), '2026-01-31T12:00:00.000Z');
  assert.equal(pastTime('2026-01-31T12:00:01.5+01:00'), '2026-01-31T11:00:01.500Z');
});

test('how long ago is counted from now, and never before 1970', () => {
  const before = Date.now();
  const ago = before - Date.parse(pastTime('2h'));
  assert.ok(Math.abs(ago - 2 * 3_600_000) < 60_000);
  assert.equal(pastTime('1000000d'), '1970-01-01T00:00:00.000Z');
});

for (const text of ['', 'yesterday', '2w', '2026-13-45', '2026', '2026-01-31 noon', '-1h'])
  test(`"${text}" is no time`, () => assert.throws(() => pastTime(text), /It must be a time like 2026-01-31/));
