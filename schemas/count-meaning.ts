// What the counts of an image folder must be: images to train on and to hold out, and enough for each batch.
import { isLocated } from '../domain/dataset.js';
import { needsLabels } from '../domain/extractor.js';
import type { Pipeline } from '../domain/pipeline.js';
import { ofTraining, type Origins, type ReportFinding } from './report.js';

/** Images that a run would take from a folder. `labelled`: those that have a class. */
export interface FolderCounts {
  readonly train: number;
  readonly heldOut: number;
  readonly labelled: { readonly train: number; readonly heldOut: number };
}

/** Covariances need two images, both of the training images and of the held-out ones. */
const fewest = 2;

/** Complains if a run of the pipeline would fail on a folder with these counts. */
export function checkCounts(pipeline: Pipeline, counts: FolderCounts, report: ReportFinding): void {
  checkSplit(pipeline, counts, report);
  for (const { batch, origins } of trainingBatches(pipeline)) {
    if (batch <= counts.train) continue;
    report('EAGAN_BATCH_TOO_LARGE', origins, {
      must: `must be at most ${counts.train}, the number of training images in the folder`,
      found: String(batch),
      expected: `a batch of at most ${counts.train}`,
      suggestion: 'Use a smaller batch, or add images.',
    });
  }
}

function checkSplit(
  { dataset, metrics }: Pipeline,
  { train, heldOut, labelled }: FolderCounts,
  report: ReportFinding,
): void {
  const text = (of: { train: number; heldOut: number }): string => `${of.train} and ${of.heldOut}`;
  const must = (what: string): string => `must give at least ${what} for training and as many held out`;
  const origins: Origins = [['dataset', 'path'], ['dataset']];
  const advice = { expected: 'a folder with more images', suggestion: addImages };
  if (train < fewest || heldOut < fewest)
    return report('EAGAN_DATASET_EMPTY', origins, {
      must: must(`${fewest} images`),
      found: `${text({ train, heldOut })}${where(dataset)}`,
      ...advice,
    });
  if (needsLabels(metrics.extractor) && (labelled.train === 0 || labelled.heldOut === 0))
    report('EAGAN_DATASET_EMPTY', origins, {
      must: must('1 image with a class'),
      found: `${text(labelled)}${where(dataset)}`,
      ...advice,
    });
}

const addImages =
  'Add images. Without a test/ folder, every fifth image of a class is held out, so a class needs at least five.';

const where = (dataset: Pipeline['dataset']): string => (isLocated(dataset) ? `; ${dataset.path}` : '');

/** The extractor accepts a last batch that is not full, so its batch may be larger than the folder. */
function trainingBatches({ stages, finalTraining }: Pipeline): { batch: number; origins: Origins }[] {
  const path = ['batch', 'discriminator'];
  return [
    ...stages.map(({ training }, index) => ({
      batch: training.batch.discriminator,
      origins: ofTraining(index, ...path),
    })),
    {
      batch: finalTraining.training.batch.discriminator,
      origins: [
        ['finalTraining', 'training', ...path],
        ['training', ...path],
      ],
    },
  ];
}
