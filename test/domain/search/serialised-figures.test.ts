// How the store spells figures and costs. The golden values are older than the table of figures, so old results stay
// valid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationArtifact } from '../../../domain/steps/artifacts.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { canonicalJson, digestJson } from '../../../domain/digest.js';
import type { Stage } from '../../../domain/pipeline.js';
import {
  bestValues,
  costs,
  imageFigures,
  readValues,
  recordedCosts,
  recordedValues,
  type FigureValues,
} from '../../../domain/search/figures.js';
import { valuesOf } from '../../../domain/search/ranking.js';
import { selectionLabel } from '../../../domain/search/selection-label.js';
import { completeRule, selectionKinds, type SelectionRule } from '../../../domain/search/selection-rules.js';
import { fullSpace } from '../../../domain/search/search-space.js';
import { closeStage, selectGeneration, selectionNumbers, winnerNumbers } from '../../../domain/search/selection.js';
import type { SelectParameters } from '../../../domain/steps/step-parameters.js';
import { stepKey } from '../../../domain/steps/step.js';
import { discriminatorStage, generatorStage, pipelineOf, selectParameters } from '../fixtures.js';
import { simulate } from '../plan/simulation.js';

const space = fullSpace('generator');
const population = firstPopulation(space, 6, 'generator', 1);
const parametersOf = (selection: SelectionRule, objectives: Stage['objectives']): SelectParameters => ({
  ...selectParameters,
  ...{ objectives, best: Object.keys(objectives) as Stage['best'], selection, excluded: [4] },
  earlyStopping: { generations: 2, minimumGain: 0.1 },
});
const evaluations = [
  [10, 1.5, 300, 9],
  [12, 1.25, 100, 8],
  [11, 2, 200, 7],
  [13, 1.75, 300, 6],
  [9, 3, 10, 1],
].map(([distance, score, multiplyAdds, latencyMs], slot): EvaluationArtifact => ({
  ...{ schemaVersion: 1, kind: 'evaluation', individual: population.individuals[slot]!.id, status: 'ok' },
  ...{ figures: { frechetDistance: distance!, classifierScore: score! }, parameters: 7 + slot },
  ...{ multiplyAdds: multiplyAdds!, latencyMs: latencyMs!, protocol: 'p' },
}));
const diverged: EvaluationArtifact = {
  ...{ schemaVersion: 1, kind: 'evaluation', individual: population.individuals[5]!.id, status: 'diverged' },
  ...{ parameters: 1, multiplyAdds: 2, latencyMs: 3, protocol: 'p' },
};
const paper = { frechetDistance: 'minimize', classifierScore: 'maximize', parameters: 'minimize' } as const;
const every = { ...paper, multiplyAdds: 'minimize', latency: 'minimize' } as const;

const select = (rule: SelectionRule, objectives: Stage['objectives']): ReturnType<typeof selectGeneration> =>
  selectGeneration(parametersOf(rule, objectives), population, [...evaluations, diverged], 1);

test('a selection artifact, its numbers and the winner have the spelling of earlier versions', () => {
  const { selection } = select({ kind: 'nonDominated' }, every);
  assert.equal(
    canonicalJson(selection.ranking[0]),
    '{"crowding":null,"figures":{"classifierScore":1.5,"frechetDistance":10},"front":0,"individual":{"born":0,"genotype":[[2,0,5,4,6,5,5],[0,0,3,0,4,2,6],[0,1,3,0,6,6,4]],"id":"g000-i00","operator":"random","parents":[]},"latencyMs":9,"multiplyAdds":300,"parameters":7,"slot":0,"status":"ok"}',
  );
  assert.equal(
    canonicalJson(selection.ranking.at(-1)),
    '{"crowding":0,"front":1,"individual":{"born":0,"genotype":[[0,1,6,2,4,4,0],[0,1,3,1,4,4,2],[0,2,5,0,6,6,1]],"id":"g000-i05","operator":"random","parents":[]},"latencyMs":3,"multiplyAdds":2,"parameters":1,"slot":5,"status":"diverged"}',
  );
  assert.equal(
    JSON.stringify(selectionNumbers(selection)),
    '{"bestFrechetDistance":10,"bestScore":1.5,"bestParameters":7,"bestMultiplyAdds":300,"bestLatencyMs":9,"frontSize":4,"hypervolume":298.0476285714291,"withoutGain":0}',
  );
  const winner = closeStage({ stage: 'generator', search: 'generator' }, selection);
  assert.equal(
    JSON.stringify(winnerNumbers(winner)),
    '{"frontSize":4,"parameters":7,"multiplyAdds":300,"latencyMs":9}',
  );
  assert.equal(digestJson(winner), '4941526ba14c97bdbdde00f215f4d2778232638d0f22ea47ced7cf0528e53eaa');
});

const rules: readonly [SelectionRule, selection: string, next: string][] = [
  [
    { kind: 'nonDominated' },
    'c27b6fe7412cea22829176d19d54d64bb3aff948c330de1f44b6562eecada0d9',
    'e0331aa24942a99fd88cba4e48e8ca92924182d63ebb5b8f31898626517cd4d7',
  ],
  [
    { kind: 'officialRepo' },
    '30700c7957b187f4162e8aca7853f0bfce89c7e92f4c1dd3c0f7ff3cbe3dfb5c',
    '12ff94a3ab72bf368d3f7e5a83b90b8fbf2c9ba8976313b56ab67e8047b08199',
  ],
  [
    { kind: 'random' },
    'fabde13345380487550c0a0953428c11f3edf6c8a4e7f62320251c395a16ee11',
    '27d58039c108ca1fc7726629ca2efad9e7d679871cdcc6cea624b4c4d6b9f9e9',
  ],
  [
    { kind: 'tournament', size: 2 },
    'ce10ca7c49fca040e3d7b61cd77162643031ae6171642431175c0398dd9faf32',
    'e0331aa24942a99fd88cba4e48e8ca92924182d63ebb5b8f31898626517cd4d7',
  ],
];
for (const [rule, expected, bred] of rules) {
  test(`the selection by ${rule.kind} has the same digest as in earlier versions`, () => {
    const { selection, next } = select(rule, paper);
    assert.deepEqual([digestJson(selection), digestJson(next)], [expected, bred]);
  });
}

test('a maximised figure is minimised as in earlier versions: scores as reciprocals, others negated', () => {
  const objectives = { classifierScore: 'maximize', parameters: 'maximize', frechetDistance: 'maximize' } as const;
  const { selection } = select({ kind: 'nonDominated' }, objectives);
  assert.equal(digestJson(selection), '3641db2a75f012d8b2951d2d358f73c1b94e2f1382974fdebefaf777bc34a2ec');
});

test('evaluations that compute costs keep their keys', async () => {
  const costly = (stage: Stage, asked: Stage['objectives']): Stage => ({ ...stage, objectives: asked, best: [] });
  const latency = { generator: { baseMs: 1, cells: [] }, recorded: undefined };
  const pipeline = pipelineOf([
    costly(generatorStage, { frechetDistance: 'minimize', multiplyAdds: 'minimize' }),
    costly(discriminatorStage, { frechetDistance: 'minimize' }),
  ]);
  const { steps } = await simulate({ ...pipeline, metrics: { ...pipeline.metrics, latency } as never });
  const keyAt = (place: string): string => stepKey(steps.find((step) => step.place === place)!);
  assert.deepEqual(['generator/gen-000/evaluate/00', 'discriminator/gen-000/evaluate/00'].map(keyAt), [
    '43eba0f2df9e7efa8901d6fc9617992897cba48a9bcc1a6f9fc720748e354d3c',
    'd386f5477683efab13a0f6d44a24365bd0ad84a789093310f57c2d1ae1dab8dd',
  ]);
});

const values: FigureValues = { frechetDistance: 1, classifierScore: 2, parameters: 3, multiplyAdds: 4, latency: 5 };

test('every figure is written under its recorded names, which are all different, and read back', () => {
  const all = Object.fromEntries([...imageFigures, ...costs].map((name, index) => [name, index]));
  assert.deepEqual(readValues(recordedValues(all)), all);
  assert.deepEqual(readValues(bestValues(all), 'ofBest'), all);
  const recorded = recordedValues(values);
  assert.equal(
    JSON.stringify(recorded),
    '{"frechetDistance":1,"classifierScore":2,"parameters":3,"multiplyAdds":4,"latencyMs":5}',
  );
  assert.deepEqual(readValues({ ...recorded, frontSize: 6 }), values);
  assert.deepEqual(readValues({ ...bestValues(values), frontSize: 6 }, 'ofBest'), values);
  assert.equal(JSON.stringify(recordedCosts(values)), '{"parameters":3,"multiplyAdds":4,"latencyMs":5}');
});

for (const name of Object.keys(values) as (keyof FigureValues)[])
  for (const direction of ['minimize', 'maximize'] as const)
    test(`a stage can ${direction} ${name}: the best individual has the best value, and the value is reported`, () => {
      const { selection } = select({ kind: 'nonDominated' }, { [name]: direction });
      const known = evaluations.slice(0, 4).map((evaluation) => valuesOf(evaluation)[name]!);
      const expected = direction === 'minimize' ? Math.min(...known) : Math.max(...known);
      assert.equal(readValues(selectionNumbers(selection), 'ofBest')[name], expected);
    });

for (const name of ['fid', 'inceptionScore', 'kernelDistance'] as const)
  test(`${name} cannot be an objective, and the error names the figures that the metrics provide`, () => {
    assert.throws(() => select({ kind: 'nonDominated' }, { [name]: 'minimize' }), {
      code: 'EAGAN_PIPELINE_INVALID',
      message: new RegExp(
        `must be figures that the metrics provide: ${Object.keys(values).join(', ')} \\(got ${name}\\)`,
      ),
      cure: 'Name one of these.',
    });
  });

test('every selection rule but Pareto selection has a label that names it', () => {
  assert.deepEqual(
    selectionKinds.map((kind) => selectionLabel(completeRule({ kind }))),
    [
      null,
      "selection: officialRepo (the published script's rule; not Pareto selection)",
      'selection: random (nobody survives, each generation is drawn afresh; not Pareto selection)',
      'selection: tournament (winners among 2 drawn at random; not Pareto selection)',
    ],
  );
  assert.deepEqual(
    rules.map(([{ kind }]) => kind),
    selectionKinds,
  );
});
