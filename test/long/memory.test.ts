// Memory over 2,000 training steps of changing architectures: the number of tensors is constant, and the process grows
// by less than 5 %.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryOfSteps, type MemoryLook } from '../support/step-memory.js';

const steps = 2000;
/** After these steps the cache of programs is full, and memory is stable. */
const settled = 400;

/**
 * Eager: 120 pairs in turn, more than the cache holds, so that every step traces its programs again and drops others.
 */
const everNew = (step: number): number => step % 120;

/**
 * Graphs take long to load. First 80 pairs fill the cache. Then eight of them take turns, and every 25th step has a new
 * pair, which replaces another.
 */
const oftenTheSame = (step: number): number => (step < 80 ? step : step % 25 === 0 ? 80 + step / 25 : 72 + (step % 8));

const cases = [
  ['eager', everNew],
  ['graph', oftenTheSame],
] as const;

for (const [execution, pairOfStep] of cases) {
  test(`${steps} ${execution} steps need no more memory than ${settled}`, { timeout: 1_800_000 }, async () => {
    const pairs = Array.from({ length: steps }, (_, step) => pairOfStep(step));
    const lookAt = [settled, 800, 1200, 1600, steps];
    const looks = await memoryOfSteps({ execution, steps, lookAt, pairs });
    assert.deepEqual(
      looks.map(({ tensors }) => tensors),
      looks.map(() => looks[0]!.tensors),
    );
    const [first, last] = [looks[0]!, looks.at(-1)!];
    // Less memory is no error: what filling the cache left behind is freed later.
    assert.ok(last.rssBytes / first.rssBytes < 1.05, JSON.stringify(looks.map(inMib)));
  });
}

const inMib = ({ step, rssBytes }: MemoryLook): [number, number] => [step, Math.round(rssBytes / 2 ** 20)];
