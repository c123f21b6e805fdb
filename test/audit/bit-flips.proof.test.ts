// One flipped bit in any file of a run is found, and the finding names the file. More flips: bit-flips.long.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flipBits, flipTable, runToFlip } from '../support/bit-flips.js';

test('60 flipped bits, in files of each kind, are all found, and each finding names its file', async (context) => {
  const run = await runToFlip();
  assert.deepEqual((await run.verify()).findings, []);
  const flips = await flipBits(run, 60, Number(process.env.EAGAN_FLIP_SEED ?? 1));
  context.diagnostic(flipTable(flips));
  assert.deepEqual(
    Object.values(flips).flatMap(({ missed }) => missed),
    [],
  );
  assert.deepEqual((await run.verify()).findings, [], 'verify moved nothing');
});
