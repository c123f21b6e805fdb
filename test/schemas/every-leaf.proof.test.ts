// No option is ignored: changing a leaf of the schema changes a step's key, or the leaf is on the short list of
// circumstances.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Pipeline } from '../../domain/pipeline.js';
import { runsInTrainer } from '../../domain/steps/kinds.js';
import { threadsOf } from '../../domain/plan/index.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { circumstances } from '../../schemas/pipeline-digest.js';
import { pipelineSchema } from '../../schemas/schema.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { leavesOf, valueAt, withLeaf, withOther, type Leaf } from './schema-leaves.js';

const folder = temporaryFolder();
const threeOf = (cell: readonly string[]): string[][] => [[...cell], [...cell], [...cell]];
const genesOfG = threeOf(['nearest', 'bilinear', 'conv_3x3', 'conv_3x3', 'conv_3x3', 'conv_3x3', 'conv_3x3']);
const genesOfD = threeOf(['conv_3x3', 'conv_3x3', 'conv_3x3', 'conv_3x3', 'conv_3x3', 'avg_pool', 'avg_pool']);

const latencies = (genes: string, kinds: Readonly<Record<string, readonly string[]>>): object => {
  const cell = Object.fromEntries(
    genes.split(' ').map((gene) => [gene, Object.fromEntries(kinds[gene[0]!]!.map((operation) => [operation, 1]))]),
  );
  return { baseMs: 1, cells: [cell, cell, cell] };
};
const normal = ['none', 'skip_connect', 'conv_1x1', 'conv_3x3', 'conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'];
const table = {
  generator: latencies('u0 u1 n0 n1 n2 n3 n4', { u: ['nearest', 'bilinear', 'conv_transpose'], n: normal }),
  discriminator: latencies('n0 n1 n2 n3 n4 d0 d1', {
    n: normal,
    d: ['none', 'avg_pool', 'max_pool', 'conv_3x3', 'conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'],
  }),
};
const slower = { generator: { ...table.generator, baseMs: 2 }, discriminator: table.discriminator };
writeFileSync(join(folder, 'slower'), JSON.stringify(slower));
for (const end of ['', '-2']) {
  writeFileSync(join(folder, `g${end}`), JSON.stringify(genesOfG));
  writeFileSync(join(folder, `d${end}`), JSON.stringify(genesOfD));
  writeFileSync(join(folder, `latency${end}`), JSON.stringify(table));
}
writeFileSync(join(folder, 'genotype.json'), JSON.stringify(genesOfD));

const stageG = {
  id: 'first',
  search: 'generator',
  pairing: 'manyToOne',
  opponent: { from: 'builtin', genotype: 'autogan' },
};
const stageD = {
  id: 'second',
  search: 'discriminator',
  pairing: 'oneToOne',
  opponent: { from: 'builtin', genotype: 'eagan-g' },
};
const base = {
  version: 1,
  name: 'leaves',
  dataset: { kind: 'shapes', images: 400 },
  networks: { generator: { channels: 4, latent: 12 }, discriminator: { channels: 4 } },
  searchSpaces: {
    'light-generator': { network: 'generator', operations: { up: ['nearest', 'bilinear'] } },
    'other-generator': { network: 'generator', operations: { up: ['nearest'] } },
    'light-discriminator': { network: 'discriminator', forbid: [{ gene: 'n0', operation: 'conv_5x5' }] },
  },
  metrics: { images: 50 },
  training: { batch: { discriminator: 4, generator: 8 } },
  stageDefaults: { population: 4, generations: 2, warmup: { steps: 8 }, duration: { steps: 12 } },
  stages: [stageG] as object[],
  finalTraining: { duration: { steps: 40 } },
};

const oneToOne = { ...stageG, pairing: 'oneToOne' };
const secondG = { ...stageG, id: 'third' };
const otherD = { ...stageD, id: 'other' };
const fromStage = (id: string): object => ({ opponent: { from: 'stage', stage: id } });
const byLatency = { objectives: { frechetDistance: 'minimize', latency: 'minimize' } };
const withTable = { metrics: { images: 50, latency: { from: 'inline', ...table } } };
const spaceOf = (network: 'generator' | 'discriminator'): object => ({
  networks: { ...base.networks, [network]: { ...base.networks[network], space: 'light-generator' } },
  searchSpaces: { 'light-generator': { network } },
  stages: [network === 'generator' ? stageG : stageD],
});
const withMetrics = (metrics: object): object => ({ metrics: { images: 50, ...metrics } });
const graph = { kind: 'graph', format: 'onnx', path: 'n.onnx', input: { name: 'x:0', size: 64 }, features: 'f:0' };
const finalJudge = (metrics: object): object => ({ finalTraining: { ...base.finalTraining, metrics } });
const finalNetworks = (networks: object): object => ({ finalTraining: { ...base.finalTraining, networks } });

const located = ['imageFolder', 'cifar10Binary', 'cifar10Python', 'stl10Binary', 'idx', 'arrays', 'tarShards'] as const;

/** Changes of the base with which a leaf has an effect. The first whose path matches is used. */
const carriers: readonly (readonly [RegExp, object])[] = [
  ...located.map((kind) => [new RegExp(`^dataset\\.${kind}`), { dataset: { kind, path: '/images' } }] as const),
  [/^networks\.discriminator\.space/, { stages: [stageD] }],
  [/^networks\.generator\.space/, { stages: [stageG] }],
  [/^searchSpaces\.\{\}\.generator/, spaceOf('generator')],
  [/^searchSpaces\.\{\}\.discriminator/, spaceOf('discriminator')],
  [/^metrics\.extractor\.inception2015/, withMetrics({ extractor: { kind: 'inception2015', path: 'graph.pb' } })],
  [/^metrics\.extractor\.graph/, withMetrics({ extractor: { ...graph, logits: 'logits:0' } })],
  [/^metrics\.reference\.npz/, withMetrics({ reference: { from: 'npz', path: 'statistics.npz' } })],
  [
    /^metrics\.latency\.file/,
    { metrics: { images: 50, latency: { from: 'file', path: 'latency' } }, stages: [{ ...stageG, ...byLatency }] },
  ],
  // If a stage selects by latency, other sizes are refused.
  [/^metrics\.latency\.inline\.recorded/, withTable],
  [
    /^metrics\.latency/,
    {
      metrics: { images: 50, latency: { from: 'inline', ...table } },
      stages: [
        { ...stageG, ...byLatency },
        { ...stageD, ...byLatency },
      ],
    },
  ],
  [/^stageDefaults\.objectives\.latency/, withTable],
  [/^stages\.\[\]\.manyToOne\.objectives\.latency/, withTable],
  [/^stages\.\[\]\.oneToOne\.objectives\.latency/, { ...withTable, stages: [oneToOne] }],
  [/^stages\.\[\]\.manyToOne\.opponent\.stage/, { stages: [stageD, otherD, { ...secondG, ...fromStage('second') }] }],
  [/^stages\.\[\]\.oneToOne\.opponent\.stage/, { stages: [stageD, otherD, { ...oneToOne, ...fromStage('second') }] }],
  [
    /^stages\.\[\]\.manyToOne\.opponent\.genotype/,
    { stages: [{ ...stageG, opponent: { from: 'genotype', genotype: genesOfD } }] },
  ],
  [
    /^stages\.\[\]\.oneToOne\.opponent\.genotype/,
    { stages: [{ ...oneToOne, opponent: { from: 'genotype', genotype: genesOfD } }] },
  ],
  [/^stages\.\[\]\.manyToOne\.opponent\.file/, { stages: [{ ...stageG, opponent: { from: 'file', path: 'd' } }] }],
  [/^stages\.\[\]\.oneToOne\.opponent\.file/, { stages: [{ ...oneToOne, opponent: { from: 'file', path: 'd' } }] }],
  [/^stages\.\[\]\.manyToOne/, { stages: [stageG] }],
  [/^stages\.\[\]\.oneToOne/, { stages: [oneToOne] }],
  [
    /^stages\.\[\]\.coupled\.objectives\.latency/,
    {
      metrics: { images: 50, latency: { from: 'inline', ...table } },
      stages: [{ id: 'pairs', search: 'both', pairing: 'coupled', ...byLatency }],
    },
  ],
  [/^stages\.\[\]\.coupled/, { stages: [{ id: 'pairs', search: 'both', pairing: 'coupled' }] }],
  [
    /^finalTraining\.metrics\.extractor\.inception2015/,
    finalJudge({ extractor: { kind: 'inception2015', path: 'g.pb' } }),
  ],
  [/^finalTraining\.metrics\.extractor\.graph/, finalJudge({ extractor: { ...graph, logits: 'logits:0' } })],
  [/^finalTraining\.metrics\.reference\.npz/, finalJudge({ reference: { from: 'npz', path: 'statistics.npz' } })],
  [
    /^finalTraining\.networks\.generator\.stage/,
    { stages: [stageG, secondG], ...finalNetworks({ generator: { from: 'stage', stage: 'first' } }) },
  ],
  [
    /^finalTraining\.networks\.discriminator\.stage/,
    {
      stages: [stageD, { ...stageD, id: 'other' }],
      ...finalNetworks({ discriminator: { from: 'stage', stage: 'second' } }),
    },
  ],
  [
    /^finalTraining\.networks\.generator\.builtin/,
    finalNetworks({ generator: { from: 'builtin', genotype: 'eagan-g' } }),
  ],
  [
    /^finalTraining\.networks\.discriminator\.builtin/,
    finalNetworks({ discriminator: { from: 'builtin', genotype: 'simple' } }),
  ],
  [
    /^finalTraining\.networks\.generator\.genotype/,
    finalNetworks({ generator: { from: 'genotype', genotype: genesOfG } }),
  ],
  [
    /^finalTraining\.networks\.discriminator\.genotype/,
    finalNetworks({ discriminator: { from: 'genotype', genotype: genesOfD } }),
  ],
  [/^finalTraining\.networks\.generator\.file/, finalNetworks({ generator: { from: 'file', path: 'g' } })],
  [/^finalTraining\.networks\.discriminator\.file/, finalNetworks({ discriminator: { from: 'file', path: 'd' } })],
  [/^finalTraining\.scoreEvery/, { finalTraining: { duration: { steps: 4000 } } }],
];

/** Other changes that the leaf's new value needs to be legal. */
const companions: readonly (readonly [RegExp, object])[] = [
  [/^searchSpaces\.\{\}\.generator\.network/, spaceOf('discriminator')],
  [/^searchSpaces\.\{\}\.discriminator\.network/, spaceOf('generator')],
  [/^stages\.\[\]\.oneToOne\.search/, { stages: [{ ...stageD, id: 'first' }] }],
  // The same table or architecture in another place is equal, so another one is used.
  [/^metrics\.latency\.file\.from/, { metrics: { images: 50, latency: { from: 'inline', ...slower } } }],
  [/^metrics\.latency\.inline\.from/, { metrics: { images: 50, latency: { from: 'file', path: 'slower' } } }],
  [
    /^finalTraining\.networks\.generator\.(genotype|file)\.from/,
    finalNetworks({ generator: { from: 'builtin', genotype: 'eagan-g' } }),
  ],
];

const texts = [
  ...['builtin', 'simple', 'plain-g', 'eagan-g', 'eagan-d-stl10', 'autogan', 'first', 'second', 'other', 'third'],
  ...['other-generator', 'light-generator', 'eagan-generator', 'light-discriminator', 'eagan-discriminator'],
  ...['a'.repeat(64), 'b'.repeat(32)],
  ...['latency-2', 'g-2', 'd-2', '61s', '37h', 'conv_5x5', 'bilinear'],
];

/** Leaves with only one legal value: version, optimiser, loss. */
const onlyValue = [
  'version',
  // The set-up provides one network with one file of weights.
  /(^|\.)metrics\.extractor\.imagenet\.(network|contents)$/,
  /\.adam\.kind$/,
  /(^|\.)training\.loss$/,
  /^stages\.\[\]\.coupled\.search$/,
  /^stages\.\[\]\.manyToOne\.search$/,
];
/** Only tables that nothing asks for may be missing. */
const tied = ['metrics.latency=null'];
/** Names of figures under the published Inception graph alone: test/schemas/figure-names.test.ts. */
const refused = [/\.objectives\.(fid|inceptionScore)$/];
const isIn = (list: readonly (string | RegExp)[], path: string): boolean =>
  list.some((entry) => (typeof entry === 'string' ? entry === path : entry.test(path)));

const load = (raw: unknown): Pipeline | null => {
  const result = loadPipeline({ file: join(folder, 'leaf.yaml'), text: JSON.stringify(raw) });
  return result.ok ? result.pipeline : null;
};

function firstLegal(candidates: Iterable<unknown>): Pipeline | null {
  for (const candidate of candidates) {
    const pipeline = load(candidate);
    if (pipeline !== null) return pipeline;
  }
  return null;
}

/** What decides bits: keys, and threads, which are part of a trainer's fingerprint. */
async function signatureOf(pipeline: Pipeline): Promise<string> {
  const steps = await virtualWalk(pipeline, { trainImages: 400, heldOutImages: 100 });
  const line = ({ step, key }: (typeof steps)[number]): string =>
    runsInTrainer(step) ? `${key} ${threadsOf(pipeline, step.kind)}` : key;
  return steps.map(line).sort().join('\n');
}

/** A path in the frozen form: stageDefaults become stages', and lists are no part of the path. */
function isCircumstance({ keys }: Leaf): boolean {
  const frozen = keys.replace(/^stageDefaults/, 'stages');
  return circumstances.some((path) => frozen === path || frozen.startsWith(`${path}.`));
}

const leaves = leavesOf(pipelineSchema);

test('the schema has leaves of every kind: plain, in branches, in lists, in maps, and null in place of a value', () => {
  const paths = new Set(leaves.map(({ path }) => path));
  for (const path of [
    'seed',
    'stages.[].oneToOne.opponent.builtin.genotype',
    'stageDefaults.best.[]',
    'searchSpaces.{}.generator.network',
    'budget=null',
  ])
    assert.ok(paths.has(path), path);
  assert.equal(paths.size, leaves.length);
});

/** The leaf in the last of several stages, because only there an opponent can be an earlier stage's winner. */
function inLastStage(leaf: Leaf, { stages = base.stages }: { readonly stages?: readonly object[] }): Leaf {
  if (leaf.way[0]!.key !== 'stages') return leaf;
  const way = leaf.way.map((each, index) => (index === 1 ? { ...each, key: stages.length - 1 } : each));
  return { ...leaf, way };
}

for (const each of leaves) {
  const { path } = each;
  if (isIn(onlyValue, path) || isIn(refused, path) || isIn(tied, path)) continue;
  test(`${path} has an effect, or is a circumstance`, async () => {
    const changes = carriers.find(([pattern]) => pattern.test(path))?.[1] ?? {};
    const leaf = inLastStage(each, changes);
    const carrier = withLeaf({ ...base, ...changes }, leaf);
    const pipeline = load(carrier);
    assert.ok(pipeline, `no carrier: ${JSON.stringify(carrier)}`);
    const companion = companions.find(([pattern]) => pattern.test(path));
    const others = companion ? [{ ...(carrier as object), ...companion[1] }] : withOther(carrier, leaf, texts);
    const other = firstLegal(others);
    assert.ok(other, `no other legal value than ${JSON.stringify(valueAt(carrier, leaf))}`);
    const isHeard = (await signatureOf(pipeline)) !== (await signatureOf(other));
    assert.notEqual(
      isHeard,
      isCircumstance(leaf),
      isHeard ? 'it changes a key and is on the list' : 'it changes nothing',
    );
  });
}
