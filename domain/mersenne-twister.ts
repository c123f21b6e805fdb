// The generator MT19937 (Matsumoto and Nishimura 1998) as NumPy's RandomState uses it, for one purpose: to draw the
// images that others drew. The program's own randomness comes from stream.ts.

const [size, middle] = [624, 397];

/** Whole numbers of 32 bits, from a seed of 32 bits. */
export function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i++) {
    const before = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(before, 1812433253) + i;
  }
  let at = size;
  return () => {
    if (at === size) {
      renew(state);
      at = 0;
    }
    return tempered(state[at++]!);
  };
}

function renew(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff);
    state[i] = state[(i + middle) % size]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
  }
}

function tempered(value: number): number {
  let y = value ^ (value >>> 11);
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}

/** Which of `count` things `RandomState(seed).choice(count, taken, replace=False)` draws, in its order. */
export function chosenByNumpy(seed: number, count: number, taken: number): Uint32Array {
  const next = mersenneTwister(seed);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = drawnUpTo(i, next);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.slice(0, taken);
}

/** From 0 to `most`: numbers of as many bits as it has, until one is not above it. */
function drawnUpTo(most: number, next: () => number): number {
  const bits = 2 ** Math.ceil(Math.log2(most + 1)) - 1;
  for (;;) {
    const value = (next() & bits) >>> 0;
    if (value <= most) return value;
  }
}
