// trainWinner: some iterations of the final pair. The running average of the generator's weights moves after each G
// step.
import type { Step } from '../../domain/steps/kinds.js';
import { executionFor, updateAverage } from '../../models/index.js';
import { datasetOf } from '../state/data.js';
import { saveFinal, type FinalState } from '../state/final-state.js';
import { takeFinal } from '../state/resident.js';
import { realBatches } from '../training/real-batches.js';
import { trainPair } from '../training/rules.js';
import { runSegment } from '../training/segment-loop.js';
import type { TaskContext, TaskResult } from '../types.js';

/** The stage in the stream names of the final training. */
const stage = 'final';

/** Trains iterations [from, to); see `TrainWinnerParameters`. */
export async function trainWinner(step: Step<'trainWinner'>, context: TaskContext): Promise<TaskResult> {
  const { from, to, training, emaDecay } = step.parameters;
  const { store } = context;
  const seed = step.seed!;
  const dataset = await datasetOf(step.inputs.dataset!, store);
  const execution = executionFor((to - from) / training.discriminatorSteps);
  const batchOf = realBatches(step, stage, dataset);
  return runSegment<FinalState>(
    {
      input: step.inputs.state!,
      from,
      to,
      batch: training.batch.discriminator,
      take: takeFinal,
      begin: () => undefined,
      iterate: ({ generator, discriminator, average }, iteration) => {
        const pair = {
          generator,
          discriminator,
          generatorArchitecture: null,
          discriminatorArchitecture: null,
          execution,
        };
        const reports = trainPair(pair, { seed, stage, iteration, training, real: batchOf(iteration) });
        if (reports.generator) updateAverage(average, generator, emaDecay);
        return { slot: null, ...reports };
      },
      save: saveFinal,
    },
    context,
  );
}
