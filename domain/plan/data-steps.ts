// The steps before any search: the data set, its feature extractor, the statistics of the real images; and the last two
// for the final pair, if it has a judge of its own. Their seed is `metrics.seed`.
import type { Digest } from '../digest.js';
import { EaganError } from '../errors.js';
import { withoutLocation } from '../dataset.js';
import { extractorWithoutPath, referenceWithoutPath } from '../extractor.js';
import type { JudgeName } from '../judges.js';
import type { Pipeline } from '../pipeline.js';
import { askedJudge } from '../search/figures-of-run.js';
import { fittingVersion } from '../steps/kind-versions.js';
import { places } from '../steps/places.js';
import type { Step } from '../steps/kinds.js';
import { makeStep } from '../steps/step.js';
import type { FitExtractorParameters, IngestParameters, ReferenceParameters } from '../steps/step-parameters.js';
import { outputOf, type Outcome } from './build.js';

/** What was found at the images' location before the run was frozen; both null if the program makes the images. */
export interface DatasetSource {
  readonly contents: Digest | null;
  readonly decoder: string | null;
}

/** For images that the program makes, or that nobody has looked at. */
export const noSource: DatasetSource = { contents: null, decoder: null };

/** The digests and counts that every later step starts from. */
export interface PreparedData {
  readonly dataset: Digest;
  readonly extractor: Digest;
  readonly reference: Digest;
  readonly trainImages: number;
  readonly heldOutImages: number;
}

/** Ingests the images. The contents of the folder are a parameter; its path is not. */
export function ingestStep(pipeline: Pipeline, source: DatasetSource): Step<'ingest'> {
  const parameters: IngestParameters = { dataset: withoutLocation(pipeline.dataset), ...source };
  return makeStep(pipeline, 'ingest', places.dataset, {}, parameters, pipeline.metrics.seed);
}

const judgePlaces = {
  search: { extractor: places.extractor, reference: places.reference },
  final: { extractor: places.finalExtractor, reference: places.finalReference },
} as const satisfies Record<JudgeName, object>;

/** Fits a judge's feature extractor on the labels of the data set, or reads a pretrained one. */
export function extractorStep(pipeline: Pipeline, dataset: Digest, of: JudgeName = 'search'): Step<'fitExtractor'> {
  const { extractor } = askedJudge(pipeline, of);
  const parameters: FitExtractorParameters = { extractor: extractorWithoutPath(extractor) };
  const place = judgePlaces[of].extractor;
  const step = makeStep(pipeline, 'fitExtractor', place, { dataset }, parameters, pipeline.metrics.seed);
  return { ...step, kindVersion: fittingVersion(extractor.kind, step.kindVersion) };
}

/** Computes the statistics of the real images under the extractor, or reads those of a file. */
export function referenceStep(
  pipeline: Pipeline,
  inputs: { readonly dataset: Digest; readonly extractor: Digest },
  of: JudgeName = 'search',
): Step<'referenceStatistics'> {
  const { reference, also = [] } = askedJudge(pipeline, of);
  const parameters: ReferenceParameters = {
    ...(reference ? { reference: referenceWithoutPath(reference) } : {}),
    ...(also.length > 0 ? { also } : {}),
  };
  return makeStep(pipeline, 'referenceStatistics', judgePlaces[of].reference, { ...inputs }, parameters);
}

/** What later steps need of the three outcomes. */
export function preparedFrom(ingest: Outcome, extractor: Outcome, reference: Outcome): PreparedData {
  return {
    dataset: outputOf(ingest, 'dataset'),
    extractor: outputOf(extractor, 'extractor'),
    reference: outputOf(reference, 'reference'),
    trainImages: countOf(ingest, 'trainImages'),
    heldOutImages: countOf(ingest, 'heldOutImages'),
  };
}

/**
 * Throws EAGAN_BATCH_TOO_LARGE when a batch of a stage or of the final training is larger than the number of training
 * images that the ingest gave.
 */
export function assertBatchesFit({ stages, finalTraining }: Pipeline, ingest: Outcome): void {
  const images = countOf(ingest, 'trainImages');
  const batches = [
    ...stages.map(({ id, training }) => ({ of: `stages.${id}`, training })),
    { of: 'finalTraining', ...finalTraining },
  ];
  const tooLarge = batches
    .filter(({ training }) => training.batch.discriminator > images)
    .map(({ of }) => `${of}.training.batch.discriminator`);
  if (tooLarge.length > 0) throw batchTooLarge(tooLarge, images);
}

function batchTooLarge(paths: readonly string[], images: number): EaganError {
  return new EaganError(
    'EAGAN_BATCH_TOO_LARGE',
    `${paths.join(' and ')} must be at most ${images}, the number of readable training images (got more)`,
    `Add images, then: eagan run FILE. Or use smaller batches: eagan run FILE${paths.map((path) => ` --set ${path}=${images}`).join('')}`,
  );
}

function countOf(outcome: Outcome, name: string): number {
  const count = outcome.numbers[name];
  if (count !== undefined) return count;
  throw new EaganError('EAGAN_INTERNAL', `the ingest step must report ${name} (got nothing)`);
}
