// Named random streams: SHA-256 in counter mode, keyed by SHA-256 of (seed, name). All random numbers of the program
// come from them.
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './digest.js';

/** A deterministic source of random numbers, advanced by each draw. */
export interface RandomStream {
  /** A uniform integer in [0, 2³²). */
  uint32(): number;
  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** A uniform integer in [0, bound), without modulo bias; bound is 1 to 2³². */
  integer(bound: number): number;
  /** A uniform element of a non-empty list. */
  pick<T>(items: readonly T[]): T;
  /** A uniform permutation of a list, as a new list (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/** The stream of `name` under `seed`, at its start. Names are places: `generator/gen-003/breed`. */
export function stream(seed: number, name: string): RandomStream {
  const key = streamKey(seed, name);
  let counter = 0;
  let block: Uint32Array = new Uint32Array(0);
  let used = 0;
  const uint32 = (): number => {
    if (used === block.length) {
      block = blockAt(key, counter++);
      used = 0;
    }
    return block[used++]!;
  };
  const uniform = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  const integer = (bound: number): number => drawBelow(uint32, bound);
  return {
    uint32,
    uniform,
    integer,
    pick: (items) => items[integer(items.length)]!,
    shuffle: (items) => shuffled(items, integer),
  };
}

/** The two 32-bit integers that seed TensorFlow's stateless generators for this stream name. */
export function streamSeeds(seed: number, name: string): [number, number] {
  const key = new DataView(streamKey(seed, name).buffer);
  return [key.getInt32(0, true), key.getInt32(4, true)];
}

/** A uniform integer in [0, 2¹²⁸). Its remainder by a number below 2⁶⁴ is uniform, except for a bias under 2⁻⁶⁴. */
export function bigUniform(random: RandomStream): bigint {
  return [0, 1, 2, 3].reduce((bits) => (bits << 32n) | BigInt(random.uint32()), 0n);
}

function streamKey(seed: number, name: string): Uint8Array {
  return Uint8Array.from(sha256(utf8ToBytes(canonicalJson([seed, name]))));
}

function blockAt(key: Uint8Array, counter: number): Uint32Array {
  const message = new Uint8Array(40);
  message.set(key);
  new DataView(message.buffer).setUint32(32, counter, true);
  new DataView(message.buffer).setUint32(36, Math.floor(counter / 2 ** 32), true);
  const hash = sha256(message);
  const view = new DataView(hash.buffer, hash.byteOffset, 32);
  return Uint32Array.from({ length: 8 }, (_, i) => view.getUint32(i * 4, true));
}

function drawBelow(uint32: () => number, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32)
    throw new RangeError(`bound must be 1 to 2^32 (got ${bound})`);
  const limit = Math.floor(2 ** 32 / bound) * bound;
  for (;;) {
    const drawn = uint32();
    if (drawn < limit) return drawn % bound;
  }
}

function shuffled<T>(items: readonly T[], integer: (bound: number) => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = integer(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
