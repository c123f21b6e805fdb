// The names of the files that a completed run leaves in `runs/<run>/`: copies of what the store has.

/** The file of each exported output. */
export const exportedFiles: Readonly<Record<string, string>> = {
  genotype: 'genotype.json',
  weights: 'weights.safetensors',
  samples: 'samples.png',
  manifest: 'manifest.json',
};

/** The frozen pipeline as a file that can be run. */
export const pipelineName = 'pipeline.yaml';

/** What the run proves, in one small file that people can sign, stamp or publish. */
export const auditName = 'audit.json';
