// What the counts of a data set must be: images to train on and to hold out, enough for each batch, and classes if the
// extractor learns from them.
import { isLocated } from '../domain/dataset.js';
import { needsLabels } from '../domain/extractor.js';
import { judgesOf, type PlacedJudge } from '../domain/judges.js';
import type { Pipeline } from '../domain/pipeline.js';
import { ofTraining, type Origins, type ReportFinding } from './report.js';

/** Images that a run would take from a folder. `labelled`: those that have a class. */
export interface FolderCounts {
  readonly train: number;
  readonly heldOut: number;
  readonly labelled: { readonly train: number; readonly heldOut: number };
  /** How many classes the images have. Absent: only reading them tells. */
  readonly classes?: number;
  /** Images beside class folders, which are not used. Absent: there can be none. */
  readonly unusedLoose?: number;
}

/** Covariances need two images, both of the training images and of the held-out ones. */
const fewest = 2;
/** An extractor learns to tell classes apart. */
const fewestClasses = 2;

/** Complains if a run of the pipeline would fail on a folder with these counts. */
export function checkCounts(pipeline: Pipeline, counts: FolderCounts, report: ReportFinding): void {
  checkSplit(pipeline, counts, report);
  checkLoose(pipeline, counts, report);
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

function checkSplit(pipeline: Pipeline, { train, heldOut, ...counts }: FolderCounts, report: ReportFinding): void {
  const { dataset } = pipeline;
  const text = (of: { train: number; heldOut: number }): string => `${of.train} and ${of.heldOut}`;
  const must = (what: string): string => `must give at least ${what} for training and as many held out`;
  const advice = { expected: 'a folder with more images', suggestion: addImages };
  if (train < fewest || heldOut < fewest)
    return report('EAGAN_DATASET_EMPTY', origins, {
      must: must(`${fewest} images`),
      found: `${text({ train, heldOut })}${where(dataset)}`,
      ...advice,
    });
  const learning = judgesOf(pipeline).find(({ settings }) => needsLabels(settings.extractor));
  if (!learning) return;
  const { labelled } = counts;
  const classes = counts.classes ?? (labelled.train + labelled.heldOut === 0 ? 0 : fewestClasses);
  if (classes < fewestClasses)
    report('EAGAN_DATASET_UNSUITABLE', origins, {
      must: `must have at least ${fewestClasses} classes, because the extractor ${learning.settings.extractor.kind} learns from them`,
      found: `${classes === 0 ? 'none' : classes}${where(dataset)}`,
      expected: `images of at least ${fewestClasses} classes`,
      suggestion: withoutLabels(learning),
    });
  else if (labelled.train === 0 || labelled.heldOut === 0)
    report('EAGAN_DATASET_EMPTY', origins, {
      must: must('1 image with a class'),
      found: `${text(labelled)}${where(dataset)}`,
      ...advice,
    });
}

/** Nobody wants images to be left out without a word, and nobody wants another result than in earlier versions. */
function checkLoose({ dataset }: Pipeline, { unusedLoose = 0 }: FolderCounts, report: ReportFinding): void {
  if (unusedLoose === 0) return;
  report('EAGAN_DATASET_UNSUITABLE', origins, {
    must: 'should have no images beside its class folders: they are not used',
    found: `${unusedLoose}${where(dataset)}`,
    expected: 'images in class folders',
    suggestion: 'Move them into class folders. Or use them without a class: dataset.unlabeled: [.]',
    severity: 'warning',
  });
}

const origins: Origins = [['dataset', 'path'], ['dataset']];

const withoutLabels = ({ at }: PlacedJudge): string =>
  `Name an extractor that needs no classes: ${at.join('.')}.extractor: { kind: imagenet, network: efficientnet-lite0 }. Or sort the images into one folder for each class: train/<class>/.`;

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
