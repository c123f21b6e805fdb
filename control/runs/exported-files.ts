// The files that a completed run leaves in `runs/<run>/`: names, and the digests that they must have.
import { digestBytes, type Digest } from '../../domain/digest.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { FrozenRun } from '../../store/index.js';
import { exportedPipeline } from './exported-pipeline.js';

/** The file names of the exported outputs. */
export const exportNames: Readonly<Record<string, string>> = {
  genotype: 'genotype.json',
  weights: 'weights.safetensors',
  samples: 'samples.png',
  manifest: 'manifest.json',
};

/** The frozen pipeline as a file that can be run. */
export const pipelineName = 'pipeline.yaml';

/** What the run proves, in one small file that people can sign, stamp or publish. The store alone proves it. */
export const auditName = 'audit.json';

/** By the name of the file. `outputs`: of the export's record. */
export function exportedFiles(
  frozen: FrozenRun,
  { outputs }: Pick<StepRecord, 'outputs'>,
): ReadonlyMap<string, Digest> {
  const written = Object.entries(exportNames).flatMap(([output, name]): [string, Digest][] => {
    const digest = outputs[output];
    return digest === undefined ? [] : [[name, digest]];
  });
  return new Map([...written, [pipelineName, digestBytes(Buffer.from(exportedPipeline(frozen)))]]);
}
