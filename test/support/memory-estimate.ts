// The peak memory of a process that trains the published pair at one size, compared with a plan's estimate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinGenotypes } from '../../domain/search/builtin-genotypes.js';
import { virtualWalk, type PlannedStep } from '../../domain/plan/virtual.js';
import { memoryOf } from '../../planning/memory.js';
import { runInChild } from '../../tools/bench/run-in-child.js';
import { sizeName, type StepSize } from '../../tools/bench/step/sizes.js';
import { pipelineOf } from './pipelines.js';

export function testMemoryEstimate(size: StepSize): void {
  test(`a plan estimates the peak memory of a training process within 12 %: ${sizeName(size)}`, async (context) => {
    const measured = await measuredMib(size);
    if (measured === null) return context.skip('on a GPU, the memory of the process is not what a plan foresees');
    const foreseen = await foreseenMib(size);
    assert.ok(Math.abs(foreseen / measured - 1) < 0.12, `${foreseen} MiB foreseen, ${measured} MiB measured`);
  });
}

const counts = { trainImages: 4000, heldOutImages: 1000 };

/** MiB of a final training without its images and with one graph of each network, as the measured process has. */
async function foreseenMib({ channels, batch }: StepSize): Promise<number> {
  const pipeline = pipelineOf('quickstart.yaml', [
    `networks.generator.channels=${channels.generator}`,
    `networks.discriminator.channels=${channels.discriminator}`,
    `training.batch={ discriminator: ${batch.discriminator}, generator: ${batch.generator} }`,
  ]);
  const walked = (await virtualWalk(pipeline, counts)).map(withPublishedPair);
  const { dataBytes, totalBytes } = memoryOf(walked, counts, 32).find(({ phase }) => phase === 'final')!;
  return (totalBytes - dataBytes) / 2 ** 20;
}

function withPublishedPair(planned: PlannedStep): PlannedStep {
  const { step } = planned;
  if (step.kind !== 'trainWinner') return planned;
  const generator = builtinGenotypes['eagan-g'].architecture;
  const discriminator = builtinGenotypes['eagan-d-cifar10'].architecture;
  return { ...planned, step: { ...step, parameters: { ...step.parameters, generator, discriminator } } };
}

/** The peak of a trainer on the CPU after some steps from graphs; null on a GPU, whose libraries take memory too. */
async function measuredMib(size: StepSize): Promise<number | null> {
  const measurement = { ...size, warmup: 1, iterations: 2, execution: 'graph' as const, pairs: null };
  const { peakMib, runtime } = await runInChild('steps', measurement, 2);
  return runtime.device === 'cpu' ? peakMib : null;
}
