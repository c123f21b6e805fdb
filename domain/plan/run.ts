// A run: prepare the data, search stage after stage, train and score the winner, export it.
import type { Digest } from '../digest.js';
import type { Pipeline } from '../pipeline.js';
import type { FinishedStage } from './architectures.js';
import { outputOf } from './build.js';
import {
  assertBatchesFit,
  extractorStep,
  ingestStep,
  preparedFrom,
  referenceStep,
  type DatasetSource,
  type PreparedData,
} from './data-steps.js';
import { finalContext } from './final-steps.js';
import type { PlanProgress, RunPerformer, StepPerformer } from './performer.js';
import { stageContext } from './stage-steps.js';

export interface PlannedRun {
  readonly pipeline: Pipeline;
  readonly source: DatasetSource;
}

/** Performs a run from where it stands (null: from its beginning). Returns the key of the export. */
export async function performRun(run: PlannedRun, from: PlanProgress | null, performer: RunPerformer): Promise<Digest> {
  const { pipeline } = run;
  const start = from ?? { prepared: await prepareData(run, performer), finished: [], stage: null };
  const { prepared } = start;
  const finished: FinishedStage[] = [...start.finished];
  performer.reached?.(start);
  for (const { id } of pipeline.stages.slice(start.finished.length)) {
    const at = finished.length === start.finished.length ? start.stage : null;
    finished.push(await performer.stage(stageContext(pipeline, id, prepared, finished), at));
    performer.reached?.({ prepared, finished: [...finished], stage: null });
  }
  return performer.final(finalContext(pipeline, prepared, finished), finished);
}

/** Throws EAGAN_BATCH_TOO_LARGE if fewer images could be read than a batch needs. */
async function prepareData({ pipeline, source }: PlannedRun, { perform }: StepPerformer): Promise<PreparedData> {
  const ingest = await perform(ingestStep(pipeline, source));
  assertBatchesFit(pipeline, ingest);
  const dataset = outputOf(ingest, 'dataset');
  const fitted = await perform(extractorStep(pipeline, dataset));
  const reference = await perform(referenceStep(pipeline, { dataset, extractor: outputOf(fitted, 'extractor') }));
  return preparedFrom(ingest, fitted, reference);
}
