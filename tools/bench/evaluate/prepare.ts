// Runs, in a measured process, the steps of a search that come before its first evaluation.
import { getJson } from '../../../domain/steps/objects.js';
import type { PopulationArtifact } from '../../../domain/steps/artifacts.js';
import type { Digest } from '../../../domain/digest.js';
import { judgeCircumstances } from '../../../domain/judges.js';
import type { Pipeline } from '../../../domain/pipeline.js';
import {
  extractorStep,
  ingestStep,
  openStageStep,
  outputOf,
  preparedFrom,
  referenceStep,
  stageContext,
  warmUp,
  type CurrentPopulation,
  type PreparedData,
} from '../../../domain/plan/index.js';
import type { Step, TrainerKind } from '../../../domain/steps/kinds.js';
import { stepKey } from '../../../domain/steps/step.js';
import { openStore, type Store } from '../../../store/index.js';
import { runTask } from '../../../trainer/tasks/index.js';
import type { TaskContext, TaskResult } from '../../../trainer/types.js';

/** The stage whose individuals are evaluated. */
export const stageId = 'generator';

export interface PreparedStage {
  readonly prepared: PreparedData;
  readonly state: Digest;
  readonly population: CurrentPopulation;
}

/** Runs a step's task as a trainer would, by default without recovery points. */
export function runTaskOf(
  step: Step<TrainerKind>,
  store: Store,
  given: Partial<Pick<TaskContext, 'circumstances' | 'tick'>> = {},
): Promise<TaskResult> {
  return runTask(step, {
    store,
    key: stepKey(step),
    attempt: 'bench',
    now: () => performance.now(),
    circumstances: { recoveryEveryMs: 2 ** 31 },
    tick: async () => undefined,
    onInterrupt: () => undefined,
    ...given,
  });
}

/** Runs the steps of the data: the images, their extractor, and what is known of them under it. */
export async function prepareData(pipeline: Pipeline, store: Store): Promise<PreparedData> {
  const circumstances = { recoveryEveryMs: 2 ** 31, ...judgeCircumstances(pipeline.metrics) };
  const run = (step: Step<TrainerKind>): Promise<TaskResult> => runTaskOf(step, store, { circumstances });
  const ingest = await run(ingestStep(pipeline, { contents: null, decoder: null }));
  const dataset = outputOf(ingest, 'dataset');
  const extractor = await run(extractorStep(pipeline, dataset));
  const inputs = { dataset, extractor: outputOf(extractor, 'extractor') };
  return preparedFrom(ingest, extractor, await run(referenceStep(pipeline, inputs)));
}

/** Data set, extractor, reference, fresh supernet, warm-up: afterwards the store of `folder` has all of them. */
export async function prepareStage(given: {
  readonly folder: string;
  readonly pipeline: Pipeline;
}): Promise<PreparedStage> {
  const { pipeline } = given;
  const store = await openStore(given.folder);
  const prepared = await prepareData(pipeline, store);
  const context = stageContext(pipeline, stageId, prepared, []);
  const opened = await runTaskOf(openStageStep(context), store);
  const state = await warmUp(context, outputOf(opened, 'state'), (step) => runTaskOf(step as Step<TrainerKind>, store));
  const population = await getJson<PopulationArtifact>(store.objects, outputOf(opened, 'population'));
  return { prepared, state, population };
}
