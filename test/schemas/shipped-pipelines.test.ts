// Every shipped pipeline is valid, describes itself, and names its schema for editors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { publishedInception } from '../../domain/extractor.js';
import { finalJudgeOf } from '../../domain/judges.js';
import type { Pipeline, Stage } from '../../domain/pipeline.js';
import { virtualWalk, type PlannedStep } from '../../domain/plan/virtual.js';
import { figuresIn } from '../../domain/search/figures-of-run.js';
import type { DigestedFile } from '../../schemas/file-contents.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { pipelineDigest } from '../../schemas/pipeline-digest.js';
import { projectRoot } from '../support/project.js';
import { shippedFile, shippedText, shippedSearches } from '../support/pipelines.js';

/** As if the published graph lay where the pipelines of the paper look for it. */
const readContents = (): DigestedFile => ({ contents: 'a'.repeat(64), md5: publishedInception.md5 });

function load(name: string): Pipeline {
  const file = shippedFile(name);
  const result = loadPipeline({ file, text: readFileSync(file) }, { readContents });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.complaints, null, 2));
  assert.deepEqual(result.warnings, []);
  return result.pipeline;
}

test('the pipelines of the first release still exist', () => {
  for (const name of ['quickstart', 'cifar10-minutes', 'cifar10-paper'])
    assert.ok(shippedSearches.includes(`${name}.yaml`), name);
});

/** The name of `paper/gd1.yaml` is paper-gd1. `paper/cifar10-published.yaml` needs no prefix. */
const namesOf = (file: string): string[] => {
  const own = basename(file, '.yaml');
  return dirname(file) === '.' ? [own] : [own, `${dirname(file)}-${own}`];
};

for (const name of shippedSearches) {
  test(`${name} is valid, has the name of its file, and its head says how long it takes and what to expect`, () => {
    assert.ok(namesOf(name).includes(load(name).name));
    const lines = shippedText(name).split('\n');
    const schema = relative(dirname(shippedFile(name)), join(projectRoot, 'schemas/pipeline.schema.json'));
    assert.equal(lines[0], `# yaml-language-server: $schema=${schema}`);
    const head = lines.slice(
      1,
      lines.findIndex((line) => /^\w/.test(line)),
    );
    assert.ok(head.length >= 3 && head.every((line) => line.startsWith('# ')));
    assert.match(head.join('\n'), /^# Takes: .*\d|^# Takes: (days|weeks)/m);
    assert.match(head.join('\n'), /^# Expect: /m);
  });

  test(`${name} can be planned: every step of its run has all its parameters`, async () => {
    const pipeline = load(name);
    const trainImages = pipeline.dataset.images!;
    const steps = await virtualWalk(pipeline, { trainImages, heldOutImages: Math.floor(trainImages / 4) });
    const trainings = steps.filter(({ step }) => step.kind === 'trainSegment' || step.kind === 'trainWinner');
    const selections = steps.filter(({ step }) => step.kind === 'select');
    const generations = pipeline.stages.map((stage) => stage.generations);
    assert.equal(
      selections.length,
      generations.reduce((sum, each) => sum + each, 0),
    );
    assert.ok(trainings.length > 0);
    assert.equal(new Set(steps.map(({ key }) => key)).size, steps.length, 'no step occurs twice');
  });
}

test('the quickstart has both stages, at least 2 generations of 6 individuals each and 16 channels', () => {
  const { stages, networks } = load('quickstart.yaml');
  assert.deepEqual(
    stages.map(({ search }) => search),
    ['generator', 'discriminator'],
  );
  assert.ok(stages.every(({ population, generations }) => population >= 6 && generations >= 2));
  assert.ok(networks.generator.channels >= 16 && networks.discriminator.channels >= 16);
});

test('less than a tenth of the untrained weights is left in the average at the end of the quickstart', () => {
  const { ema, duration, training } = load('quickstart.yaml').finalTraining;
  assert.ok('steps' in duration);
  assert.ok(ema.decay ** (duration.steps / training.discriminatorSteps) < 0.1);
});

test("cifar10-paper.yaml has the paper's table, with the scripts' batches and D steps", () => {
  const { networks, stages, finalTraining } = load('cifar10-paper.yaml');
  assert.deepEqual([networks.generator.channels, networks.discriminator.channels], [256, 128]);
  assert.equal(networks.generator.latent, 120);
  for (const stage of stages) {
    assert.deepEqual([stage.population, stage.generations], [32, 18]);
    assert.deepEqual([stage.warmup, stage.duration], [{ epochs: 50 }, { epochs: 10 }]);
    assert.equal(stage.evaluation.images, 5000);
    assert.deepEqual(stage.training.batch, { discriminator: 40, generator: 80 });
  }
  assert.deepEqual(
    [...stages, finalTraining].map(({ training }) => training.discriminatorSteps),
    [1, 5, 5],
  );
  assert.deepEqual([finalTraining.images, finalTraining.duration], [50000, { epochs: 600 }]);
});

const rows =
  'eagan-g gd1 gd2 gd3 coupled no-resetting d-first random-search stl10 stl10-eagan-g stl10-gd2 stl10-gd3'.split(' ');

test("every row of the paper's table exists at paper size and at a small size", () => {
  for (const row of rows)
    for (const size of ['paper', 'small']) assert.ok(shippedSearches.includes(`${size}/${row}.yaml`), row);
});

for (const row of rows) {
  test(`both sizes of ${row} search the same: the stages differ only in sizes`, () => {
    const [paper, small] = ['paper', 'small'].map((size) => load(`${size}/${row}.yaml`)) as [Pipeline, Pipeline];
    const meaning = ({ stages, finalTraining: { networks } }: Pipeline): unknown => ({
      stages: stages.map(({ id, search, pairing, weightResetting, opponent, selection, objectives, training }) => ({
        ...{ id, search, pairing, weightResetting, opponent, selection, objectives },
        discriminatorSteps: training.discriminatorSteps,
      })),
      networks,
    });
    assert.deepEqual(meaning(small), meaning(paper));
  });
}

test('each row differs from the default as the table says', () => {
  const default_ = load('paper/gd1.yaml');
  const [generator, discriminator] = default_.stages as [Stage, Stage];
  const stagesOf = (row: string): readonly Stage[] => load(`paper/${row}.yaml`).stages;
  assert.deepEqual(stagesOf('eagan-g'), [generator]);
  assert.deepEqual(stagesOf('gd2'), [
    { ...generator, opponent: { from: 'builtin', genotype: 'simple' } },
    discriminator,
  ]);
  assert.deepEqual(stagesOf('gd3'), [
    generator,
    discriminator,
    { ...generator, id: 'generator-again', opponent: { from: 'stage', stage: 'discriminator' } },
    { ...discriminator, id: 'discriminator-again', opponent: { from: 'stage', stage: 'generator-again' } },
  ]);
  assert.deepEqual(stagesOf('no-resetting'), [generator, { ...discriminator, weightResetting: false }]);
  assert.deepEqual(stagesOf('d-first'), [
    { ...discriminator, opponent: { from: 'builtin', genotype: 'plain-g' } },
    { ...generator, opponent: { from: 'stage', stage: 'discriminator' } },
  ]);
  const selection = { kind: 'random' };
  assert.deepEqual(stagesOf('random-search'), [
    { ...generator, selection },
    { ...discriminator, selection },
  ]);
  assert.deepEqual(
    stagesOf('coupled').map(({ search, pairing, opponent }) => [search, pairing, opponent]),
    [['both', 'coupled', null]],
  );
  for (const row of ['stl10', 'stl10-eagan-g']) assert.deepEqual(stagesOf(row), []);
  for (const row of ['gd2', 'gd3']) assert.deepEqual(stagesOf(`stl10-${row}`), stagesOf(row), `STL-10 and ${row}`);
});

test('the coupled row has as many epochs and candidates as both stages of the default together', () => {
  for (const size of ['paper', 'small']) {
    const [coupled, default_] = [load(`${size}/coupled.yaml`).stages, load(`${size}/gd1.yaml`).stages];
    const length = (of: Stage['duration']): number => ('epochs' in of ? of.epochs : of.steps);
    const epochs = (stages: readonly Stage[]): number =>
      stages.reduce(
        (sum, { warmup, duration, generations }) => sum + length(warmup) + generations * length(duration),
        0,
      );
    const judged = (stages: readonly Stage[]): number =>
      stages.reduce((sum, { population, generations }) => sum + population * generations, 0);
    assert.deepEqual([epochs(coupled), judged(coupled)], [epochs(default_), judged(default_)], size);
    assert.equal(
      length(coupled[0]!.warmup),
      default_.reduce((sum, { warmup }) => sum + length(warmup), 0),
      size,
    );
  }
});

test('the rows on STL-10 differ from paper/stl10.yaml only in stages and final networks', () => {
  const { finalTraining: final, ...stl10 } = load('paper/stl10.yaml');
  const networks: Record<string, Pipeline['finalTraining']['networks']> = {
    'eagan-g': { ...final.networks, discriminator: { from: 'builtin', genotype: 'autogan' } },
    gd2: { generator: null, discriminator: null },
    gd3: { generator: null, discriminator: null },
  };
  for (const [row, expected] of Object.entries(networks)) {
    const { finalTraining, ...rest } = load(`paper/stl10-${row}.yaml`);
    assert.deepEqual(finalTraining, { ...final, networks: expected });
    assert.deepEqual({ ...rest, stages: [] }, { ...stl10, name: `paper-stl10-${row}` });
  }
});

test('paper/gd1.yaml is cifar10-paper.yaml under another name', () => {
  const [row, paper] = [load('paper/gd1.yaml'), { ...load('cifar10-paper.yaml'), name: 'paper-gd1' }];
  // Each looks for the graph beside itself.
  assert.equal(pipelineDigest(row), pipelineDigest(paper));
});

for (const row of ['cifar10-paper', 'paper/cifar10-published', ...rows.map((one) => `paper/${one}`)]) {
  const file = shippedFile(`${row}.yaml`);
  const text = readFileSync(file);

  test(`the final pair of ${row} has the figures of papers, and the switch of its head judges it as the search`, async () => {
    const pipeline = load(`${row}.yaml`);
    const steps = (of: Pipeline): Promise<PlannedStep[]> =>
      virtualWalk(of, { trainImages: of.dataset.images!, heldOutImages: 8000 });
    assert.deepEqual(figuresIn(finalJudgeOf(pipeline).settings), ['fid', 'inceptionScore']);
    const switched = loadPipeline({ file, text }, { set: ['finalTraining.metrics=null'] });
    assert.ok(switched.ok);
    assert.deepEqual(switched.warnings, []);
    const names = figuresIn(finalJudgeOf(switched.pipeline).settings);
    assert.deepEqual(names, ['frechetDistance', 'classifierScore']);
    const search = (all: readonly PlannedStep[]): readonly string[] =>
      all.filter(({ phase }) => phase !== 'final').map(({ key }) => key);
    assert.deepEqual(search(await steps(pipeline)), search(await steps(switched.pipeline)));
  });

  test(`${row} without the graph is valid, with a warning that says where to put it and names the switch`, () => {
    const result = loadPipeline({ file, text });
    assert.ok(result.ok);
    const [missing, ...others] = result.warnings;
    assert.deepEqual([missing!.code, others], ['EAGAN_PATH_MISSING', []]);
    assert.match(missing!.suggestion!, /Put the file there.*--set finalTraining\.metrics=null/);
  });
}

test("paper/stl10.yaml has the table's column of the full training on STL-10", () => {
  const { dataset, finalTraining } = load('paper/stl10.yaml');
  const { training, networks } = finalTraining;
  assert.deepEqual([dataset.kind, dataset.size, dataset.images], ['stl10Binary', 48, 105_000]);
  assert.deepEqual(training.batch, { discriminator: 128, generator: 256 });
  assert.deepEqual(
    [training.optimizers.generator.learningRate, training.optimizers.discriminator.learningRate],
    [3e-4, 2e-4],
  );
  assert.deepEqual([training.gradientClipping, training.discriminatorSteps, finalTraining.images], [50, 5, 50000]);
  assert.deepEqual(networks, {
    generator: { from: 'builtin', genotype: 'eagan-g' },
    discriminator: { from: 'builtin', genotype: 'eagan-d-stl10' },
  });
});

test("paper/cifar10-published.yaml has the scripts' figures: D at 4e-5 is the simple one, and stage 2 selects 15 times", () => {
  const { stages } = load('paper/cifar10-published.yaml');
  assert.deepEqual(
    stages.map(({ opponent, generations }) => [opponent, generations]),
    [
      [{ from: 'builtin', genotype: 'simple' }, 16],
      [{ from: 'stage', stage: 'generator' }, 15],
    ],
  );
  for (const { warmup, duration, selection, evaluation } of stages) {
    assert.deepEqual([warmup, duration], [{ epochs: 40 }, { epochs: 10 }]);
    assert.deepEqual([selection, evaluation.batchNorm], [{ kind: 'officialRepo' }, 'shared']);
  }
  assert.deepEqual(
    stages.map(({ training }) => training.optimizers.discriminator.learningRate),
    [4e-5, 2e-4],
  );
});

test('docs/pipelines.md names every file that ships, and no other', () => {
  const page = readFileSync(join(projectRoot, 'docs/pipelines.md'), 'utf8');
  const named = [...page.matchAll(/\(\.\.\/pipelines\/([\w/-]+\.yaml)\)/g)].map((match) => match[1]!);
  assert.deepEqual([...new Set(named)].sort(), shippedSearches);
});
