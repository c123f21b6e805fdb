// Segments cover a stage without gaps, and G steps and draws have their intervals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  drawnAt,
  durationIterations,
  isGeneratorStep,
  scoringIterations,
  segments,
  slotAt,
  slotsToDraw,
  warmupGenotypeAt,
} from '../../../domain/steps/schedule.js';
import { genotypeProblem } from '../../../domain/search/genotype.js';
import { builtinSpaces } from '../../../domain/search/search-space.js';

test('an epoch counts whole batches only', () => {
  assert.equal(durationIterations({ epochs: 10 }, 50_000, 40), 12_500);
  assert.equal(durationIterations({ epochs: 2 }, 50_039, 40), 2_500);
  assert.equal(durationIterations({ steps: 7 }, 50_000, 40), 7);
});

test('a batch larger than the training images is refused with both numbers', () => {
  assert.throws(() => durationIterations({ epochs: 1 }, 30, 40), {
    code: 'EAGAN_BATCH_TOO_LARGE',
    message: /at most 30, .* \(got 40\)/,
  });
});

test('segments cover their span without gaps, none is too long, and extra cuts end a segment', () => {
  fc.assert(
    fc.property(
      fc.nat(500),
      fc.nat(300),
      fc.integer({ min: 1, max: 70 }),
      fc.array(fc.nat(900)),
      (from, length, size, cuts) => {
        const span = { from, to: from + length };
        const pieces = segments(span, size, cuts);
        const ends = pieces.map(({ to }) => to);
        assert.deepEqual(
          pieces.map((piece) => piece.from),
          length === 0 ? [] : [from, ...ends.slice(0, -1)],
        );
        assert.equal(ends.at(-1) ?? from, span.to);
        assert.ok(pieces.every((piece) => piece.to > piece.from && piece.to - piece.from <= size));
        assert.ok(cuts.every((cut) => cut <= from || cut > span.to || ends.includes(cut)));
      },
    ),
  );
  assert.deepEqual(segments({ from: 10, to: 60 }, 25), [
    { from: 10, to: 35 },
    { from: 35, to: 60 },
  ]);
});

test('a new architecture is drawn exactly after each G step and at the start', () => {
  for (const n of [1, 2, 5]) {
    for (let t = 0; t < 40; t++) {
      const drawsNow = t === 0 || isGeneratorStep(t - 1, n);
      assert.equal(drawnAt(t, n), drawsNow ? t : drawnAt(t - 1, n), `n=${n} t=${t}`);
    }
  }
});

test('one draw serves all iterations up to the next G step, and slots are drawn uniformly', () => {
  const slots = slotsToDraw(6, [2]);
  assert.deepEqual(slots, [0, 1, 3, 4, 5]);
  const counts = new Map<number, number>(slots.map((slot) => [slot, 0]));
  for (let t = 0; t < 5_000; t++) {
    const slot = slotAt(1, 's', t, 1, slots);
    counts.set(slot, counts.get(slot)! + 1);
  }
  assert.ok(
    [...counts.values()].every((count) => Math.abs(count - 1_000) < 130),
    String([...counts.values()]),
  );
  for (let t = 1; t <= 5; t++) assert.equal(slotAt(1, 's', t, 5, slots), slotAt(1, 's', 1, 5, slots));
});

test('slots are drawn with replacement: at paper size a pair of stage 2 gets 78 ± 9 G steps a round, and pairs differ by tens', () => {
  const steps = 10 * Math.floor(50_000 / 40);
  const spread = Array.from({ length: 20 }, (_, seed) => {
    const counts = new Array<number>(32).fill(0);
    for (let t = 5; t <= steps; t += 5) counts[slotAt(seed, 's', t, 5, slotsToDraw(32, []))]!++;
    const [mean, squares] = [steps / 5 / 32, counts.reduce((sum, n) => sum + (n - steps / 5 / 32) ** 2, 0)];
    assert.ok(Math.abs(mean - 78) < 1);
    return { deviation: Math.sqrt(squares / 31), range: Math.max(...counts) - Math.min(...counts) };
  });
  const meanOf = (values: readonly number[]): number => values.reduce((sum, n) => sum + n, 0) / values.length;
  assert.ok(Math.abs(meanOf(spread.map(({ deviation }) => deviation)) - 8.7) < 1);
  assert.ok(meanOf(spread.map(({ range }) => range)) > 25);
});

test('if every slot is excluded all are drawn, so that training ends', () => {
  assert.deepEqual(slotsToDraw(2, [0, 1]), [0, 1]);
});

test('warm-up architectures are legal and fresh', () => {
  const space = builtinSpaces['eagan-discriminator']!;
  const drawn = Array.from({ length: 20 }, (_, t) => warmupGenotypeAt(1, 's', t, 1, space));
  assert.ok(drawn.every((genotype) => genotypeProblem('discriminator', genotype) === null));
  assert.equal(new Set(drawn.map(String)).size, 20);
});

test('the winner is scored in the second half and at the end', () => {
  assert.deepEqual(scoringIterations(200, null), [200]);
  assert.deepEqual(scoringIterations(200, 50), [150, 200]);
  assert.deepEqual(scoringIterations(210, 50), [150, 200, 210]);
});
