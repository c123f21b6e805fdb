// Random search keeps nobody, and tournaments keep winners by rank. Draws are uniform and use a stream of their own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EvaluationArtifact, PopulationArtifact } from '../../../domain/steps/artifacts.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { genotypeKey } from '../../../domain/search/genotype.js';
import type { SearchSpace } from '../../../domain/pipeline.js';
import { fullSpace, spaceSize } from '../../../domain/search/search-space.js';
import { selectGeneration } from '../../../domain/search/selection.js';
import type { SelectParameters } from '../../../domain/steps/step-parameters.js';
import { stream } from '../../../domain/stream.js';
import { tournamentSurvivors } from '../../../domain/search/tournament.js';
import { generatorStage, pipelineOf, selectParameters, slotsIn } from '../fixtures.js';
import { simulate } from '../plan/simulation.js';
import { chiSquare, chiSquareLimit } from '../statistics.js';

const space = fullSpace('generator');
const random: SelectParameters = { ...selectParameters, selection: { kind: 'random' } };
const tournament: SelectParameters = { ...random, selection: { kind: 'tournament', size: 2 } };
const population = firstPopulation(space, 6, 'generator', 1);

/** The slot is the rank: each individual dominates the next. The last `diverged` individuals have no figures. */
const evaluate = (of: PopulationArtifact, diverged = 0): EvaluationArtifact[] =>
  of.individuals.map(({ id }, slot) => {
    const base = { schemaVersion: 1, kind: 'evaluation', individual: id, protocol: 'p', parameters: 1 } as const;
    if (slot >= of.individuals.length - diverged) return { ...base, status: 'diverged' };
    return { ...base, status: 'ok', figures: { frechetDistance: 10 + slot, classifierScore: 5 - slot / 10 } };
  });
const slotsOf = (ids: readonly string[]): number[] => slotsIn(population, ids);

test('by random search nobody survives: the next population is complete, has no parents and is new to the stage', () => {
  const { selection, next } = selectGeneration(random, population, evaluate(population), 1);
  assert.deepEqual([selection.survivors, selection.rule, slotsOf([selection.best])], [[], 'random', [0]]);
  assert.deepEqual(
    next!.individuals.map(({ id, parents, operator, born }) => [id, parents, operator, born]),
    [0, 1, 2, 3, 4, 5].map((slot) => [`g001-i0${slot}`, [], 'random', 1]),
  );
  assert.equal(new Set([...population.archive, ...next!.archive]).size, 12);
});

test('in a random search every pair of the next generation begins with the best pair’s opponent', () => {
  const pairs: SelectParameters = { ...random, pairing: 'oneToOne' };
  const upsideDown = evaluate(population).map((one, slot) => ({ ...one, ...figuresOf(5 - slot) }));
  const { next } = selectGeneration(pairs, population, upsideDown, 1);
  assert.deepEqual(next!.opponentsFrom, [5, 5, 5, 5, 5, 5]);
});
const figuresOf = (rank: number): Pick<EvaluationArtifact, 'figures'> => ({
  figures: { frechetDistance: 10 + rank, classifierScore: 5 - rank / 10 },
});

test('random search in a small space draws every genotype once, records how many are missing, and continues with its best', () => {
  const allowed = [0, 1, 2].map((cell) => [[0, 1], cell === 0 ? [0, 1] : [0], [1], [1], [1], [1], [1]]);
  const tiny: SearchSpace = { network: 'generator', allowed };
  assert.equal(spaceSize(tiny), 16n);
  let now = firstPopulation(tiny, 6, 's', 1);
  const seen: number[][] = [];
  for (let generation = 0; generation < 4; generation++) {
    seen.push([now.individuals.length, now.missingOffspring, now.archive.length]);
    now = selectGeneration({ ...random, generation, space: tiny }, now, evaluate(now), 1).next!;
  }
  assert.deepEqual(seen, [
    [6, 0, 6],
    [6, 0, 12],
    [4, 2, 16],
    [1, 5, 16],
  ]);
});

test('a random search trains and evaluates equally many individuals in every generation, each genotype once, and its best is from the last generation', async () => {
  const stage = { ...generatorStage, population: 12, generations: 8, selection: { kind: 'random' } as const };
  const { populations, selections, winners } = await simulate(pipelineOf([stage]));
  const genotypes = populations['generator']!.flatMap(({ individuals }) => individuals.map(({ genotype }) => genotype));
  assert.deepEqual([genotypes.length, new Set(genotypes.map(genotypeKey)).size], [96, 96]);
  assert.equal(winners[0]!.winner.individual.id, selections['generator']!.at(-1)!.best);
});

test('tournaments keep the requested number, each once, or all if there are fewer; a tournament of all keeps the best', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(24), fc.integer({ min: 1, max: 24 }), fc.nat(), (present, keep, size, seed) => {
      const found = tournamentSurvivors(present, keep, size, stream(seed, 'select'));
      assert.equal(found.length, Math.min(present, keep));
      assert.deepEqual(
        found,
        [...new Set(found)].sort((a, b) => a - b),
      );
      assert.ok(found.every((rank) => rank >= 0 && rank < present));
      if (size >= present) assert.deepEqual(found, [...found.keys()]);
      // An individual wins only if no better one is drawn, so none of the size − 1 worst wins first.
      if (keep === 1 && present > 0) assert.ok(found[0]! <= Math.max(0, present - size));
    }),
    { numRuns: 1_000, seed: 4 },
  );
});

test('a tournament of one is a uniform draw, and in larger ones each rank survives with its exact probability', () => {
  const first = (size: number, trials: number): number[] => {
    const source = stream(2, `size ${size}`);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < trials; i++) counts[tournamentSurvivors(6, 1, size, source)[0]!]!++;
    return counts;
  };
  // Rank r wins if it is drawn and the others come from the 5 − r worse ones: in C(5 − r, size − 1) of C(6, size)
  // draws.
  for (const [size, shares] of [
    [1, [1, 1, 1, 1, 1, 1].map((n) => n / 6)],
    [3, [10, 6, 3, 1].map((n) => n / 20)],
  ] as const) {
    const counts = first(size, 12_000);
    const found = chiSquare(
      counts.slice(0, shares.length),
      shares.map((share) => share * 12_000),
    );
    assert.ok(found < chiSquareLimit(shares.length - 1), `size ${size}: ${counts.join()}`);
    assert.ok(counts.slice(shares.length).every((count) => count === 0));
  }
});

test('golden: the survivors of tournaments for one seed', () => {
  const golden = [1, 2, 3].map((size) => tournamentSurvivors(16, 8, size, stream(1, 'generator/gen-000/select')));
  assert.deepEqual(golden, [
    [1, 2, 4, 5, 7, 10, 11, 15],
    [0, 1, 3, 4, 5, 7, 9, 11],
    [0, 1, 2, 4, 5, 6, 9, 11],
  ]);
});

test('a tournament chooses only the survivors, which depend on seed, generation and size and breed the next population', () => {
  const { selection, next } = selectGeneration(tournament, population, evaluate(population), 1);
  const pareto = selectGeneration(
    { ...random, selection: { kind: 'nonDominated' } },
    population,
    evaluate(population),
    1,
  );
  assert.deepEqual(selection.ranking, pareto.selection.ranking);
  assert.deepEqual(
    [selection.rule, selection.survivors.length, selection.best],
    ['tournament', 3, pareto.selection.best],
  );
  assert.deepEqual(
    next!.individuals.slice(0, 3).map(({ id }) => id),
    selection.survivors,
  );
  const survivors = (seed: number, changes: Partial<SelectParameters> = {}): string =>
    selectGeneration({ ...tournament, ...changes }, population, evaluate(population), seed).selection.survivors.join();
  assert.equal(survivors(1), survivors(1));
  assert.ok(new Set([1, 2, 3, 4, 5, 6].map((seed) => survivors(seed))).size > 1);
  assert.ok(new Set([0, 1, 2, 3, 4, 5].map((generation) => survivors(1, { generation }))).size > 1);
  assert.ok(
    [1, 2, 3, 4, 5, 6].some(
      (seed) => survivors(seed) !== survivors(seed, { selection: { kind: 'tournament', size: 1 } }),
    ),
  );
});

test('individuals without figures survive a tournament only if there are too few others', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { survivors } = selectGeneration(tournament, population, evaluate(population, 3), seed).selection;
    assert.deepEqual(slotsOf(survivors), [0, 1, 2]);
    const few = selectGeneration(tournament, population, evaluate(population, 4), seed).selection.survivors;
    assert.deepEqual(slotsOf(few).slice(0, 2), [0, 1]);
    assert.equal(few.length, 3);
  }
});
