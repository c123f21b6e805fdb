// Random streams: their bits are as defined, they are fair, and names and seeds separate them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { stream, streamSeeds } from '../../domain/stream.js';
import { chiSquare, chiSquareLimit } from './statistics.js';

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** The stream's words by its definition: SHA-256 of key and counter, where the key is the SHA-256 of [seed, name]. */
function wordsByDefinition(seed: number, name: string, count: number): number[] {
  const key = sha256(JSON.stringify([seed, name]));
  return Array.from({ length: count }, (_, index) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64LE(BigInt(Math.floor(index / 8)));
    return sha256(Buffer.concat([key, counter])).readUInt32LE((index % 8) * 4);
  });
}

test("a stream's words are SHA-256 in counter mode, as Node's own SHA-256 computes them", () => {
  const random = stream(42, 'generator/gen-003/breed');
  const drawn = Array.from({ length: 40 }, () => random.uint32());
  assert.deepEqual(drawn, wordsByDefinition(42, 'generator/gen-003/breed', 40));
});

test("TensorFlow's seeds are the first words of the key", () => {
  const key = sha256(JSON.stringify([7, 'a']));
  assert.deepEqual(streamSeeds(7, 'a'), [key.readInt32LE(0), key.readInt32LE(4)]);
});

test('another name or another seed gives another stream', () => {
  const start = (seed: number, name: string): number[] => Array.from({ length: 4 }, stream(seed, name).uint32);
  assert.notDeepEqual(start(1, 'a'), start(1, 'b'));
  assert.notDeepEqual(start(1, 'a'), start(2, 'a'));
});

test('integers below a bound are uniform, and uniform numbers fill [0, 1)', () => {
  const random = stream(1, 'fair');
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < 14_000; i++) counts[random.integer(7)]!++;
  assert.ok(
    chiSquare(
      counts,
      counts.map(() => 2_000),
    ) < chiSquareLimit(6),
    String(counts),
  );
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) tenths[Math.floor(random.uniform() * 10)]!++;
  assert.equal(tenths.length, 10);
  assert.ok(
    chiSquare(
      tenths,
      tenths.map(() => 1_000),
    ) < chiSquareLimit(9),
    String(tenths),
  );
});

test('integers are drawn below any bound up to 2^32, and other bounds are refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer(), (bound, seed) => {
      const drawn = stream(seed, 'bound').integer(bound);
      assert.ok(Number.isInteger(drawn) && drawn >= 0 && drawn < bound);
    }),
  );
  for (const bound of [0, -1, 1.5, 2 ** 32 + 1]) assert.throws(() => stream(1, 'x').integer(bound), RangeError);
});

test('every permutation of three occurs equally often', () => {
  const random = stream(1, 'shuffle');
  const counts = new Map<string, number>();
  for (let i = 0; i < 6_000; i++) {
    const key = random.shuffle(['a', 'b', 'c']).join('');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  assert.ok(chiSquare([...counts.values()], new Array<number>(6).fill(1_000)) < chiSquareLimit(5));
});

test('a bound that does not divide 2^32 prefers no value', () => {
  // Without rejection the first third of 3·2³⁰ would occur twice as often.
  const random = stream(1, 'bias');
  const thirds = [0, 0, 0];
  for (let i = 0; i < 6_000; i++) thirds[Math.floor(random.integer(3 * 2 ** 30) / 2 ** 30)]!++;
  assert.ok(chiSquare(thirds, [2_000, 2_000, 2_000]) < chiSquareLimit(2), String(thirds));
});
