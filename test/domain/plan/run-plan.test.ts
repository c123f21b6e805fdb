// Step builders: what enters which key, which networks train against each other, and the expected list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PopulationArtifact, WinnerArtifact } from '../../../domain/steps/artifacts.js';
import { builtinGenotypes } from '../../../domain/search/builtin-genotypes.js';
import { pairGenotype } from '../../../domain/search/pairs.js';
import type { Genotype, SearchTarget, Stage } from '../../../domain/pipeline.js';
import { finalContext, scoreStep } from '../../../domain/plan/index.js';
import { finalSchedule, stateToExport, exportStep } from '../../../domain/plan/final-steps.js';
import { evaluateSteps, expectedSteps, ingestStep, openStageStep } from '../../../domain/plan/index.js';
import { excludedSlots, generationSpans, selectStep, warmupSpans } from '../../../domain/plan/stage-steps.js';
import { stageContext, trainStep, warmupStep } from '../../../domain/plan/index.js';
import type { FinishedStage, PreparedData } from '../../../domain/plan/index.js';
import { stepKey, type Step } from '../../../domain/steps/step.js';
import { coupledStage, discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';

const digest = (letter: string): string => letter.repeat(64);
const prepared: PreparedData = {
  dataset: digest('d'),
  extractor: digest('e'),
  reference: digest('f'),
  trainImages: 4000,
  heldOutImages: 300,
};
const parametersOf = (step: Step): Record<string, unknown> => step.parameters as Record<string, unknown>;
const genotypeOf = (name: 'eagan-g' | 'plain-g' | 'eagan-d-cifar10'): Genotype =>
  (builtinGenotypes[name].architecture as { genotype: Genotype }).genotype;

const finishedStage = (stage: string, searched: SearchTarget, genotype: Genotype, state: string): FinishedStage => {
  const individual = { id: 'g001-i00', genotype, parents: [], operator: 'random', born: 1 } as const;
  const winner = { individual, slot: 0, front: 0, crowding: null, status: 'ok', parameters: 1 } as const;
  const artifact: WinnerArtifact = { schemaVersion: 1, kind: 'winner', stage, searched, winner, front: [winner] };
  return { winner: artifact, winnerDigest: digest('a'), state };
};
const population: PopulationArtifact = {
  schemaVersion: 1,
  kind: 'population',
  generation: 1,
  individuals: [genotypeOf('eagan-g'), genotypeOf('plain-g')].map((genotype, i) => ({
    id: `g001-i0${i}`,
    genotype,
    parents: [],
    operator: 'random',
    born: 1,
  })),
  opponentsFrom: [1, 1],
  archive: [],
  missingOffspring: 0,
};

test('a folder path never enters the ingest key, its contents do', () => {
  const folder = (path: string) =>
    pipelineOf([], { dataset: { kind: 'imageFolder', path, size: 32, images: null, unreadable: 'fail' } });
  const key = (path: string, contents: string): string => stepKey(ingestStep(folder(path), { contents, decoder: 'x' }));
  assert.equal(key('/here', digest('1')), key('/there', digest('1')));
  assert.notEqual(key('/here', digest('1')), key('/here', digest('2')));
});

test('a stage trains warm-up and generations without a gap, in segments', () => {
  const generations = [0, 1].map((generation) => generationSpans(generatorStage, 4000, generation));
  assert.equal(generatorStage.generations, generations.length);
  assert.deepEqual(warmupSpans(generatorStage, 4000), [
    { from: 0, to: 25 },
    { from: 25, to: 40 },
  ]);
  assert.deepEqual(
    generations.map((spans) => [spans[0]!.from, spans.at(-1)!.to]),
    [
      [40, 100],
      [100, 160],
    ],
  );
  assert.equal(generations.at(-1)!.at(-1)!.to, 160);
});

test('a discriminator stage inherits the generator that an earlier stage found, weights included', () => {
  const finished = [finishedStage('generator', 'generator', genotypeOf('eagan-g'), digest('5'))];
  const pipeline = pipelineOf([generatorStage, discriminatorStage]);
  const step = openStageStep(stageContext(pipeline, 'discriminator', prepared, finished));
  assert.deepEqual(step.inputs, { previous: digest('5') });
  assert.deepEqual(parametersOf(step)['opponent'], { form: 'standalone', genotype: genotypeOf('eagan-g') });
});

test('a generator stage takes an earlier discriminator as an architecture with fresh weights', () => {
  const again: Stage = { ...generatorStage, id: 'again', opponent: { from: 'stage', stage: 'discriminator' } };
  const finished = [finishedStage('discriminator', 'discriminator', genotypeOf('eagan-d-cifar10'), digest('5'))];
  const step = openStageStep(stageContext(pipelineOf([discriminatorStage, again]), 'again', prepared, finished));
  assert.deepEqual(step.inputs, {});
  assert.deepEqual(parametersOf(step)['opponent'], { form: 'standalone', genotype: genotypeOf('eagan-d-cifar10') });
});

test('an opponent stage that comes later or searches the same network is refused by name', () => {
  const finished = [finishedStage('other', 'discriminator', genotypeOf('eagan-d-cifar10'), digest('5'))];
  const pipeline = pipelineOf([discriminatorStage]);
  assert.throws(() => stageContext(pipeline, 'discriminator', prepared, finished), {
    code: 'EAGAN_PIPELINE_INVALID',
    message: /stages.discriminator.opponent.stage .* \(got generator\)/,
  });
});

test('the final pair takes the last winner of each network, else the last opponent', () => {
  const first = finishedStage('generator', 'generator', genotypeOf('eagan-g'), digest('1'));
  const third = finishedStage('third', 'generator', genotypeOf('plain-g'), digest('3'));
  const second = finishedStage('discriminator', 'discriminator', genotypeOf('eagan-d-cifar10'), digest('2'));
  const pair = (stages: Stage[], finished: FinishedStage[]) =>
    finalContext(pipelineOf(stages), prepared, finished).pair;
  const all = pair([generatorStage, discriminatorStage, { ...generatorStage, id: 'third' }], [first, second, third]);
  assert.deepEqual(all.generator, { form: 'standalone', genotype: genotypeOf('plain-g') });
  assert.deepEqual(all.discriminator, { form: 'standalone', genotype: genotypeOf('eagan-d-cifar10') });
  const simple: Stage = { ...generatorStage, opponent: { from: 'builtin', genotype: 'simple' } };
  assert.deepEqual(pair([simple], [first]).discriminator, { form: 'simple' });
  const builtin: Stage = { ...discriminatorStage, opponent: { from: 'builtin', genotype: 'plain-g' } };
  assert.deepEqual(pair([builtin], [second]).generator, { form: 'standalone', genotype: genotypeOf('plain-g') });
});

test('the final pair takes the half of a coupled winner where no later stage searched that network', () => {
  const pair = pairGenotype(genotypeOf('plain-g'), genotypeOf('eagan-d-cifar10'));
  const coupled = finishedStage('coupled', 'both', pair, digest('4'));
  const generator = finishedStage('generator', 'generator', genotypeOf('eagan-g'), digest('1'));
  const genotypes = (stages: Stage[], finished: FinishedStage[]): unknown[] => {
    const found = finalContext(pipelineOf(stages), prepared, finished).pair;
    return [found.generator, found.discriminator].map((one) => one.form === 'standalone' && one.genotype);
  };
  const afterIt = genotypes([coupledStage, generatorStage], [coupled, generator]);
  assert.deepEqual(afterIt, [genotypeOf('eagan-g'), genotypeOf('eagan-d-cifar10')]);
  const beforeIt = genotypes([generatorStage, coupledStage], [generator, coupled]);
  assert.deepEqual(beforeIt, [genotypeOf('plain-g'), genotypeOf('eagan-d-cifar10')]);
});

test('warm-up segments carry the space, population segments the genotypes', () => {
  const context = stageContext(pipelineOf([generatorStage]), 'generator', prepared, []);
  const warm = warmupStep(context, 0, { from: 0, to: 25 }, digest('1'));
  assert.equal(warm.place, 'generator/warmup/segment-00');
  assert.equal(parametersOf(warm)['population'], null);
  assert.deepEqual(parametersOf(warm)['space'], context.space);
  const train = trainStep(context, 0, { from: 40, to: 65 }, digest('1'), population, [1]);
  assert.equal(train.place, 'generator/gen-001/train/segment-00');
  assert.deepEqual(
    parametersOf(train)['population'],
    population.individuals.map(({ genotype }) => genotype),
  );
  assert.deepEqual([parametersOf(train)['space'], parametersOf(train)['excluded']], [null, [1]]);
});

test('only the first segment of a one-to-one generation distributes opponents', () => {
  const stage: Stage = { ...discriminatorStage, opponent: { from: 'builtin', genotype: 'plain-g' } };
  const dealt = (pairing: Stage['pairing'], index: number): unknown => {
    const context = stageContext(pipelineOf([{ ...stage, pairing }]), 'discriminator', prepared, []);
    return parametersOf(trainStep(context, index, { from: 0, to: 5 }, digest('1'), population, []))['opponentsFrom'];
  };
  assert.deepEqual(dealt('oneToOne', 0), [1, 1]);
  assert.deepEqual([dealt('oneToOne', 1), dealt('manyToOne', 0), dealt('coupled', 0)], [null, null, null]);
});

test('non-finite steps are summed over segments, and individuals at the limit are excluded', () => {
  assert.deepEqual(
    excludedSlots(
      [
        { generatorLoss: 1, 'nonFinite/10': 2, 'nonFinite/2': 3 },
        { 'nonFinite/10': 1, 'nonFinite/1': 2 },
      ],
      3,
    ),
    [2, 10],
  );
});

test('evaluations are placed by slot, and selection reads them by slot', () => {
  const context = stageContext(pipelineOf([generatorStage]), 'generator', prepared, []);
  const steps = evaluateSteps(context, digest('1'), population);
  assert.deepEqual(
    steps.map(({ place }) => place),
    ['generator/gen-001/evaluate/00', 'generator/gen-001/evaluate/01'],
  );
  const select = selectStep(context, 1, digest('2'), [digest('3'), digest('4')], []);
  assert.deepEqual(select.inputs, {
    population: digest('2'),
    'evaluation/00': digest('3'),
    'evaluation/01': digest('4'),
  });
  assert.equal(parametersOf(select)['last'], true);
  assert.equal(parametersOf(selectStep(context, 0, digest('2'), [], []))['last'], false);
});

test('scores use the seed of the metrics, so that figures of different runs compare', () => {
  const context = (seed: number) =>
    finalContext(pipelineOf([generatorStage], { seed }), prepared, [
      finishedStage('generator', 'generator', genotypeOf('eagan-g'), digest('1')),
    ]);
  assert.equal(
    stepKey(scoreStep(context(1), { subject: 'noise' })),
    stepKey(scoreStep(context(2), { subject: 'noise' })),
  );
  const heldOut = scoreStep(context(1), { subject: 'heldOut' });
  assert.deepEqual([parametersOf(heldOut)['images'], heldOut.inputs['dataset']], [300, prepared.dataset]);
  const trained = scoreStep(context(1), { subject: 'trained', state: digest('7'), iteration: 200 });
  assert.equal(trained.place, 'final/score/iter-000200');
  assert.equal(trained.inputs['state'], digest('7'));
});

test('the exported state has the lowest distance; of equal ones the later wins, and diverged ones come last', () => {
  const at = (iteration: number, distance: number | null = null) => ({ iteration, state: digest('1'), distance });
  assert.equal(stateToExport([at(1, 5), at(2, 4), at(3, 4), at(4, 6), at(5)]).iteration, 3);
  assert.equal(stateToExport([at(1), at(2)]).iteration, 2);
});

test('the export knows each stage winner and each score by name', () => {
  const finished = [finishedStage('generator', 'generator', genotypeOf('eagan-g'), digest('1'))];
  const context = finalContext(pipelineOf([generatorStage]), prepared, finished);
  const step = exportStep(context, digest('9'), finished, { noise: digest('7'), 'iter-000200': digest('8') });
  assert.deepEqual(Object.keys(step.inputs).sort(), [
    'dataset',
    'extractor',
    'score/iter-000200',
    'score/noise',
    'state',
    'winner/generator',
  ]);
});

test('final segments end where the winner is scored', () => {
  const pipeline = pipelineOf([generatorStage]);
  const finalTraining = { ...pipeline.finalTraining, duration: { epochs: 1 }, scoreEvery: { steps: 70 } };
  const { segments, scoring } = finalSchedule({ ...pipeline, finalTraining }, 4000);
  assert.deepEqual(scoring, [140, 200]);
  assert.ok(scoring.every((iteration) => segments.some(({ to }) => to === iteration)));
});

test('expected steps have distinct places and the work of the schedule', async () => {
  const pipeline = pipelineOf([generatorStage, discriminatorStage]);
  const steps = await expectedSteps(pipeline, 4000);
  assert.equal(new Set(steps.map(({ place }) => place)).size, steps.length);
  const work = (phase: string, kind: string): number =>
    steps.filter((step) => step.phase === phase && step.kind === kind).reduce((sum, step) => sum + step.work, 0);
  assert.deepEqual([work('generator', 'trainSegment'), work('final', 'trainWinner')], [160, 200]);
  assert.equal(work('discriminator', 'evaluate'), 2 * 6 * 500);
});
