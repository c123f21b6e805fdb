// Measures, in a process of its own, the processor time of real batches in each form of order, and that of a step.
import { meanOf, median } from '../../../domain/averages.js';
import type { OrderForm } from '../../../domain/steps/real-images.js';
import type { Step } from '../../../domain/steps/kinds.js';
import type { PackedDataset } from '../../../datasets/types.js';
import type { Pair } from '../../../models/types.js';
import { realBatches } from '../../../trainer/training/real-batches.js';
import { createPair, stepper } from './measure.js';
import type { StepSize } from './sizes.js';

export interface BatchSeconds {
  readonly order: OrderForm;
  readonly flips: boolean;
  readonly batch_s: number;
}

/** As before orders were computed, as now, and with flips. */
const forms = [
  { order: 'shuffled', flips: false },
  { order: 'computed', flips: false },
  { order: 'computed', flips: true },
] as const;

const turns = 9;
const epochs = 2;
const steps = { warmup: 5, measured: 40 };

/** Medians of turns, in each of which every form passes through the same epochs; the first turn does not count. */
export function measureBatches(size: StepSize & { readonly images: number }): {
  readonly batches: readonly BatchSeconds[];
  readonly step_s: number;
} {
  const iterations = epochs * Math.floor(size.images / size.batch.discriminator);
  const dataset = randomDataset(size.images, size.bottomWidth * 8);
  const seconds = forms.map((): number[] => []);
  for (let turn = 0; turn <= turns; turn++) {
    for (const [i, form] of forms.entries()) {
      const read = realBatches(stepOf(form, turn, size), 'bench', dataset);
      const taken = processorSeconds(() => {
        for (let iteration = 0; iteration < iterations; iteration++) read(iteration);
      });
      if (turn > 0) seconds[i]!.push(taken / iterations);
    }
  }
  return { batches: forms.map((form, i) => ({ ...form, batch_s: median(seconds[i]!) })), step_s: stepSeconds(size) };
}

function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** What `realBatches` reads of a step. Version 1 shuffled lists. */
function stepOf({ order, flips }: (typeof forms)[number], seed: number, { batch }: StepSize): Step<'trainSegment'> {
  const training = { batch, ...(flips ? { augmentation: { horizontalFlip: true } } : {}) };
  return {
    kindVersion: order === 'shuffled' ? 1 : 2,
    seed,
    parameters: { training },
  } as unknown as Step<'trainSegment'>;
}

function randomDataset(images: number, width: number): PackedDataset {
  const each = width * width * 3;
  const pixels = Uint8Array.from({ length: images * each }, (_, i) => (i * 7919) % 256);
  const read = (indices: readonly number[] | Int32Array): Uint8Array => {
    const found = new Uint8Array(indices.length * each);
    indices.forEach((index, at) => found.set(pixels.subarray(index * each, (index + 1) * each), at * each));
    return found;
  };
  return { artifact: { size: width }, train: { images, read } } as unknown as PackedDataset;
}

/** Of a step as generations train: from a graph. */
function stepSeconds(size: StepSize): number {
  const architectures = { generatorArchitecture: null, discriminatorArchitecture: null };
  const pair: Pair = { ...createPair(size, 'standalone'), ...architectures, execution: 'graph' };
  const train = stepper(size);
  for (let i = 0; i < steps.warmup; i++) train(pair, `warm-up/${i}`);
  const each = Array.from({ length: steps.measured }, (_, i) => processorSeconds(() => train(pair, `steps/${i}`)));
  return meanOf(each);
}
