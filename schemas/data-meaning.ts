// What batches and image counts may be, given the size of the data set and the number of features.
import { featuresOf } from '../domain/extractor.js';
import { finalJudgeOf, judgesOf, type PlacedJudge } from '../domain/judges.js';
import type { Pipeline } from '../domain/pipeline.js';
import { ofStage, ofTraining, type Origins, type ReportFinding } from './report.js';

/** Checks the counts of a completed pipeline. A folder without a limit is checked when it is read. */
export function checkData(pipeline: Pipeline, report: ReportFinding): void {
  for (const { batch, origins } of batches(pipeline)) checkBatch(pipeline, batch, origins, report);
  for (const judged of imageCounts(pipeline)) checkImages(judged, report);
  checkBudget(pipeline, report);
}

function batches(pipeline: Pipeline): { batch: number; origins: Origins }[] {
  const { stages, finalTraining } = pipeline;
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
    ...judgesOf(pipeline).flatMap(({ at, settings: { extractor } }) =>
      extractor.kind === 'classifier'
        ? [{ batch: extractor.batch, origins: [[...at, 'extractor', 'batch']] as Origins }]
        : [],
    ),
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

interface JudgedImages {
  readonly images: number;
  readonly judge: PlacedJudge;
  readonly origins: Origins;
}

function imageCounts(pipeline: Pipeline): JudgedImages[] {
  const { stages, finalTraining } = pipeline;
  const common = ({ at }: PlacedJudge): Origins => [
    ['metrics', 'images'],
    [...at, 'extractor', 'features'],
  ];
  const [search, final] = [judgesOf(pipeline)[0]!, finalJudgeOf(pipeline)];
  return [
    ...stages.map(({ evaluation }, index) => ({
      images: evaluation.images,
      judge: search,
      origins: [...ofStage(index, 'evaluation', 'images'), ...common(search)],
    })),
    { images: finalTraining.images, judge: final, origins: [['finalTraining', 'images'], ...common(final)] },
  ];
}

function checkImages({ images, judge, origins }: JudgedImages, report: ReportFinding): void {
  const { extractor } = judge.settings;
  const features = featuresOf(extractor);
  if (features === null || images > features) return;
  report('EAGAN_FEW_IMAGES', origins, {
    severity: 'warning',
    must: `should be above ${features}, the number of features; otherwise the covariance does not have full rank`,
    found: String(images),
    expected: `more than ${features}`,
    suggestion: `Raise the number of images${extractor.kind === 'classifier' ? `, lower ${judge.at.join('.')}.extractor.features` : ''}, or use kernelDistance, which needs no such number.`,
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
