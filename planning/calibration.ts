// What a calibration depends on, and where it is remembered: one file for each set of sizes, with the runtimes that it
// was measured on.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestJson, type Digest } from '../domain/digest.js';
import { extractorWithoutPath } from '../domain/extractor.js';
import type { JudgeSettings } from '../domain/judges.js';
import type { Pipeline, Stage } from '../domain/pipeline.js';
import { networkSizes } from '../domain/plan/index.js';
import { askedJudge } from '../domain/search/figures-of-run.js';
import type { Calibration } from './types.js';
import { makeFolderSync } from '../scripts/files.mjs';
import { readRegularFile } from '../scripts/foreign-files.mjs';

/** What decides the cost of a stage's steps: stages that are equal in it are measured once. */
export function stageKind({ search, pairing, opponent, evaluation, training }: Stage): string {
  const { batch, discriminatorSteps, gradientClipping } = training;
  const against = opponent?.from === 'builtin' && opponent.genotype === 'simple' ? 'simple' : 'standalone';
  const norm = search === 'discriminator' ? '' : ` ${evaluation.batchNorm}`;
  const clipping = gradientClipping === null ? '' : ' clipped';
  return `${search} ${pairing} against ${against}, batches ${batch.discriminator}/${batch.generator}, ${discriminatorSteps} D steps${clipping}${norm}`;
}

/** Digest of all sizes that speeds depend on: networks, images, batches, judge, threads, kinds of stages. */
export function calibrationSizes(pipeline: Pipeline): Digest {
  const { dataset, metrics, resources, stages, finalTraining } = pipeline;
  const { also: further = [] } = askedJudge(pipeline, 'search');
  return digestJson({
    networks: networkSizes(pipeline),
    size: dataset.size,
    extractor: extractorSize(metrics),
    ...(further.length > 0 ? { further } : {}),
    // Absent if the final pair has no judge of its own, so that earlier calibrations are found.
    ...(finalTraining.metrics ? { finalExtractor: extractorSize(finalTraining.metrics) } : {}),
    threads: [resources.train.threads, resources.evaluate.threads],
    stages: [...new Set(stages.map(stageKind))].sort(),
    final: finalTraining.training.batch,
    finalSteps: finalTraining.training.discriminatorSteps,
  });
}

const extractorSize = ({ extractor }: JudgeSettings): object =>
  extractor.kind === 'classifier'
    ? { features: extractor.features, batch: extractor.batch }
    : extractorWithoutPath(extractor);

const fileOf = (folder: string, sizes: Digest): string => join(folder, `${sizes}.json`);

/** A calibration has a few kilobytes. */
const ownFile = { atMost: 1024 * 1024, links: 'refuse' } as const;

/** The calibration of these sizes, whatever machine made it; null if there is none that can be read. */
export function readCalibration(folder: string, sizes: Digest): Calibration | null {
  try {
    const found = JSON.parse(readRegularFile(fileOf(folder, sizes), ownFile).toString('utf8')) as Calibration;
    return found.schemaVersion === 1 && found.sizes === sizes ? found : null;
  } catch {
    return null;
  }
}

/** Remembers it in place of an older one. */
export function keepCalibration(folder: string, calibration: Calibration): void {
  makeFolderSync(folder);
  writeFileSync(fileOf(folder, calibration.sizes), `${JSON.stringify(calibration, null, 2)}\n`);
}
