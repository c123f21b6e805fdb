// Kendall's τ: known values with and without ties, its symmetries, and lists without a τ.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { kendallTau } from '../../../domain/search/kendall-tau.js';

/** Worked by hand: (concordant − discordant) / √(pairs ordered in a · pairs ordered in b). */
const known: [string, number[], number[], number | null][] = [
  ['the same order', [1, 2, 3, 4], [10, 20, 30, 40], 1],
  ['the reverse order', [1, 2, 3, 4], [4, 3, 2, 1], -1],
  ['one neighbouring pair swapped of six', [1, 2, 3, 4], [1, 3, 2, 4], 4 / 6],
  ['Kendall’s example of ten', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [4, 7, 2, 10, 3, 6, 8, 1, 5, 9], 5 / 45],
  ['a tie in one list', [1, 2, 3], [1, 1, 2], 2 / Math.sqrt(3 * 2)],
  ['the same tie in both lists', [1, 1, 2], [5, 5, 9], 1],
  ['a tie in each list, different ones', [1, 1, 2, 3], [1, 2, 2, 3], 4 / Math.sqrt(5 * 5)],
  ['all equal in one list', [1, 2, 3], [7, 7, 7], null],
  ['one number', [1], [2], null],
  ['no numbers', [], [], null],
];
for (const [name, a, b, expected] of known) {
  test(`τ of ${name} is ${expected === null ? 'undefined' : expected.toFixed(4)}`, () => {
    const found = kendallTau(a, b);
    if (expected === null || found === null) assert.equal(found, expected);
    else assert.ok(Math.abs(found - expected) < 1e-12, `${found}`);
  });
}

// Few distinct values give many ties.
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { maxLength: 20 });

test('τ stays in [−1, 1], is symmetric, changes sign when one list is reversed, and is 1 for equal lists', () => {
  fc.assert(
    fc.property(pairs, (table) => {
      const [a, b] = [table.map(([x]) => x), table.map(([, y]) => y)];
      const tau = kendallTau(a, b);
      assert.equal(tau, kendallTau(b, a));
      const self = kendallTau(a, a);
      assert.ok(self === null || self === 1);
      if (tau === null) return;
      assert.ok(Math.abs(tau) <= 1);
      const reversed = kendallTau(
        a.map((value) => -value),
        b,
      )!;
      assert.ok(reversed + tau === 0);
    }),
    { numRuns: 1_000, seed: 1 },
  );
});

test('only the ranks matter, not the differences of values or the order of individuals', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 19 }), (table, turn) => {
      const turned = [...table.slice(turn), ...table.slice(0, turn)];
      assert.equal(
        kendallTau(
          table.map(([x]) => x),
          table.map(([, y]) => y),
        ),
        kendallTau(
          turned.map(([x]) => x ** 3),
          turned.map(([, y]) => Math.exp(y)),
        ),
      );
    }),
    { numRuns: 500, seed: 2 },
  );
});

test('lists of unequal length and non-finite numbers are refused with the values', () => {
  assert.throws(() => kendallTau([1, 2], [1]), /equally long \(got 2 and 1\)/);
  assert.throws(() => kendallTau([1, Number.NaN], [1, 2]), /finite \(got NaN\)/);
});
