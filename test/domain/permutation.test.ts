// The computed order of an epoch: a bijection for every size, fair over keys, and with the bits of its definition.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { permutation } from '../../domain/permutation.js';
import { stream, type RandomStream } from '../../domain/stream.js';
import { chiSquare, chiSquareLimit } from './statistics.js';

const range = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
const orderOf = (size: number, random: RandomStream): number[] => range(size).map(permutation(size, random));
const evenly = (counts: readonly number[]): number =>
  chiSquare(
    counts,
    counts.map(() => counts.reduce((sum, count) => sum + count, 0) / counts.length),
  );

test('every number below the size stands at one position, for each size up to 1,200', () => {
  const random = stream(1, 'sizes');
  for (let size = 1; size <= 1_200; size++) {
    const seen = new Uint8Array(size);
    for (const number of orderOf(size, random)) seen[number]! += 1;
    assert.ok(
      seen.every((times) => times === 1),
      `size ${size}`,
    );
  }
});

/** MurmurHash3's final mix in arithmetic of any width. */
function mixed(word: bigint): bigint {
  const times = (a: bigint, b: bigint): bigint => (a * b) & 0xffffffffn;
  const first = times(word ^ (word >> 16n), 0x85ebca6bn);
  const second = times(first ^ (first >> 13n), 0xc2b2ae35n);
  return second ^ (second >> 16n);
}

/** Every position of a number, found backwards by the definition: the rounds in reverse, in arithmetic of any width. */
function positionOf(size: number, random: RandomStream): (number: number) => number {
  const sums = Array.from({ length: 32 }, () => BigInt(random.integer(size)));
  const keys = Array.from({ length: 32 }, () => BigInt(random.uint32()));
  return (number) => {
    let at = BigInt(number);
    for (let round = 31; round >= 0; round--) {
      const partner = (sums[round]! - at + BigInt(size)) % BigInt(size);
      const larger = at > partner ? at : partner;
      if (mixed(larger ^ keys[round]!) % 2n === 1n) at = partner;
    }
    return Number(at);
  };
}

test('for any size up to 2^31 the order has an inverse, by its definition in arithmetic of any width', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 2 ** 31 - 50, max: 2 ** 31 }));
  fc.assert(
    fc.property(
      sizes,
      fc.nat(),
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (size, seed, shares) => {
        // prettier-ignore
        const [order, inverse] = [permutation(size, stream(seed, 'any')), positionOf(size, stream(seed, 'any'))];
        for (const position of [0, size - 1, ...shares.map((share) => Math.floor(share * size))]) {
          const number = order(position);
          assert.ok(Number.isInteger(number) && number >= 0 && number < size);
          assert.equal(inverse(number), position);
        }
      },
    ),
  );
});

test('a size has the same bits on every machine', () => {
  const known: readonly (readonly [number, readonly number[]])[] = [
    [10, [9, 3, 2, 5, 1, 4, 0, 6]],
    [50_000, [38872, 15387, 14028, 22200, 24650, 27466, 27818, 45202]],
    [2 ** 31, [2052493294, 1588400562, 1497614816, 1325866740, 1254459418, 675993785, 1282435438, 785447976]],
  ];
  for (const [size, numbers] of known) {
    const order = permutation(size, stream(1, 'generator/epoch-0000/order'));
    assert.deepEqual(range(8).map(order), numbers);
  }
});

for (const size of [2, 3, 5, 8, 13])
  test(`of ${size} numbers each stands at each position equally often`, () => {
    const random = stream(1, `positions of ${size}`);
    const counts = range(size).map(() => new Array<number>(size).fill(0));
    for (let draw = 0; draw < 100 * size; draw++)
      orderOf(size, random).forEach((number, position) => counts[position]![number]!++);
    for (const [position, each] of counts.entries())
      assert.ok(evenly(each) < chiSquareLimit(size - 1), `position ${position}: ${String(each)}`);
  });

for (const size of [3, 4, 5])
  test(`every permutation of ${size} occurs equally often`, () => {
    const random = stream(1, `permutations of ${size}`);
    const all = range(size).reduce((product, i) => product * (i + 1), 1);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 25 * all; draw++) {
      const key = orderOf(size, random).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.equal(counts.size, all);
    assert.ok(evenly([...counts.values()]) < chiSquareLimit(all - 1), String([...counts.values()]));
  });

for (const apart of [1, 2, 16])
  test(`numbers ${apart} apart are as far from one another as any two, in one order and over orders`, () => {
    const size = 4096;
    const distances = (order: (position: number) => number, positions: readonly number[]): number[] => {
      const counts = new Array<number>(64).fill(0);
      // Distances 1 … 4095 around the circle, in 63 groups of 65; 0 cannot occur.
      for (const position of positions) {
        const distance = (order((position + apart) % size) - order(position) + size) % size;
        counts[Math.floor((distance - 1) / 65)]! += 1;
      }
      return counts.slice(0, 63);
    };
    const random = stream(1, `distances ${apart}`);
    const inOne = distances(permutation(size, random), range(size));
    assert.ok(evenly(inOne) < chiSquareLimit(62), String(inOne));
    const overOrders = new Array<number>(63).fill(0);
    for (let draw = 0; draw < 1_000; draw++)
      distances(permutation(size, random), [7]).forEach((count, group) => (overOrders[group]! += count));
    assert.ok(evenly(overOrders) < chiSquareLimit(62), String(overOrders));
  });

test('other sizes and positions are refused', () => {
  for (const size of [0, -1, 1.5, NaN, 2 ** 31 + 1])
    assert.throws(() => permutation(size, stream(1, 'x')), { name: 'RangeError', message: `size must be 1 to 2^31 (got ${size})` }); // prettier-ignore
  const order = permutation(5, stream(1, 'x'));
  for (const position of [5, -1, 0.5, NaN])
    assert.throws(() => order(position), { name: 'RangeError', message: `position must be 0 to 4 (got ${position})` });
});
