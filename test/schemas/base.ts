// A valid pipeline that tests break, and short functions to load texts.
import { loadPipeline, type LoadOptions, type LoadResult } from '../../schemas/load-pipeline.js';

export const base = `# A comment.
version: 1
name: base
seed: 1
dataset: { kind: shapes, images: 4000 }
networks:
  generator: { space: eagan-generator, channels: 16, latent: 120 }
  discriminator: { space: eagan-discriminator, channels: 16 }
metrics:
  extractor: { kind: classifier, epochs: 2 }
  images: 500
training:
  loss: hinge
  batch: { discriminator: 20, generator: 40 }
  optimizers:
    generator: { kind: adam, learningRate: 2e-4, betas: [0, 0.9] }
stageDefaults:
  population: 6
  generations: 2
  warmup: { steps: 40 }
  duration: { steps: 60 }
  breeding: { survivors: 0.5, crossover: 0.3, mutation: 0.5 }
  selection: { kind: nonDominated }
  objectives: { frechetDistance: minimize, parameters: minimize }
  best: [frechetDistance, parameters]
stages:
  - id: generator
    search: generator
    pairing: manyToOne
    opponent: { from: builtin, genotype: autogan }
  - id: discriminator
    search: discriminator
    pairing: oneToOne
    weightResetting: true
    opponent: { from: stage, stage: generator }
    training: { discriminatorSteps: 5 }
finalTraining: { duration: { steps: 200 }, ema: { decay: 0.98 } }
resources: { slots: 2 }
recovery: { every: 30s }
`;

/** Loads a text as the file `test.yaml` of the folder /somewhere. */
export function load(text: string | Uint8Array, options: LoadOptions = {}): LoadResult {
  return loadPipeline({ file: 'test.yaml', text }, { directory: '/somewhere', ...options });
}

/** `CODE file:line:column` of each complaint or warning, in order. */
export function places(result: LoadResult): string[] {
  const complaints = result.ok ? result.warnings : result.complaints;
  return complaints.map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`);
}
