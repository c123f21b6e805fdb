// Many flipped bits over every file of a run. More of them: EAGAN_FLIPS=1000; other bits: EAGAN_FLIP_SEED=2.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flipBits, flipTable, runToFlip } from '../support/bit-flips.js';

test('200 flipped bits are all found, and each finding names its file', async () => {
  const run = await runToFlip();
  const { EAGAN_FLIPS: count = 200, EAGAN_FLIP_SEED: seed = 1 } = process.env;
  const flips = await flipBits(run, Number(count), Number(seed));
  console.log(flipTable(flips));
  assert.deepEqual(
    Object.values(flips).flatMap(({ missed }) => missed),
    [],
  );
});
