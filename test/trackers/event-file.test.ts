// Event files: checksums by published vectors, frames, and every number of a run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobuf from 'protobufjs/minimal.js';
import type { TrackedRun } from '../../control/report/tracking/tracked-run.js';
import { crc32c, maskedCrc32c } from '../../trackers/tensorboard/crc32c.js';
import { eventFile, eventFileName } from '../../trackers/tensorboard/event-file.js';
import { framedRecord } from '../../trackers/tensorboard/record.js';
import { trackedRun } from '../support/trackers/tracked-run.js';

const repeated = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const rising = Uint8Array.from({ length: 32 }, (_, index) => index);

/** RFC 3720, B.4, and the check value of the catalogue of checksums. */
const vectors: readonly [name: string, bytes: Uint8Array, checksum: number][] = [
  ['32 zeros', repeated(0), 0x8a9136aa],
  ['32 bytes of ones', repeated(0xff), 0x62a8ab43],
  ['32 rising bytes', rising, 0x46dd794e],
  ['32 falling bytes', rising.toReversed(), 0x113fdb5c],
  ['the digits 1 to 9', Buffer.from('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(0), 0],
];
for (const [name, bytes, checksum] of vectors) {
  test(`the CRC-32C of ${name} is the published one`, () => assert.equal(crc32c(bytes), checksum));
}

test('a masked checksum is rotated by 15 bits and shifted by the constant of TFRecord', () => {
  const plain = 0xe3069283n;
  const expected = Number((((plain >> 15n) | ((plain << 17n) & 0xffffffffn)) + 0xa282ead8n) & 0xffffffffn);
  assert.equal(maskedCrc32c(Buffer.from('123456789')), expected);
});

test('a frame has length, masked checksum of the length, bytes, and their masked checksum', () => {
  const bytes = Buffer.from('abc');
  const frame = Buffer.from(framedRecord(bytes));
  assert.equal(frame.length, 8 + 4 + 3 + 4);
  assert.equal(frame.readBigUInt64LE(0), 3n);
  assert.equal(frame.readUInt32LE(8), maskedCrc32c(frame.subarray(0, 8)));
  assert.ok(frame.subarray(12, 15).equals(bytes));
  assert.equal(frame.readUInt32LE(15), maskedCrc32c(bytes));
});

/** The payloads of a file, each checked. */
function payloads(file: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(file);
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    const payload = bytes.subarray(at + 12, at + 12 + length);
    assert.equal(bytes.readUInt32LE(at + 12 + length), maskedCrc32c(payload));
    found.push(payload);
    at += length + 16;
  }
  return found;
}

/** Wall time of an event: its first field. */
const timeOf = (payload: Uint8Array): number => {
  const reader = protobuf.Reader.create(payload);
  assert.equal(reader.uint32(), 9);
  return reader.double();
};

test('an event file has one event for the version, two texts, the parameters, and each number and picture', () => {
  const run = trackedRun();
  const numbers = run.series.reduce((sum, { points }) => sum + points.length, 0);
  const all = payloads(eventFile(run));
  assert.equal(all.length, 1 + 2 + 2 + numbers + run.pictures.length);
  const times = all.slice(5).map(timeOf);
  assert.deepEqual(times, times.toSorted((a, b) => a - b)); // prettier-ignore
  assert.ok(Buffer.from(all[0]!).includes('brain.Event:2'));
});

test('a run that has not ended has no end among its parameters', () => {
  const ended = payloads(eventFile(trackedRun())).length;
  const going: TrackedRun = { ...trackedRun(), endedAt: null, status: 'running' };
  assert.equal(payloads(eventFile(going)).length, ended - 1);
});

test('the name of the file has the time of the run and its id, so that it is the same each time', () => {
  const name = eventFileName({ createdAt: '2026-01-01T00:00:00.500Z', run: 'tiny-1' });
  assert.equal(name, 'events.out.tfevents.1767225600.tiny-1');
});
