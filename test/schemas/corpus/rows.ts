// Breakages of one place in the file that says everything: what is replaced, by what (each ¦ marks a place that must be
// complained about), the codes in order; CODE@text where something else is complained about.
import { bases, type BaseName } from './bases.js';
import { markedFile, type BrokenFile, type Wanted } from './broken-file.js';

type Row = readonly [found: string, replacement: string, ...wanted: Wanted[]];

const unknown = 'EAGAN_PIPELINE_UNKNOWN_KEY';
const missing = 'EAGAN_PIPELINE_MISSING_KEY';
const type = 'EAGAN_PIPELINE_TYPE';
const range = 'EAGAN_PIPELINE_RANGE';
const value = 'EAGAN_PIPELINE_VALUE';
const list = 'EAGAN_PIPELINE_LIST';
const choice = 'EAGAN_PIPELINE_CHOICE';
const illegal = 'EAGAN_GENOTYPE_ILLEGAL';

const spaces: readonly Row[] = [
  ['searchSpaces:', '¦searchSpace:', unknown],
  [
    'light-generator:\n',
    '¦Light:\n',
    'EAGAN_SPACE_UNKNOWN@light-generator\n    channels',
    value,
    'EAGAN_SPACE_UNKNOWN@light-generator, disc',
  ],
  ['    network: generator\n    operations', '    network: ¦generators\n    operations', value],
  ['    network: generator\n    operations', '    operations', `${missing}@light-generator:\n    operations`],
  ['    network: discriminator', '    network: discriminator\n    ¦ops: {}', unknown],
  ['operations: { down', 'operations: { ¦up', unknown],
  ['operations: { down', 'operations: { ¦upward', unknown],
  ['up: [nearest, bilinear]', 'up: [nearest, ¦cubic]', value],
  ['up: [nearest, bilinear]', 'up: [nearest, ¦conv_3x3]', value],
  ['up: [nearest, bilinear]', 'up: ¦[nearest, nearest]', list],
  ['up: [nearest, bilinear]', 'up: ¦[]', list],
  ['up: [nearest, bilinear]', 'up: ¦nearest', type],
  ['up: [nearest, bilinear]', 'up: [¦1, bilinear]', value],
  ['normal: [none, skip_connect,', 'normal: [none, ¦skip_conect,', value],
  ['normal: [none, skip_connect,', 'normal: [¦~, skip_connect,', value],
  ['down: [none, avg_pool, max_pool]', 'down: [none, avg_pool, ¦nearest]', value],
  ['gene: u0,', 'gene: ¦u2,', value],
  ['gene: u0,', 'gene: ¦d0,', value],
  ['gene: u0, operation: bilinear', 'gene: u0, operation: ¦bilinar', value],
  ['gene: u0, operation: bilinear, cell: 1', 'operation: bilinear', `${missing}@{ operation`],
  ['cell: 1 }', 'cell: ¦0 }', range],
  ['cell: 1 }', 'cell: ¦4 }', range],
  ['cell: 1 }', 'cell: ¦first }', type],
  ['cell: 1 }', '¦cells: 1 }', unknown],
  ['- { gene: n0, operation: skip_connect }', '- ¦n0', type],
  ['operation: skip_connect }', 'operation: ¦skip }', value],
  ['kind: atMost', 'kind: ¦atmost', value],
  ['kind: atMost', 'kind: ¦max', value],
  ['{ kind: equalCells }', '{ kind: equalCells, ¦count: 1 }', unknown],
  ['operations: [conv_3x3], count: 9', 'operations: ¦[], count: 9', list],
  ['operations: [conv_3x3], count: 9', 'operations: [¦avg_pool], count: 9', value],
  ['count: 9', 'count: ¦22', range],
  ['count: 9', 'count: ¦-1', range],
  ['count: 9', 'count: ¦1.5', type],
];

const stages: readonly Row[] = [
  ['id: pairs', 'id: ¦Pairs', value],
  ['id: pairs', 'id: ¦generators', 'EAGAN_STAGE_DUPLICATE', 'EAGAN_STAGE_UNKNOWN@pairs }'],
  ['id: pairs', 'id: ¦7', type, 'EAGAN_STAGE_UNKNOWN@pairs }'],
  ['search: both', 'search: ¦all', value],
  ['search: both', 'search: ¦generator', value],
  ['pairing: coupled', 'pairing: ¦couple', value],
  ['spaces: { generator', '¦space: { generator', unknown],
  ['spaces: { generator', 'spaces: { ¦generators', unknown],
  ['generator: light-generator, disc', 'generator: ¦light, disc', 'EAGAN_SPACE_UNKNOWN'],
  ['generator: light-generator, disc', 'generator: ¦even-discriminator, disc', 'EAGAN_SPACE_UNKNOWN'],
  ['    space: even-discriminator', '    space: ¦even', 'EAGAN_SPACE_UNKNOWN'],
  ['    space: even-discriminator', '    space: ¦light-generator', 'EAGAN_SPACE_UNKNOWN'],
  ['    space: even-discriminator', '    space: ¦""', value],
  ['    space: even-discriminator', '    ¦spaces: { discriminator: even-discriminator }', unknown],
  ['kind: tournament, size: 3', 'kind: tournament, size: ¦1', range],
  ['kind: tournament, size: 3', 'kind: tournament, size: ¦9', range],
  ['kind: tournament, size: 3', 'kind: tournament, ¦sizes: 3', unknown],
  ['kind: tournament, size: 3', 'kind: ¦tournaments, size: 3', value],
  ['kind: random', 'kind: random, ¦size: 3', unknown],
  ['kind: random', 'kind: ¦radom', value],
  ['{ kind: random }', '¦random', type],
  ['generations: 2, minimumGain', 'generations: ¦0, minimumGain', range],
  ['generations: 2, minimumGain: 0.01', 'minimumGain: 0.01', `${missing}@earlyStopping`],
  ['minimumGain: 0.01', 'minimumGain: ¦1.5', range],
  ['minimumGain: 0.01', 'minimumGain: ¦-0.5', range],
  ['minimumGain: 0.01', '¦minimumgain: 0.01', unknown],
  ['earlyStopping: {', '¦earlyStoping: {', unknown],
  ['candidates: 90', 'candidates: ¦0', range],
  ['candidates: 90', 'candidates: ¦many', type],
  ['candidates: 90', '¦candidate: 90', unknown],
  ['deviceHours: 2', 'deviceHours: ¦0', range],
  ['deviceHours: 2', 'deviceHours: ¦2h', type],
  ['wallTime: 3h', 'wallTime: ¦3', type],
  ['wallTime: 3h', 'wallTime: ¦3 h', value],
  ['wallTime: 3h', 'wallTime: ¦100ms', value],
  ['wallTime: 3h', 'wallTime: ¦0h', value],
  ['from: genotype', 'from: ¦genotypes', value],
  ['stage: pairs }', 'stage: ¦pair }', 'EAGAN_STAGE_UNKNOWN'],
  ['stage: pairs }', 'stage: ¦discriminators }', 'EAGAN_STAGE_LATER'],
  ['{ from: stage, stage: pairs }', '{ from: stage }', `${missing}@opponent: { from: stage }`],
  ['{ from: stage, stage: pairs }', '¦pairs', type],
  ['population: 8', 'population: ¦9', 'EAGAN_POPULATION_ODD'],
  ['population: 8', 'population: ¦2', range],
  ['generations: 3', 'generations: ¦0', 'EAGAN_STAGE_NEVER_EVALUATES', 'EAGAN_STOPPING_NEVER@2, minimumGain'],
  ['epochs: 1 }', 'epochs: ¦0 }', range],
  ['duration: { epochs: 1 }', 'duration: { epochs: 1000000 }', 'EAGAN_TOO_MANY_STEPS@100\n  divergenceLimit'],
  ['epochs: 1 }', 'epochs: ¦1.5 }', type],
  ['duration: { epochs: 1 }', 'duration: ¦{ epochs: 1, steps: 1 }', choice],
  ['duration: { epochs: 1 }', 'duration: ¦{}', choice],
  ['survivors: 0.5', 'survivors: ¦1', range],
  ['survivors: 0.5', 'survivors: ¦0.9', range],
  ['crossover: 0.2', 'crossover: ¦1.2', range],
  ['mutation: 0.6', 'mutation: ¦-0.6', range],
  ['batchNorm: shared', 'batchNorm: ¦share', value],
  ['images: 250', 'images: ¦5', range],
  ['frechetDistance: minimize, latency', 'frechetDistance: minimize, ¦multiplyadds: minimize, latency', unknown],
  ['latency: minimize', 'latency: ¦minimise', value],
  ['latency: minimize', 'latency: ¦true', value],
  ['{ frechetDistance: minimize, latency: minimize, multiplyAdds: minimize }', '¦[latency]', type],
  ['best: [latency, multiplyAdds]', 'best: [latency, ¦parameters]', 'EAGAN_BEST_NOT_AN_OBJECTIVE'],
  ['best: [latency, multiplyAdds]', 'best: [latency, ¦speed]', value],
  ['best: [latency, multiplyAdds]', 'best: ¦[]', list],
  ['best: [latency, multiplyAdds]', 'best: ¦latency', type],
];

const genotypes: readonly Row[] = [
  ['[conv_3x3, none, conv_3x3, none, conv_1x1,', '[conv_3x3, none, ¦conv_7x7, none, conv_1x1,', illegal],
  ['[conv_3x3, none, conv_3x3, none, conv_1x1,', '[¦nearest, none, conv_3x3, none, conv_1x1,', illegal],
  ['[conv_3x3, none, conv_3x3, none, conv_1x1,', '[conv_3x3, none, conv_3x3, ¦avg_pool, conv_1x1,', illegal],
  ['conv_1x1, avg_pool, max_pool]', 'conv_1x1, ¦average, max_pool]', illegal],
  ['conv_1x1, avg_pool, max_pool]', 'conv_1x1, avg_pool, ¦skip_connect]', illegal],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- ¦[0, 0, 3, 0, 1, -1, -1]', illegal],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- ¦[3, 0, 0, 0, 1, -1, -1]', illegal],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- ¦[3, 0, 3, 0, 0, -1, -1]', illegal],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- ¦[3, 0, 3, 0, 1, 0, -1]', illegal],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- [3, 0, 3, 0, 1, -1, ¦-2]', range],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- [3, 0, 3, 0, ¦7, -1, -1]', range],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- [3, 0, 3, 0, ¦1.5, -1, -1]', type],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- [3, 0, 3, 0, ¦~, -1, -1]', type],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- ¦[3, 0, 3, 0, 1, -1]', list],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- ¦[3, 0, 3, 0, 1, -1, -1, -1]', list],
  ['- [3, 0, 3, 0, 1, -1, -1]', '- ¦3030111', type],
  ['genotype: simple', 'genotype: ¦simpel', 'EAGAN_GENOTYPE_UNKNOWN'],
  ['genotype: simple', 'genotype: ¦eagan-g', 'EAGAN_GENOTYPE_UNKNOWN'],
  ['genotype: simple', 'genotype: ¦[1, 2]', type],
  ['stage: generators }', 'stage: ¦generator }', 'EAGAN_STAGE_UNKNOWN'],
  ['stage: generators }', 'stage: ¦discriminators }', 'EAGAN_STAGE_OPPONENT'],
];

const figures: readonly Row[] = [
  ['kind: classifier', 'kind: ¦inception', value],
  ['features: 32', 'features: ¦1', range],
  ['learningRate: 1e-3', 'learningRate: ¦0', range],
  ['learningRate: 1e-3', 'learningRate: ¦2', range],
  ['batch: 25', 'batch: ¦3001', 'EAGAN_BATCH_TOO_LARGE'],
  ['minimumAccuracy: 0.5', 'minimumAccuracy: ¦50', range],
  ['minimumAccuracy: 0.5', 'minimumAccuracy: ¦50%', type],
  ['from: inline', 'from: ¦outline', value],
  ['from: inline', 'from: inline\n    ¦path: x.yaml', unknown],
  ['baseMs: 0.5', 'baseMs: ¦-0.5', range],
  ['baseMs: 0.5', '¦base: 0.5', unknown],
  ['u1: { nearest: 0.1', 'u1: { ¦neares: 0.1', unknown],
  ['size: 48', 'size: ¦50', 'EAGAN_IMAGE_SIZE'],
  ['size: 48', 'size: ¦512', range],
  ['size: 48', 'size: ¦32x32', type],
  ['images: 3000', 'images: ¦10', range],
  ['latent: 24', 'latent: ¦25', range],
  ['channels: 12', 'channels: ¦0', range],
  ['discriminator: 12, generator: 24', 'discriminator: ¦0, generator: 24', range],
  ['discriminator: 12, generator: 24', 'discriminator: ¦3001, generator: 24', 'EAGAN_BATCH_TOO_LARGE'],
  ['discriminator: 12, generator: 24', '¦d: 12, generator: 24', unknown],
  ['gradientClipping: 50', 'gradientClipping: ¦0', range],
  ['gradientClipping: 50', 'gradientClipping: ¦off', type],
  ['segmentIterations: 100', 'segmentIterations: ¦1e9', range],
  ['divergenceLimit: 5', 'divergenceLimit: ¦0', range],
  ['discriminatorSteps: 2', 'discriminatorSteps: ¦101', range],
  ['decay: 0.9', 'decay: ¦1', range],
  ['scoreEvery: { steps: 50 }', 'scoreEvery: ¦{ steps: 50, epochs: 1 }', choice],
  ['scoreEvery: { steps: 50 }', 'scoreEvery: { ¦every: 50 }', unknown],
  ['threads: 2', 'threads: ¦257', range],
  ['lastStates: 3', 'lastStates: ¦0', range],
  ['winners: false', 'winners: ¦no', type],
  ['winners: false', 'winners: ¦0', type],
  ['every: 30s', 'every: ¦30sec', value],
  ['onMismatch: warn', 'onMismatch: ¦ignore', value],
  ['weightResetting: false', 'weightResetting: ¦"false"', type],
  ['name: rich', 'name: ¦rich_file', value],
  ['name: rich', 'name: ¦2026', type],
  ['name: rich', 'name: ¦2026-rich', value],
  ['version: 1', 'version: ¦1.1', 'EAGAN_PIPELINE_VERSION'],
  ['version: 1', 'version: ¦one', 'EAGAN_PIPELINE_VERSION'],
  ['version: 1', 'version: ¦0', 'EAGAN_PIPELINE_VERSION'],
];

const grammar: readonly Row[] = [
  ['seed: 3', 'seed: 3\n¦---', 'EAGAN_PIPELINE_SEVERAL_DOCUMENTS'],
  ['seed: 3', 'seed: &a ¦*a', 'EAGAN_PIPELINE_SYNTAX'],
  ['seed: 3', 'seed: ¦`3`', 'EAGAN_PIPELINE_SYNTAX'],
  ['seed: 3', 'seed: ¦%3', 'EAGAN_PIPELINE_SYNTAX'],
  ['epochs: 1 }', 'epochs: 1 ¦]', 'EAGAN_PIPELINE_SYNTAX'],
  ['images: 250, batchNorm', 'images: 250, ¦images: 250, batchNorm', 'EAGAN_PIPELINE_DUPLICATE_KEY'],
];

/** What the language forbids although the schema cannot say so, and no row above has met. */
const meaning: readonly Row[] = [
  ['pairing: oneToOne\n    weightResetting: false', 'pairing: ¦manyToOne', 'EAGAN_STAGE_PAIRING'],
  [
    '    selection: { kind: random }',
    '    selection: { kind: ¦officialRepo }\n    objectives: { parameters: minimize }',
    'EAGAN_SELECTION_OBJECTIVES',
  ],
  [
    '    selection: { kind: random }',
    '    selection: { kind: random }\n    objectives: { ¦fid: minimize, parameters: minimize }',
    'EAGAN_OBJECTIVE_UNAVAILABLE',
  ],
  [
    '    selection: { kind: random }',
    '    selection: { kind: random }\n    objectives: { frechetDistance: minimize, ¦fid: minimize }',
    'EAGAN_OBJECTIVE_UNAVAILABLE',
    'EAGAN_METRICS_UNEQUAL@fid: minimize',
  ],
  ['u0: { nearest: 0.1, bilinear: 0.2 }', '¦u0: { nearest: 0.1 }', 'EAGAN_LATENCY_TABLE'],
  [
    'from: inline\n    generator:',
    'from: file\n    path: ¦none.yaml\nold:\n    generator:',
    'EAGAN_PATH_MISSING',
    'EAGAN_PIPELINE_UNKNOWN_KEY@old',
  ],
  ['{ from: builtin, genotype: simple }', '{ from: file, path: ¦none.json }', 'EAGAN_PATH_MISSING'],
  [
    'operations: { down: [none, avg_pool, max_pool] }',
    'operations: { down: [avg_pool], normal: [none, conv_3x3] }\n    forbid: [{ gene: n0, operation: conv_3x3 }]',
    'EAGAN_SPACE_TOO_SMALL@even-discriminator:\n',
  ],
];

const several: readonly Row[] = [
  ['seed: 3\ndataset:', '¦sede: 3\n¦datset:\n  kind: shapes\ndataset:', unknown, unknown],
  ['images: 3000\n  size: 48', 'images: ¦"3000"\n  size: ¦50', type, 'EAGAN_IMAGE_SIZE'],
  ['channels: 12\n    latent: 24', '¦chanels: 12\n    latent: ¦25', unknown, range],
  ['population: 8\n  generations: 3', 'population: ¦7\n  generations: ¦three', 'EAGAN_POPULATION_ODD', type],
  ['crossover: 0.2, mutation: 0.6', 'crossover: ¦2, mutation: ¦6', range, range],
  ['deviceHours: 2, wallTime: 3h', 'deviceHours: ¦-2, wallTime: ¦3x', range, value],
  ['gene: u0, operation: bilinear, cell: 1', 'gene: ¦u9, operation: ¦bicubic, cell: ¦9', value, value, range],
];

/** The rows as broken files of a base. */
function filesOf(base: BaseName, rows: readonly Row[]): BrokenFile[] {
  const good = bases[base];
  return rows.map(([found, replacement, ...wanted]) => {
    if (!good.includes(found)) throw new Error(`${base} has no ${found}`);
    const name = `${base}: ${JSON.stringify(found)} → ${JSON.stringify(replacement)}`;
    return markedFile(
      name,
      good.replace(found, () => replacement),
      wanted,
    );
  });
}

export const brokenPlaces: readonly BrokenFile[] = filesOf('rich', [
  ...[...spaces, ...stages, ...genotypes, ...figures, ...grammar, ...meaning, ...several],
]);
