// What the options of `bench pass` ask for: the quickstart's final pair under another judge.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pipeline } from '../../../domain/pipeline.js';
import { comparedImages } from '../../../domain/steps/protocol.js';
import { randomInception } from '../../inception2015/build-graph.js';
import { changedQuickstart } from '../evaluate/plan.js';
import type { MeasuredKind } from '../metrics/measure.js';

export interface PassPlan {
  readonly extractor: MeasuredKind;
  readonly images: number;
  /** With all further figures. */
  readonly also: boolean;
  readonly threads: number;
}

/** The fewest real images that a classifier learns from. */
const fewestReal = 2000;

/**
 * A pipeline whose final score is the pass: its generator has the paper's architecture. As many real images as are
 * compared singly; a folder for files of an extractor.
 */
export function passPipeline({ extractor, images, also, threads }: PassPlan, folder: string): Pipeline {
  const fixed = (genotype: string): string => `{ from: builtin, genotype: ${genotype} }`;
  return changedQuickstart([
    `dataset.images=${Math.max(fewestReal, Math.min(comparedImages, images))}`,
    `metrics.extractor=${extractorText(extractor, folder)}`,
    ...(also ? ['metrics.also=[kernelDistance, precisionRecall, densityCoverage]'] : []),
    `finalTraining.images=${images}`,
    `finalTraining.networks={ generator: ${fixed('eagan-g')}, discriminator: ${fixed('eagan-d-cifar10')} }`,
    `resources={ train: { threads: ${threads} }, evaluate: { threads: ${threads} } }`,
  ]);
}

function extractorText(kind: MeasuredKind, folder: string): string {
  if (kind === 'classifier') return '{ kind: classifier, epochs: 2, minimumAccuracy: 0.5 }';
  if (kind === 'imagenet') return '{ kind: imagenet, network: efficientnet-lite0 }';
  // Nobody publishes the original as a package: random weights take as long.
  const path = join(folder, 'inception.pb');
  writeFileSync(path, randomInception(1));
  return JSON.stringify({ kind, path });
}
