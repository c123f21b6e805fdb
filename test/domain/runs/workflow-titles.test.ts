// Summaries, details and current details of workflows in Temporal's web UI.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingText, type Standing } from '../../../domain/runs/standing.js';
import {
  finalSummary,
  generationSummary,
  runSummary,
  runTitle,
  stageTitle,
} from '../../../domain/runs/workflow-titles.js';
import { pipelineOf } from '../../support/pipelines.js';

const pipeline = pipelineOf('tiny.yaml');
const [generator, discriminator] = [pipeline.stages[0]!, pipeline.stages[1]!];

test('a run says what it searches and where to look in a terminal', () => {
  const { staticSummary, staticDetails } = runTitle('tiny-0a1b2c3d', pipeline);
  assert.equal(staticSummary, 'tiny: search generator, discriminator, then train the winner');
  assert.deepEqual(staticDetails!.split('\n\n'), [
    'A search for GAN architectures on 32 × 32 images, with seed 1.',
    '**generator**: search a generator in 2 generations of 4',
    '**discriminator**: search a discriminator in 2 generations of 4',
    'In a terminal: `eagan attach tiny-0a1b2c3d`, `eagan history tiny-0a1b2c3d`',
  ]);
  assert.equal(runSummary({ ...pipeline, stages: [] }), 'tiny: final training only');
});

test('a stage says what it searches and how it chooses', () => {
  const { staticSummary, staticDetails } = stageTitle(generator);
  assert.equal(staticSummary, 'generator: search a generator in 2 generations of 4');
  assert.deepEqual(staticDetails!.split('\n\n'), [
    '**objectives**: Fréchet distance (minimize), classifier score (maximize), parameters (minimize)',
    '**training**: 8 iterations of warm-up, then 12 iterations in each generation',
    '**opponent**: the built-in architecture autogan',
    'selection: by front and crowding (Pareto)',
  ]);
  assert.match(stageTitle(discriminator).staticDetails!, /opponent\*\*: the winner of generator/);
  const others = { ...discriminator, selection: { kind: 'random' } as const, opponent: null, search: 'both' as const };
  assert.match(stageTitle(others).staticSummary, /search pairs in/);
  assert.match(stageTitle(others).staticDetails!, /Both networks.*\n\nselection: random \(nobody survives/s);
});

test('generations and the final training say which and how long', () => {
  assert.equal(generationSummary('generator', 0, 3), 'generator: generation 1 of 3');
  assert.equal(generationSummary('generator', 0), 'generator: generation 1');
  assert.equal(finalSummary(pipeline), 'final: train the winner for 16 iterations, score it, export it');
});

test('current details tell what is done now, then the latest front with its best figures', () => {
  const found = { best: 'g001-i02', front: ['g001-i02', 'g000-i01'] };
  const standing: Standing = {
    ...{ title: 'generator: search', now: ['generator: generation 3 of 3'], ended: 4 },
    found: [
      { in: 'generation 1', best: 'g000-i01', figures: {}, front: ['g000-i01'] },
      { in: 'generation 2', ...found, figures: { frechetDistance: 1269.67285, parameters: 9971 } },
    ],
  };
  const text = standingText(standing, true);
  assert.deepEqual(text.split('\n\n'), [
    '**now**: generator: generation 3 of 3 (4 done)',
    '**generation 2**: best g001-i02, distance 1270, 9971 parameters; front of 2: g001-i02, g000-i01',
    '**generation 1**: best g000-i01; front of 1: g000-i01',
    'generator: search',
  ]);
  assert.equal(standingText({ ...standing, now: [], found: [] }, false), '4 done');
});
