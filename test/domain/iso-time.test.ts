// Times as texts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isoMs } from '../../domain/iso-time.js';

test('every time that JavaScript writes is read as the same number', () => {
  const times = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(times, (time) => isoMs(time.toISOString()) === time.getTime()),
    { numRuns: 2000 },
  );
});

test('a day alone is its beginning, leap days and all', () => {
  for (const day of ['1970-01-01', '2000-02-29', '2024-02-29', '2024-03-01', '1900-03-01', '2100-02-28'])
    assert.equal(isoMs(day), Date.parse(day), day);
});

test('a text in another form is no time', () => {
  for (const text of ['', 'yesterday', '2026-01-01T00:00:00+01:00', '2026-1-1', '2026-01-01 00:00:00'])
    assert.ok(Number.isNaN(isoMs(text)), text);
});
