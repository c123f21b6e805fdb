// A random order of 0 … size − 1 that is computed at each position and held nowhere: the swap-or-not shuffle of Hoang,
// Morris and Rogaway (CRYPTO 2012), in 32-bit integers.
import type { RandomStream } from './stream.js';

/**
 * All rounds move two neighbours alike, so that they stay neighbours, with a probability of 2⁻³². In a uniform order
 * neighbours stay neighbours with 2 / size, which is never less than 2⁻³⁰.
 */
const rounds = 32;
const largest = 2 ** 31;

/**
 * A random permutation of 0 … size − 1, as the function from a position to what stands there. Its keys are the next
 * draws of `random`: 256 bytes, whatever the size. Throws RangeError for a size that is not 1 to 2³¹, and the function
 * does for a position that is not below it.
 */
export function permutation(size: number, random: RandomStream): (position: number) => number {
  if (!isBelow(size - 1, largest)) throw new RangeError(`size must be 1 to 2^31 (got ${size})`);
  const sums = Int32Array.from({ length: rounds }, () => random.integer(size));
  const keys = Int32Array.from({ length: rounds }, () => random.uint32());
  return (position) => {
    if (!isBelow(position, size)) throw new RangeError(`position must be 0 to ${size - 1} (got ${position})`);
    let at = position;
    for (let round = 0; round < rounds; round++) at = swappedOrNot(at, sums[round]!, keys[round]!, size | 0);
    return at;
  };
}

const isBelow = (value: number, bound: number): boolean => Number.isInteger(value) && value >= 0 && value < bound;

/**
 * A round pairs each number with the one that gives `sum` with it, modulo size, and exchanges about half of the pairs.
 * A bit of the larger number decides, so both of a pair decide alike, and the round is a bijection. Signs serve as
 * masks, because branches that go either way at random take twice as long. Sums wrap at 2³², so a size of 2³¹ may come
 * as −2³¹.
 */
function swappedOrNot(number: number, sum: number, key: number, size: number): number {
  const difference = (sum - number) | 0;
  const partner = (difference + (size & (difference >> 31))) | 0;
  const lead = (partner - number) | 0;
  const larger = number + (lead & ~(lead >> 31));
  return number ^ ((number ^ partner) & -coin(larger ^ key));
}

/** One bit of MurmurHash3's final mix, in which each bit depends on all 32. */
function coin(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & 1;
}
