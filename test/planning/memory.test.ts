// The memory that a plan estimates: its parts, and what it grows with. Real trainers are measured in
// test/trainer/memory-estimate.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pipeline } from '../../domain/pipeline.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { diskOf } from '../../planning/disk.js';
import { memoryOf } from '../../planning/memory.js';
import type { MemoryEstimate } from '../../planning/types.js';
import { pipelineOf } from '../support/pipelines.js';

const counts = { trainImages: 4000, heldOutImages: 1000 };
const changed = (...set: string[]): Pipeline => pipelineOf('quickstart.yaml', set);
const phases = async (pipeline: Pipeline, size = 32): Promise<MemoryEstimate[]> =>
  memoryOf(await virtualWalk(pipeline, counts), counts, size);
const quickstart = phases(changed());

test('the memory of a phase is the sum of its parts, and includes every byte of the images', async () => {
  for (const each of await quickstart) {
    const { programBytes, dataBytes, stateBytes, stepBytes, graphBytes, judgeBytes, totalBytes } = each;
    assert.equal(dataBytes, 5000 * 32 * 32 * 3);
    assert.equal(totalBytes, programBytes + dataBytes + stateBytes + stepBytes + graphBytes + judgeBytes);
    assert.ok(stepBytes >= stateBytes, 'a checkpoint is written from a copy');
  }
});

test('a state in memory is as large as its checkpoint', async () => {
  const { checkpoints } = diskOf(changed(), counts, await virtualWalk(changed(), counts));
  for (const { phase, stateBytes } of await quickstart) {
    const written = checkpoints.filter(({ place }) => place.startsWith(`${phase}/`)).at(-1)!.bytes;
    // A checkpoint also has the names of its tensors.
    assert.ok(written > stateBytes && written < 1.02 * stateBytes, `${phase}: ${stateBytes} of ${written}`);
  }
});

test('larger networks need more memory in every phase', async () => {
  const larger = await phases(changed('networks.generator.channels=48', 'networks.discriminator.channels=48'));
  const less = await quickstart;
  larger.forEach(({ phase, ...larger }, at) => {
    assert.ok(larger.stateBytes > less[at]!.stateBytes && larger.stepBytes > less[at]!.stepBytes, phase);
    assert.ok(larger.totalBytes > less[at]!.totalBytes, phase);
  });
});

test('twice the batch needs about twice the memory for results of a step, and no more for the state', async () => {
  const [once, twice] = await Promise.all(
    [100, 200].map(async (n) => (await phases(changed(`training.batch={ discriminator: ${n}, generator: ${n} }`)))[0]!),
  );
  const ratio = twice!.stepBytes / once!.stepBytes;
  assert.ok(ratio > 1.8 && ratio <= 2, `${ratio}`);
  assert.equal(twice!.stateBytes, once!.stateBytes);
});

test('each individual of a one-to-one stage has an opponent in memory, and individuals of other stages share one', async () => {
  const opponent = 'stages.discriminator.opponent={ from: builtin, genotype: eagan-g }';
  const [few, many] = await Promise.all([4, 6].map((n) => phases(changed(opponent, `stageDefaults.population=${n}`))));
  assert.deepEqual([few![0]!.opponentBytes, many![0]!.opponentBytes], [0, 0]);
  assert.ok(few![1]!.opponentBytes > 0);
  assert.equal(many![1]!.opponentBytes / 5, few![1]!.opponentBytes / 3);
});

test('graphs need memory for each individual, up to the number that a trainer keeps', async () => {
  const graphs = async (population: number): Promise<number> =>
    (await phases(changed(`stageDefaults.population=${population}`)))[0]!.graphBytes;
  // Six individuals have twelve graphs.
  const few = (await quickstart)[0]!.graphBytes;
  assert.deepEqual(await Promise.all([12, 60].map(graphs)), [2 * few, 8 * few]);
});
