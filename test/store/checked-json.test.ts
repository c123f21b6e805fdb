// Files with a checksum of their own: any flipped bit is found, and files of earlier versions are read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksumProblem, parseCheckedJson, toCheckedJson, tryCheckedJson } from '../../store/checked-json.js';
import { toJson, tryJson } from '../../store/json.js';

const value = { schemaVersion: 1, at: '2026-01-01', resultDigest: 'a'.repeat(64), list: [{ epoch: 3 }] };

test('a value is read as it was written, and writing it again gives the same bytes', () => {
  const bytes = toCheckedJson(value);
  assert.deepEqual(tryCheckedJson(bytes), value);
  assert.deepEqual(toCheckedJson(tryJson(bytes)), bytes);
  assert.deepEqual(tryCheckedJson(toCheckedJson([1])), [1]);
});

test('every single flipped bit is found, also in the name of the checksum', () => {
  const bytes = toCheckedJson(value);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const read = tryJson(flipped);
    assert.ok(read === undefined || checksumProblem(read) !== null, `bit ${bit}: ${Buffer.from(flipped).toString()}`);
  }
});

test('a file of an earlier version, which has no checksum, is read as it is', () => {
  assert.deepEqual(parseCheckedJson(toJson(value), 'file'), value);
});

test('an altered file is refused with its name, and what was expected and found', () => {
  const altered = Buffer.from(Buffer.from(toCheckedJson(value)).toString().replace('2026', '2027'));
  assert.throws(() => parseCheckedJson(altered, 'refs/x/@1.json'), {
    code: 'EAGAN_OBJECT_CORRUPT',
    message: /^refs\/x\/@1\.json must have the checksum of its contents, [0-9a-f]{64} \(got [0-9a-f]{64}\)$/,
  });
});
