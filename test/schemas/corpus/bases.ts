// The valid files that the corpus breaks: the test's own, one that uses the whole language, and those that ship.
import { base } from '../base.js';
import { shippedText } from '../../support/pipelines.js';

const normal = '{ skip_connect: 0, conv_1x1: 0.25, conv_3x3: 0.75 }';
const up = '{ nearest: 0.1, bilinear: 0.2 }';
const cell = `- { u0: ${up}, u1: ${up}, n0: ${normal}, n1: ${normal}, n2: ${normal}, n3: ${normal}, n4: ${normal} }`;

/** Uses the whole language. */
const rich = `version: 1
name: rich
seed: 3
dataset:
  kind: shapes
  images: 3000
  size: 48
networks:
  generator:
    space: light-generator
    channels: 12
    latent: 24
  discriminator:
    channels: 8
searchSpaces:
  light-generator:
    network: generator
    operations:
      up: [nearest, bilinear]
      normal: [none, skip_connect, conv_1x1, conv_3x3]
    force:
      - { gene: u0, operation: bilinear, cell: 1 }
    forbid:
      - { gene: n0, operation: skip_connect }
    constraints:
      - { kind: atMost, operations: [conv_3x3], count: 9 }
      - { kind: atLeast, operations: [conv_1x1, none], count: 1 }
  even-discriminator:
    network: discriminator
    operations: { down: [none, avg_pool, max_pool] }
    constraints:
      - { kind: equalCells }
metrics:
  seed: 5
  images: 300
  extractor:
    kind: classifier
    epochs: 3
    features: 32
    learningRate: 1e-3
    batch: 25
    minimumAccuracy: 0.5
  latency:
    from: inline
    generator:
      baseMs: 0.5
      cells:
        ${cell}
        ${cell}
        ${cell}
    recorded: { imageSize: 48, batch: 1, generator: { channels: 12, latent: 24 }, discriminator: { channels: 8 } }
training:
  batch: { discriminator: 12, generator: 24 }
  discriminatorSteps: 2
  gradientClipping: 50
  augmentation: { horizontalFlip: true }
  segmentIterations: 100
  divergenceLimit: 5
stageDefaults:
  population: 8
  generations: 3
  warmup: { steps: 20 }
  duration: { epochs: 1 }
  breeding: { survivors: 0.5, crossover: 0.2, mutation: 0.6 }
  evaluation: { images: 250, batchNorm: shared }
stages:
  - id: generators
    search: generator
    pairing: manyToOne
    opponent:
      from: genotype
      genotype:
        - [conv_3x3, none, conv_3x3, none, conv_1x1, avg_pool, max_pool]
        - [3, 0, 3, 0, 1, -1, -1]
        - [conv_3x3, none, conv_3x3, none, skip_connect, none, none]
    objectives: { frechetDistance: minimize, latency: minimize, multiplyAdds: minimize }
    best: [latency, multiplyAdds]
  - id: pairs
    search: both
    pairing: coupled
    spaces: { generator: light-generator, discriminator: even-discriminator }
    selection: { kind: tournament, size: 3 }
    earlyStopping: { generations: 2, minimumGain: 0.01 }
    budget: { candidates: 90 }
  - id: discriminators
    search: discriminator
    pairing: oneToOne
    weightResetting: false
    opponent: { from: stage, stage: pairs }
    space: even-discriminator
    selection: { kind: random }
finalTraining:
  duration: { steps: 100 }
  networks:
    generator: { from: stage, stage: generators }
    discriminator: { from: builtin, genotype: simple }
  ema: { decay: 0.9 }
  images: 400
  scoreEvery: { steps: 50 }
budget: { deviceHours: 2, wallTime: 3h, candidates: 500 }
resources:
  train: { threads: 2 }
  slots: 2
retention: { lastStates: 3, winners: false }
recovery: { every: 30s, onMismatch: warn }
`;

/** Valid files by name. */
export const bases = {
  first: base,
  rich,
  quickstart: shippedText('quickstart.yaml'),
  'cifar10-minutes': shippedText('cifar10-minutes.yaml'),
  'cifar10-paper': shippedText('cifar10-paper.yaml'),
  tiny: shippedText('tiny.yaml'),
} as const;
export type BaseName = keyof typeof bases;
