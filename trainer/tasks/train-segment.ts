// trainSegment: some iterations of a stage, on random architectures (warm-up) or on those of a population.
import { slotAt, slotsToDraw, warmupGenotypeAt } from '../../domain/steps/schedule.js';
import { halvesOf } from '../../domain/search/pairs.js';
import type { Genotype } from '../../domain/pipeline.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { TrainSegmentParameters } from '../../domain/steps/step-parameters.js';
import type { PackedDataset } from '../../datasets/types.js';
import type { Pair } from '../../models/types.js';
import { datasetOf } from '../state/data.js';
import { takeStage } from '../state/resident.js';
import { assignOpponents, opponentOf, saveStage, type StageState } from '../state/stage-state.js';
import { executionBySlot } from '../training/execution.js';
import { realBatches } from '../training/real-batches.js';
import { trainPair } from '../training/rules.js';
import { runSegment } from '../training/segment-loop.js';
import type { IterationReport } from '../training/totals.js';
import type { TaskContext, TaskResult } from '../types.js';

/** Trains iterations [from, to); see `TrainSegmentParameters`. */
export async function trainSegment(step: Step<'trainSegment'>, context: TaskContext): Promise<TaskResult> {
  const parameters = step.parameters;
  const { store } = context;
  const dataset = await datasetOf(step.inputs.dataset!, store);
  const { from, to, training, opponentsFrom } = parameters;
  const iterate = iteration(step, dataset);
  return runSegment<StageState>(
    {
      input: step.inputs.state!,
      from,
      to,
      batch: training.batch.discriminator,
      take: takeStage,
      begin: (state) => opponentsFrom && assignOpponents(state, opponentsFrom),
      iterate,
      save: saveStage,
    },
    context,
  );
}

function iteration(
  step: Step<'trainSegment'>,
  dataset: PackedDataset,
): (state: StageState, iteration: number) => IterationReport {
  const { parameters } = step;
  const { from, to, stage, training } = parameters;
  const seed = step.seed!;
  const batchOf = realBatches(step, stage, dataset);
  const draw = drawer(parameters, seed);
  const { discriminatorSteps } = training;
  // A warm-up draws whole genotypes; do not draw them only to count them.
  const drawnSlot = parameters.population === null ? null : (iteration: number) => draw(iteration).slot;
  const executionOf = executionBySlot({ from, to, discriminatorSteps }, drawnSlot);
  return (state, iteration) => {
    const { slot, genotype } = draw(iteration);
    const pair = { ...pairOf(parameters, state, slot, genotype), execution: executionOf(slot) };
    return { slot, ...trainPair(pair, { seed, stage, iteration, training, real: batchOf(iteration) }) };
  };
}

/** Who trains in an iteration. */
function drawer(
  { stage, training, population, space, excluded }: TrainSegmentParameters,
  seed: number,
): (iteration: number) => { readonly slot: number | null; readonly genotype: Genotype } {
  const { discriminatorSteps } = training;
  if (population === null) {
    return (iteration) => ({
      slot: null,
      genotype: warmupGenotypeAt(seed, stage, iteration, discriminatorSteps, space!),
    });
  }
  const slots = slotsToDraw(population.length, excluded);
  return (iteration) => {
    const slot = slotAt(seed, stage, iteration, discriminatorSteps, slots);
    return { slot, genotype: population[slot]! };
  };
}

function pairOf({ search }: TrainSegmentParameters, state: StageState, slot: number | null, genotype: Genotype): Pair {
  const opponent = opponentOf(state, slot);
  if (search === 'discriminator') {
    return {
      generator: opponent,
      generatorArchitecture: null,
      discriminator: state.searched,
      discriminatorArchitecture: genotype,
    };
  }
  const { generator, discriminator } =
    search === 'both' ? halvesOf(genotype) : { generator: genotype, discriminator: null };
  return {
    generator: state.searched,
    generatorArchitecture: generator,
    discriminator: opponent,
    discriminatorArchitecture: discriminator,
  };
}
