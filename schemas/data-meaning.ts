// What batches and image counts may be, given the size of the data set and the number of features.
import { featuresOf } from '../domain/extractor.js';
import type { Pipeline } from '../domain/pipeline.js';
import { ofStage, ofTraining, type Origins, type ReportFinding } from './report.js';

/** Checks the counts of a completed pipeline. A folder without a limit is checked when it is read. */
export function checkData(pipeline: Pipeline, report: ReportFinding): void {
  for (const { batch, origins } of batches(pipeline)) checkBatch(pipeline, batch, origins, report);
  for (const { images, origins } of imageCounts(pipeline)) checkImages(pipeline, images, origins, report);
  checkBudget(pipeline, report);
}

function batches({ stages, finalTraining, metrics }: Pipeline): { batch: number; origins: Origins }[] {
  const path = ['batch', 'discriminator'];
  const ofFinal: Origins = [
    ['finalTraining', 'training', ...path],
    ['training', ...path],
  ];
  return [
    ...stages.map(({ training }, index) => ({
      batch: training.batch.discriminator,
      origins: ofTraining(index, ...path),
    })),
    { batch: finalTraining.training.batch.discriminator, origins: ofFinal },
    ...(metrics.extractor.kind === 'classifier'
      ? [{ batch: metrics.extractor.batch, origins: [['metrics', 'extractor', 'batch']] as Origins }]
      : []),
  ];
}

function checkBatch({ dataset }: Pipeline, batch: number, origins: Origins, report: ReportFinding): void {
  if (dataset.images === null || batch <= dataset.images) return;
  report('EAGAN_BATCH_TOO_LARGE', [...origins, ['dataset', 'images']], {
    must: `must fit the data: a batch of ${batch} needs at least ${batch} training images`,
    found: `${dataset.images} images`,
    expected: `a batch of at most ${dataset.images}`,
    suggestion: 'Use a smaller batch, or more images.',
  });
}

function imageCounts({ stages, finalTraining }: Pipeline): { images: number; origins: Origins }[] {
  const common: Origins = [
    ['metrics', 'images'],
    ['metrics', 'extractor', 'features'],
  ];
  return [
    ...stages.map(({ evaluation }, index) => ({
      images: evaluation.images,
      origins: [...ofStage(index, 'evaluation', 'images'), ...common],
    })),
    { images: finalTraining.images, origins: [['finalTraining', 'images'], ...common] },
  ];
}

function checkImages({ metrics }: Pipeline, images: number, origins: Origins, report: ReportFinding): void {
  const features = featuresOf(metrics.extractor);
  if (features === null || images > features) return;
  report('EAGAN_FEW_IMAGES', origins, {
    severity: 'warning',
    must: `should be above ${features}, the number of features; otherwise the covariance does not have full rank`,
    found: String(images),
    expected: `more than ${features}`,
    suggestion: `Raise the number of images${metrics.extractor.kind === 'classifier' ? ', lower metrics.extractor.features' : ''}, or use kernelDistance, which needs no such number.`,
  });
}

/** A budget of the run that is too small for the first generation. */
function checkBudget({ budget, stages: [first] }: Pipeline, report: ReportFinding): void {
  if (!first || (budget?.candidates ?? Infinity) >= first.population) return;
  report('EAGAN_STAGE_NEVER_EVALUATES', [['budget', 'candidates']], {
    must: `must allow at least ${first.population} candidates, the first generation of ${first.id}`,
    found: String(budget!.candidates),
    expected: `at least ${first.population}`,
  });
}
