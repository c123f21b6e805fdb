// `eagan show`, `lineage`, `select` and `compare` on whole runs of hashes, through the command line.
import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { readSearch } from '../../../control/why/read-search.js';
import { allIndividuals } from '../../../control/why/find-individual.js';
import type { Passport } from '../../../control/why/passport.js';
import type { Lineage } from '../../../control/why/lineage.js';
import type { OtherStage } from '../../../control/why/select-run.js';
import type { Pipeline, Stage } from '../../../domain/pipeline.js';
import { takeOwnership, type Store } from '../../../store/index.js';
import { runEagan, type CommandOutput } from '../../cli/support.js';
import { calculatedRun } from '../../support/calculated-run.js';
import { coupledPipeline } from '../../support/coupled-pipeline.js';
import { filesBelow } from '../../support/files-below.js';
import { pipelineOf } from '../../support/pipelines.js';
import { quickStore } from '../../support/quick-store.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder();
let store: Store;
const eagan = (...words: string[]): Promise<CommandOutput> => runEagan(['--home', folder, ...words]);
async function json<T>(...words: string[]): Promise<T> {
  const { stdout, stderr, exitCode } = await eagan(...words, '--json');
  assert.ok(exitCode < 2, stderr);
  return JSON.parse(stdout) as T;
}

const tiny = pipelineOf('tiny.yaml');
const withStages = (changes: Partial<Stage>, pipeline: Pipeline = tiny): Pipeline => ({
  ...pipeline,
  stages: pipeline.stages.map((stage) => ({ ...stage, population: 6, generations: 3, ...changes })),
});
const plain = withStages({});

before(async () => {
  store = await quickStore(join(folder, 'store'));
  await calculatedRun(store, plain, { run: 'plain-1' });
  await calculatedRun(store, { ...plain, seed: 2 }, { run: 'plain-2' });
  await calculatedRun(store, withStages({ selection: { kind: 'tournament', size: 2 } }), { run: 'tournament' });
  await calculatedRun(store, withStages({ selection: { kind: 'officialRepo' } }), { run: 'published' });
  await calculatedRun(store, withStages({ selection: { kind: 'random' } }), { run: 'random' });
  await calculatedRun(store, withStages({}, coupledPipeline()), { run: 'coupled' });
  await calculatedRun(
    store,
    { ...plain, seed: 3 },
    {
      run: 'unfinished',
      stopAt: (place) => place === 'generator/gen-001/evaluate/02',
    },
  );
});

for (const run of ['plain-1', 'tournament', 'published', 'random', 'coupled', 'unfinished']) {
  test(`everybody of ${run} has a passport, and it says why they survived exactly if they did`, async () => {
    const stages = await readSearch(store, run);
    const all = allIndividuals(stages);
    assert.ok(all.length >= 6);
    for (const { name, stage, individual } of all) {
      const passport = await json<Passport>('show', run, name);
      assert.deepEqual([passport.name, passport.genotype], [name, individual.genotype]);
      assert.deepEqual(passport.birth.parents.length, individual.parents.length);
      for (const { generation, selection, figures } of passport.generations) {
        const closed = stage.generations[generation]!.selection;
        assert.equal(selection === null, closed === null);
        if (selection === null || closed === null) continue;
        assert.ok(figures);
        assert.equal(selection.survived, closed.survivors.includes(individual.id));
        assert.match(selection.sentence, selection.survived ? /^kept/ : /^(removed|cut)/);
        assert.doesNotMatch(selection.sentence, /undefined|NaN|null/);
      }
      const { stdout } = await eagan('show', run, name);
      assert.ok(stdout.startsWith(`${name} of ${run}`), stdout);
      assert.doesNotMatch(stdout, /undefined|NaN|unknown operation/);
    }
  });
}

test('a passport tells parents, changed genes, figures with their protocol, rank, reason, costs, weights and commands', async () => {
  const stages = await readSearch(store, 'plain-1');
  const child = allIndividuals(stages).find(({ individual }) => individual.operator === 'crossover+mutation')!;
  const { stdout } = await eagan('show', 'plain-1', child.name);
  const [first, second] = child.individual.parents;
  assert.match(stdout, /born {10}gen-00\d by crossover\+mutation, attempt \d+ of stream \w+\/gen-00\d\/breed/);
  assert.ok(stdout.includes(`parents       ${child.stage.id}/${first}, ${child.stage.id}/${second}`), stdout);
  assert.match(stdout, /cell \d, [\w ]+ to [\w ]+ \([nud]\d\): \w+ → \w+ \(mutation\)/);
  assert.match(stdout, /cell \d, [\w ]+ to [\w ]+ \([nud]\d\): \w+ → \w+ \(from \w+\/g00\d-i0\d\)/);
  assert.match(stdout, /input +── \w+ +─▶ node/);
  assert.match(stdout, /figures {5}distance 0\.\d+, score 1\.\d+, \d+ parameters/);
  assert.match(stdout, /protocol {4}[0-9a-f]{12}/);
  assert.match(stdout, /rank {8}\d of 6, front \d, crowding (infinite|[\d.]+)/);
  assert.match(stdout, /cost {8}evaluation .*; training .* for \d+ iterations in \d segments?, shared by 6/);
  assert.match(stdout, /weights {5}[0-9a-f]{12} in the store/);
  assert.match(stdout, /eagan verify plain-1 --rerun \w+\/gen-00\d\/select/);
});

test('a pair has the cells of both networks, and a random individual no parents', async () => {
  const pair = await json<Passport>('show', 'coupled', 'coupled/g0-0');
  assert.deepEqual(
    pair.networks.map(({ network, cells }) => [network, cells.length]),
    [
      ['generator', 3],
      ['discriminator', 3],
    ],
  );
  const random = await json<Passport>('show', 'random', 'generator/g002-i03');
  assert.deepEqual([random.birth.operator, random.birth.parents, random.birth.drawn], ['random', [], []]);
  assert.equal(random.generations[0]!.selection!.sentence, 'removed: a random search keeps nobody');
  assert.equal(random.generations[0]!.selection!.endsStage, true);
});

test('an individual is found by every short form that only one has, and otherwise the names are listed', async () => {
  for (const form of ['coupled/g001-i04', 'coupled/g1-i4', 'coupled/1-4', 'coup/g1-4'])
    assert.equal((await json<Passport>('show', 'coupled', form)).name, 'coupled/g001-i04', form);
  // Only the first stage has been opened.
  const alone = await json<Passport>('show', 'unfinished', 'g1-4');
  assert.equal(alone.name, 'generator/g001-i04');
  const two = await eagan('show', 'plain-1', 'g1-4');
  assert.equal(two.exitCode, 4);
  assert.match(two.stderr, /EAGAN_INDIVIDUAL_AMBIGUOUS: .*\(it matches generator\/g001-i04, discriminator\/g001-i04\)/);
  const none = await eagan('show', 'plain-1', 'generator/g009-i04');
  assert.equal(none.exitCode, 4);
  assert.match(none.stderr, /EAGAN_INDIVIDUAL_UNKNOWN: .*nearest: generator\/g000-i04/);
  assert.match((await eagan('show', 'plain-1', '')).stderr, /EAGAN_INDIVIDUAL_UNKNOWN/);
  assert.match((await eagan('show', 'nobody', 'g0-0')).stderr, /EAGAN_RUN_NOT_FOUND/);
});

test('the names of a run are completed', async () => {
  const { stdout } = await eagan(
    'completion',
    'candidates',
    '--',
    '--home',
    folder,
    'show',
    'unfinished',
    'generator/g001',
  );
  assert.deepEqual(
    stdout.trim().split('\n'),
    ['03', '04', '05'].map((slot) => `generator/g001-i${slot}`),
  );
  assert.equal((await eagan('completion', 'candidates', '--', '--home', folder, 'show', 'nobody', '')).stdout, '');
});

test('a lineage has the ancestors and descendants, each after its parents, with what changed', async () => {
  const all = await json<Lineage>('lineage', 'plain-1', '--all');
  const names = all.nodes.map(({ name }) => name);
  assert.deepEqual(
    [...names].sort(),
    allIndividuals(await readSearch(store, 'plain-1'))
      .map(({ name }) => name)
      .sort(),
  );
  for (const { parents, name } of all.nodes)
    for (const parent of parents) assert.ok(names.indexOf(parent) < names.indexOf(name));
  const child = all.nodes.find(({ parents, born }) => parents.length > 0 && born === 2)!;
  const own = await json<Lineage>('lineage', 'plain-1', child.name);
  const ancestors = own.nodes.filter(({ relation }) => relation === 'ancestor').map(({ name }) => name);
  assert.ok(child.parents.every((parent) => ancestors.includes(parent)));
  assert.ok(own.nodes.find(({ name }) => name === child.name)!.changes.length > 0);
  const { stdout } = await eagan('lineage', 'plain-1', child.name);
  assert.ok(
    stdout.includes(`* ${child.individual}`) && stdout.includes(`↑ ${child.parents[0]!.split('/')[1]}`),
    stdout,
  );
});

test('without an individual a lineage is that of the winners; of an unfinished stage, of its best', async () => {
  const stages = await readSearch(store, 'plain-1');
  const winners = stages.map(({ id, winner }) => `${id}/${winner!.winner.individual.id}`);
  assert.deepEqual((await json<Lineage>('lineage', 'plain-1')).subjects, winners);
  const [open] = await readSearch(store, 'unfinished');
  const best = `generator/${open!.generations[0]!.selection!.best}`;
  assert.deepEqual((await json<Lineage>('lineage', 'unfinished')).subjects, [best]);
});

test('a lineage is drawn: every individual and every parent has its line in the graph and its shape in the picture', async () => {
  const { nodes } = await json<Lineage>('lineage', 'plain-1', '--all');
  const dot = (await eagan('lineage', 'plain-1', '--all', '--dot')).stdout;
  const svg = (await eagan('lineage', 'plain-1', '--all', '--svg')).stdout;
  assert.match(dot, /^digraph "plain-1" \{\n/);
  assert.match(svg, /^<\?xml [^]*<\/svg>\n$/);
  const titles = new Set(
    [...svg.matchAll(/<title>(.*?)<\/title>/g)].map(([, title]) =>
      title!.replaceAll('&#45;', '-').replaceAll('&gt;', '>'),
    ),
  );
  for (const { name, parents } of nodes) {
    assert.ok(dot.includes(`"${name}" [label=`) && titles.has(name));
    for (const parent of parents)
      assert.ok(dot.includes(`"${parent}" -> "${name}"`) && titles.has(`${parent}->${name}`), `${parent} ${name}`);
  }
  assert.match((await eagan('lineage', 'plain-1', '--dot', '--svg')).stderr, /EAGAN_USAGE/);
});

test('under its own rule a run would have gone on as it did; under another, somebody else survives', async () => {
  for (const [run, rule] of [
    ['plain-1', 'nonDominated'],
    ['tournament', 'tournament:size=2'],
    ['published', 'officialRepo'],
    ['random', 'random'],
  ] as const) {
    const { stages } = await json<{ stages: OtherStage[] }>('select', run, '--rule', rule);
    assert.deepEqual(
      stages.map(({ partsIn }) => partsIn),
      [null, null],
      run,
    );
  }
  // The run with tournaments is what the plain one would have been. Its first tournaments kept the same survivors.
  const { stages } = await json<{ stages: OtherStage[] }>('select', 'plain-1', '--rule', 'tournament');
  const [real] = await readSearch(store, 'tournament');
  assert.equal(stages[0]!.partsIn, 1);
  for (const generation of [0, 1])
    assert.deepEqual(
      stages[0]!.generations[generation]!.otherwise.survivors,
      real!.generations[generation]!.selection!.survivors,
    );
  const { stdout } = await eagan('select', 'plain-1', '--rule', 'tournament');
  assert.match(stdout, /parts {7}in gen-001: others would have survived/);
});

test('one generation shows the reason for everybody', async () => {
  const { stdout } = await eagan('select', 'plain-1', '--rule', 'random', '--stage', 'generator', '--generation', '1');
  assert.match(stdout, /gen-001 +as it was +otherwise/);
  assert.equal(stdout.match(/removed: a random search keeps nobody/g)?.length, 6);
  assert.doesNotMatch(stdout, /discriminator/);
});

test('what select cannot answer has errors of its own', async () => {
  const error = async (...words: string[]): Promise<string> => (await eagan('select', 'plain-1', ...words)).stderr;
  assert.match(await error(), /EAGAN_USAGE.*--rule or --objectives/);
  assert.match(await error('--rule', 'turnament'), /EAGAN_USAGE[^]*Did you mean tournament\?/);
  assert.match(await error('--rule', 'tournament:width=2'), /EAGAN_USAGE.*size=NUMBER/);
  assert.match(await error('--rule', 'tournament:size=7'), /EAGAN_USAGE.*at most 6/);
  assert.match(await error('--objectives', 'speed'), /EAGAN_USAGE.*--objectives must name/);
  assert.match(await error('--objectives', 'parameters:up'), /EAGAN_USAGE.*:minimize or :maximize/);
  assert.match(
    await error('--objectives', 'latency'),
    /EAGAN_FIGURE_NOT_RECORDED.*latency[^]*--objectives frechetDistance/,
  );
  assert.match(await error('--rule', 'officialRepo', '--objectives', 'parameters'), /EAGAN_SELECTION_OBJECTIVES/);
  assert.match(await error('--rule', 'random', '--generation', '9'), /EAGAN_PLACE_UNKNOWN.*generator with 3/);
  assert.match(await error('--rule', 'random', '--generation', 'x'), /EAGAN_USAGE/);
});

interface Compared {
  readonly comparisons: readonly { readonly equal: boolean }[];
  readonly search: {
    readonly partings: readonly {
      readonly run: string;
      readonly generation: object | null;
      readonly step: object | null;
    }[];
    readonly tables: readonly {
      readonly stage: string;
      readonly runs: readonly { readonly run: string; readonly rows: readonly object[] }[];
      readonly seeds: readonly {
        readonly runs: readonly string[];
        readonly rows: readonly { readonly count: number }[];
      }[];
    }[];
  };
}

test('many runs are compared: where each parts from the first and why, how far each came, and the spread over seeds', async () => {
  const { comparisons, search } = await json<Compared>('compare', 'plain-1', 'plain-2', 'tournament', 'plain-1');
  assert.deepEqual(
    comparisons.map(({ equal }) => equal),
    [false, false, true],
  );
  const [seed, rule] = search.partings;
  assert.deepEqual(seed!.generation, { stage: 'generator', generation: 0, differs: 'individuals', shared: 0, of: 6 });
  assert.deepEqual(seed!.step, { place: 'generator/open', differs: ['seed'], parameters: [] });
  assert.deepEqual(rule!.generation, { stage: 'generator', generation: 1, differs: 'survivors', shared: 6, of: 6 });
  assert.deepEqual(rule!.step, {
    place: 'generator/gen-000/select',
    differs: ['parameters'],
    parameters: ['selection'],
  });
  const [table] = search.tables;
  assert.deepEqual(
    table!.runs.map(({ run, rows }) => [run, rows.length]),
    [
      ['plain-1', 3],
      ['plain-2', 3],
      ['tournament', 3],
    ],
  );
  assert.deepEqual(
    table!.seeds.map(({ runs }) => runs),
    [['plain-1', 'plain-2']],
  );
  assert.deepEqual(
    table!.seeds[0]!.rows.map(({ count }) => count),
    [2, 2, 2],
  );
  const { stdout, exitCode } = await eagan('compare', 'plain-1', 'plain-2', 'unfinished');
  assert.equal(exitCode, 1);
  assert.match(
    stdout,
    /plain-2 and plain-1: they part in generator\/gen-000: other individuals .*generator\/open, another seed/,
  );
  assert.match(stdout, /mean ± deviation of 3 seeds/);
});

test('a run compared with itself, or with what it forked from, is the same as far as both have got', async () => {
  const { stdout, exitCode } = await eagan('compare', 'plain-1', 'plain-1');
  assert.equal(exitCode, 0);
  assert.match(stdout, /They are the same\./);
  await calculatedRun(store, plain, { run: 'again', stopAt: () => false });
  const again = await eagan('compare', 'plain-1', 'again');
  assert.match(again.stdout, /again and plain-1 are the same as far as both have got/);
});

test('of steps that were taken back nothing is told: only what stands counts', async () => {
  await calculatedRun(store, { ...plain, seed: 9 }, { run: 'taken' });
  const whole = await json<Lineage>('lineage', 'taken', '--all');
  assert.ok(whole.nodes.some(({ stage, born }) => stage === 'generator' && born === 2));
  await takeOwnership(store.refs, 'taken', 1, '', { from: 'generator/gen-001' });
  const standing = await json<Lineage>('lineage', 'taken', '--all');
  assert.deepEqual(
    standing.nodes,
    whole.nodes
      .filter(({ stage, born }) => stage === 'generator' && born < 2)
      .map((node) => ({
        ...node,
        relation: standing.nodes.find(({ name }) => name === node.name)!.relation,
        last: standing.nodes.find(({ name }) => name === node.name)!.last,
        values: standing.nodes.find(({ name }) => name === node.name)!.values,
        isWinner: false,
      })),
  );
  const gone = await eagan('show', 'taken', 'generator/g002-i05');
  assert.match(gone.stderr, /EAGAN_INDIVIDUAL_UNKNOWN/);
  const born = standing.nodes.find((node) => node.born === 1)!;
  const passport = await json<Passport>('show', 'taken', born.name);
  assert.deepEqual(
    passport.generations.map(({ figures, selection, weights }) => [figures, selection, weights]),
    [[null, null, null]],
  );
  assert.match(
    (await eagan('show', 'taken', born.name)).stdout,
    /not evaluated yet[^]*the generation is not closed yet/,
  );
});

test('weights that gc took are told from weights that are there', async () => {
  const old = new Date(Date.now() - 25 * 3_600_000);
  const kept = { ...plain, seed: 7, retention: { lastStates: 1, generationBoundaries: false, winners: true } };
  await calculatedRun(store, kept, { run: 'collected' });
  await Promise.all(filesBelow(join(folder, 'store')).map((path) => utimes(path, old, old)));
  assert.equal((await eagan('gc', '--apply')).exitCode, 0);
  const { generations } = await json<Passport>('show', 'collected', 'generator/g000-i00');
  assert.equal(generations[0]!.weights!.state, 'removed');
  assert.match((await eagan('show', 'collected', 'generator/g000-i00')).stdout, /removed by eagan gc/);
});
