// Scripts that run at the same time: how many, in which order, and what is told of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTogether } from '../../scripts/together.mjs';

interface Work {
  readonly order: string[];
  readonly told: string[];
  most: number;
}

async function done(
  names: readonly string[],
  atOnce: number,
  failing: readonly string[] = [],
): Promise<Work & { isWell: boolean }> {
  const work: Work = { order: [], told: [], most: 0 };
  let running = 0;
  const runOne = async (name: string): Promise<{ code: number; stdout: string; stderr: string }> => {
    work.order.push(name);
    work.most = Math.max(work.most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return { code: failing.includes(name) ? 2 : 0, stdout: `${name} out\n`, stderr: `${name} err\n` };
  };
  const isWell = await runTogether(names, runOne, atOnce, (text) => void work.told.push(text));
  return { ...work, isWell };
}

test('as many run at once as there are cores, in their order, and each tells all of its output together', async () => {
  for (const atOnce of [1, 2, 3, 9]) {
    const { order, told, most, isWell } = await done(['a', 'b', 'c'], atOnce);
    assert.deepEqual([order, most, isWell], [['a', 'b', 'c'], Math.min(3, atOnce), true]);
    assert.deepEqual([...told].sort(), ['a out\na err\n', 'b out\nb err\n', 'c out\nc err\n']);
  }
});

test('one that fails stops no other, is named at the end, and fails the whole', async () => {
  const { order, told, isWell } = await done(['a', 'b', 'c', 'd'], 2, ['b', 'a']);
  assert.deepEqual([order, isWell], [['a', 'b', 'c', 'd'], false]);
  assert.match(told.at(-1)!, /^failed: (a, b|b, a)\n$/);
});

test('without a core that is known, one runs after the other', async () => {
  assert.equal((await done(['a', 'b'], 0)).most, 1);
});
