// Costs as objectives: they are computed only if a stage names them, ranked by, and reported. Latency comes from a
// table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationArtifact } from '../../../domain/steps/artifacts.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { genes, operationName } from '../../../domain/search/genotype.js';
import { latencyOf } from '../../../domain/search/latency.js';
import { pairGenotype } from '../../../domain/search/pairs.js';
import type { LatencyTable, NetworkLatencies, NetworkName, Stage } from '../../../domain/pipeline.js';
import { fullSpace, randomGenotype } from '../../../domain/search/search-space.js';
import { closeStage, selectGeneration, selectionNumbers, winnerNumbers } from '../../../domain/search/selection.js';
import type { SelectParameters } from '../../../domain/steps/step-parameters.js';
import { stream } from '../../../domain/stream.js';
import { discriminatorStage, generatorStage, pipelineOf, selectParameters } from '../fixtures.js';
import { simulate } from '../plan/simulation.js';
import { omit } from '../../../domain/omit.js';

/** A table in which each operation of each gene of each cell takes a different time. */
function tableOf(network: NetworkName): NetworkLatencies {
  const cells = fullSpace(network).allowed.map((cell, index) =>
    Object.fromEntries(
      cell.map((values, gene) => {
        const { name, kind } = genes[network][gene]!;
        return [
          name,
          Object.fromEntries(values.map((value) => [operationName(kind, value), 2 ** index * (gene + 1) + value / 8])),
        ];
      }),
    ),
  );
  return { baseMs: 0.5, cells };
}
const table: LatencyTable = { generator: tableOf('generator'), discriminator: tableOf('discriminator') };
const random = stream(1, 'costs');
const [generator, discriminator] = (['generator', 'discriminator'] as const).map((network) =>
  randomGenotype(fullSpace(network), random),
);

test('the latency of an architecture is the base plus the time of each edge’s operation, and of a pair the sum of both', () => {
  const byHand = (genotype: readonly (readonly number[])[]): number =>
    genotype.reduce(
      (all, cell, index) => cell.reduce((sum, value, gene) => sum + 2 ** index * (gene + 1) + value / 8, all),
      0.5,
    );
  assert.equal(latencyOf(table, 'generator', generator!), byHand(generator!));
  assert.equal(latencyOf(table, 'discriminator', discriminator!), byHand(discriminator!));
  assert.equal(
    latencyOf(table, 'both', pairGenotype(generator!, discriminator!)),
    byHand(generator!) + byHand(discriminator!),
  );
});

test('a table that lacks an operation is refused by its path, but `none` needs no entry', () => {
  const { cells, baseMs } = table.generator!;
  const without: LatencyTable = { generator: { baseMs, cells: [{ ...cells[0], u0: {} }, ...cells.slice(1)] } };
  assert.throws(() => latencyOf(without, 'generator', generator!), {
    code: 'EAGAN_PIPELINE_INVALID',
    message: /metrics\.latency\.generator must have cells\[0\]\.u0\.(nearest|bilinear|conv_transpose)/,
  });
  assert.throws(() => latencyOf(without, 'discriminator', discriminator!), { message: /must have an entry/ });
  const only = {
    baseMs: 1,
    cells: [0, 1, 2].map(() => ({
      u0: { nearest: 1 },
      u1: { nearest: 1 },
      n0: { skip_connect: 1 },
      n2: { skip_connect: 1 },
    })),
  };
  const sparse = [0, 1, 2].map(() => [0, 0, 1, 0, 1, 0, 0]);
  assert.equal(latencyOf({ generator: only }, 'generator', sparse), 13);
});

const costly = (stage: Stage): Stage => ({
  ...stage,
  objectives: { frechetDistance: 'minimize', multiplyAdds: 'minimize', latency: 'minimize' },
  best: ['latency', 'frechetDistance'],
});

test('evaluations are asked for costs only if objectives or the order of the best name them, with the table of the searched network', async () => {
  const withTable = pipelineOf([generatorStage, costly(discriminatorStage)]);
  const { steps, winners } = await simulate({ ...withTable, metrics: { ...withTable.metrics, latency: table } });
  const costsAt = (place: string): unknown =>
    (steps.find((step) => step.place === place)!.parameters as { costs?: unknown }).costs;
  assert.equal(costsAt('generator/gen-000/evaluate/00'), undefined);
  assert.deepEqual(costsAt('discriminator/gen-000/evaluate/00'), {
    multiplyAdds: true,
    latency: { discriminator: table.discriminator },
  });
  assert.deepEqual(
    winners.map(({ winner }) => [typeof winner.multiplyAdds, typeof winner.latencyMs]),
    [
      ['undefined', 'undefined'],
      ['number', 'number'],
    ],
  );
});
const space = fullSpace('generator');
const population = firstPopulation(space, 4, 'generator', 1);
const parameters: SelectParameters = {
  ...selectParameters,
  ...{ last: true, population: 4, objectives: costly(generatorStage).objectives, best: costly(generatorStage).best },
};
/** [distance, multiply-adds, milliseconds] by slot. */
const evaluations = [
  [10, 300, 3],
  [12, 100, 2],
  [11, 200, 2],
  [13, 300, 3],
].map(([distance, multiplyAdds, latencyMs], slot): EvaluationArtifact => ({
  ...{
    schemaVersion: 1,
    kind: 'evaluation',
    individual: population.individuals[slot]!.id,
    status: 'ok',
    protocol: 'p',
    parameters: 7,
  },
  ...{
    figures: { frechetDistance: distance!, classifierScore: 1 },
    multiplyAdds: multiplyAdds!,
    latencyMs: latencyMs!,
  },
}));

test('individuals and the best are ranked by their costs, and both costs are reported', () => {
  const { selection } = selectGeneration(parameters, population, evaluations, 1);
  assert.deepEqual(
    selection.ranking
      .filter(({ front }) => front === 0)
      .map(({ slot }) => slot)
      .sort(),
    [0, 1, 2],
  );
  const best = selection.ranking.find(({ individual }) => individual.id === selection.best)!;
  assert.deepEqual([best.slot, best.multiplyAdds, best.latencyMs], [2, 200, 2]);
  const told = selectionNumbers(selection);
  assert.deepEqual([told['bestMultiplyAdds'], told['bestLatencyMs'], told['bestParameters']], [200, 2, 7]);
  const winner = closeStage({ stage: 'generator', search: 'generator' }, selection);
  assert.deepEqual(winnerNumbers(winner), { frontSize: 3, parameters: 7, multiplyAdds: 200, latencyMs: 2 });
});

test('an objective that no evaluation has is refused', () => {
  const silent = evaluations.map((one) => omit(one, 'latencyMs'));
  assert.throws(() => selectGeneration(parameters, population, silent, 1), {
    code: 'EAGAN_PIPELINE_INVALID',
    message: /multiplyAdds \(got latency\)/,
  });
});
