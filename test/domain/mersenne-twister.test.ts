// The generator that NumPy and Python share, and what NumPy draws with it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { chosenByNumpy, mersenneTwister } from '../../domain/mersenne-twister.js';

const drawn = (seed: number, count: number): number[] => {
  const next = mersenneTwister(seed);
  return Array.from({ length: count }, next);
};

test('it begins, and goes on, as the standard of C++ says of its seed 5489', () => {
  const numbers = drawn(5489, 10_000);
  assert.deepEqual([numbers[0], numbers.at(-1)], [3499211612, 4123659995]);
});

test("it is the generator of Python's module random, from the same state", () => {
  // Python seeds it in another way, so it is given the state that the seed makes.
  const program = `
import random
state = [2020]
for i in range(1, 624):
    state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + i) & 0xFFFFFFFF)
random.setstate((3, tuple(state + [624]), None))
print([random.getrandbits(32) for _ in range(2000)])`;
  assert.deepEqual(drawn(2020, 2000), JSON.parse(execFileSync('python3', ['-c', program], { encoding: 'utf8' })));
});

test('ten things come in the order in which NumPy shuffles them by the seed 0', () => {
  assert.deepEqual([...chosenByNumpy(0, 10, 10)], [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
});

test('a choice has as many different things as were asked for', () => {
  const chosen = chosenByNumpy(2020, 50_000, 5000);
  assert.equal(new Set(chosen).size, 5000);
  assert.ok(chosen.every((index) => index < 50_000));
});
