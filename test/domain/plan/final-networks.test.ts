// Architectures that a pipeline names: as opponents, as final networks, and in pipelines that search nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf, progressOf } from '../../../control/progress/progress.js';
import { builtinArchitecture } from '../../../domain/search/builtin-genotypes.js';
import type { Genotype, Pipeline } from '../../../domain/pipeline.js';
import { expectedSteps } from '../../../domain/plan/index.js';
import type { StepRecord } from '../../../domain/steps/step.js';
import { sketchStep } from '../../support/steps.js';
import type { OpenStageParameters, TrainWinnerParameters } from '../../../domain/steps/step-parameters.js';
import { discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';
import { simulate } from './simulation.js';

const threeOf = (...cell: number[]): Genotype => [cell, cell, cell];
const generator = threeOf(1, 1, 3, 3, 3, 3, 3);
const discriminator = threeOf(3, 3, 3, 3, 1, 0, 0);
const inline = (genotype: Genotype) => ({ from: 'genotype', genotype }) as const;
const parametersAt = async (pipeline: Pipeline, place: string): Promise<unknown> =>
  (await simulate(pipeline)).steps.find((step) => step.place === place)!.parameters;

/** The transfer to STL-10: both networks are named, nothing is searched, images have 48 pixels. */
function transfer(networks: Pipeline['finalTraining']['networks']): Pipeline {
  const base = pipelineOf([], { dataset: { kind: 'shapes', images: 4000, size: 48 } });
  return { ...base, finalTraining: { ...base.finalTraining, networks } };
}
const both = transfer({ generator: inline(generator), discriminator: { from: 'builtin', genotype: 'autogan' } });

test('a stage trains against the genotype that the file holds, with fresh weights', async () => {
  const stage = { ...generatorStage, opponent: inline(discriminator) };
  const opened = (await parametersAt(pipelineOf([stage]), 'generator/open')) as OpenStageParameters;
  assert.deepEqual(opened.opponent, { form: 'standalone', genotype: discriminator });
  const { steps } = await simulate(pipelineOf([stage]));
  assert.deepEqual(steps.find(({ place }) => place === 'generator/open')!.inputs, {});
});

test('a named final network replaces the winner’s, for each network separately', async () => {
  const searched = pipelineOf([generatorStage, discriminatorStage]);
  const winner = (await simulate(searched)).winners[0]!.winner.individual.genotype;
  const named: Pipeline = {
    ...searched,
    finalTraining: { ...searched.finalTraining, networks: { generator: null, discriminator: inline(discriminator) } },
  };
  const opened = (await parametersAt(named, 'final/open')) as TrainWinnerParameters;
  assert.deepEqual(opened.generator, { form: 'standalone', genotype: winner });
  assert.deepEqual(opened.discriminator, { form: 'standalone', genotype: discriminator });
  const swapped = {
    generator: { from: 'stage', stage: 'generator' },
    discriminator: { from: 'builtin', genotype: 'simple' },
  } as const;
  const simple = await parametersAt(
    { ...named, finalTraining: { ...named.finalTraining, networks: swapped } },
    'final/open',
  );
  assert.deepEqual((simple as TrainWinnerParameters).discriminator, { form: 'simple' });
  assert.deepEqual((simple as TrainWinnerParameters).generator, opened.generator);
});

test('a pipeline without stages trains and exports what it names, at the size of its images, and has no winners', async () => {
  const { steps, winners } = await simulate(both);
  assert.deepEqual(winners, []);
  assert.deepEqual(
    steps.map(({ place }) => place).sort(),
    (await expectedSteps(both, 4000)).map(({ place }) => place).sort(),
  );
  const exported = steps.find((step) => step.kind === 'export')!;
  assert.ok(Object.keys(exported.inputs).every((name) => !name.startsWith('winner/')));
  const { sizes, ...pair } = exported.parameters;
  assert.equal(sizes.generator.bottomWidth, 6);
  assert.deepEqual(
    [pair.generator, pair.discriminator],
    [{ form: 'standalone', genotype: generator }, builtinArchitecture('discriminator', 'autogan')],
  );
});

test('a pipeline without stages has progress from the data to the final training', async () => {
  const record = (kind: StepRecord['step']['kind'], place: string): StepRecord => ({
    ...{
      schemaVersion: 1,
      key: 'k',
      fingerprint: 'f',
      step: sketchStep(kind, place, {}, {}),
      outputs: {},
      status: 'ok',
    },
    numbers: kind === 'ingest' ? { trainImages: 3600 } : {},
    circumstances: {
      run: 'r',
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:00:01Z',
      host: 'h',
      attempt: 1,
    },
  });
  const data = ['ingest', 'fitExtractor', 'referenceStatistics'] as const;
  const places = ['dataset', 'extractor', 'reference'];
  const prepared = data.map((kind, i) => record(kind, places[i]!));
  assert.deepEqual(
    [(await progressOf(both, [], [], 1)).phase, (await progressOf(both, prepared, [], 1)).phase],
    ['data', 'final'],
  );
  const all = (await planOf(both, 3600)).map(({ kind, place }) => record(kind, place));
  assert.equal((await progressOf(both, all, [], 1)).fraction, 1);
});

test('a network that is not named, searched or used as an opponent is reported by its path', async () => {
  await assert.rejects(simulate(transfer({ generator: inline(generator), discriminator: null })), {
    code: 'EAGAN_PIPELINE_INVALID',
    message: /finalTraining\.networks\.discriminator must name an architecture/,
  });
});
