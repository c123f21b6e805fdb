// Memory over 2,000 training steps of ever new architectures: tensors stay as many, and the process as large within 5
// %.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryOfSteps, type MemoryLook } from '../support/step-memory.js';

const steps = 2000;
/** Steps by which the cache of programs is full, and the memory settled. */
const settled = 400;

/**
 * Eager: 120 pairs in turn, more than the cache holds, so that every step traces its programs anew and forgets others.
 */
const everNew = (step: number): number => step % 120;

/**
 * Graph, whose loading takes a while: 80 pairs at first fill the cache; then eight of them in turn, and every 25th step
 * a new one, for which another goes.
 */
const oftenTheSame = (step: number): number => (step < 80 ? step : step % 25 === 0 ? 80 + step / 25 : 72 + (step % 8));

const cases = [
  ['eager', everNew],
  ['graph', oftenTheSame],
] as const;

for (const [execution, pairOfStep] of cases) {
  test(`${steps} ${execution} steps take no more memory than ${settled}`, { timeout: 1_800_000 }, async () => {
    const pairs = Array.from({ length: steps }, (_, step) => pairOfStep(step));
    const lookAt = [settled, 800, 1200, 1600, steps];
    const looks = await memoryOfSteps({ execution, steps, lookAt, pairs });
    assert.deepEqual(
      looks.map(({ tensors }) => tensors),
      looks.map(() => looks[0]!.tensors),
    );
    const [first, last] = [looks[0]!, looks.at(-1)!];
    // Less is no fault: what the filling of the cache has left over is given back later.
    assert.ok(last.rssBytes / first.rssBytes < 1.05, JSON.stringify(looks.map(inMib)));
  });
}

const inMib = ({ step, rssBytes }: MemoryLook): [number, number] => [step, Math.round(rssBytes / 2 ** 20)];
