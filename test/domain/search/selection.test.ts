// Selection: who survives, who is best, whose weights are taken, and what diverged individuals get.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationArtifact, PopulationArtifact } from '../../../domain/steps/artifacts.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { genotypeKey } from '../../../domain/search/genotype.js';
import { minimisedObjectives } from '../../../domain/search/ranking.js';
import { builtinSpaces } from '../../../domain/search/search-space.js';
import { closeStage, selectGeneration, selectionNumbers, winnerNumbers } from '../../../domain/search/selection.js';
import type { SelectParameters } from '../../../domain/steps/step-parameters.js';
import { survivorCount } from '../../../domain/search/survival.js';
import { discriminatorStage, generatorStage, selectParameters, slotsIn } from '../fixtures.js';

const space = builtinSpaces['eagan-generator']!;
const parameters: SelectParameters = { ...selectParameters, space };
const population = firstPopulation(space, 6, 'generator', 1);

/** Figures by slot: [distance, score, parameters]; null: diverged. */
type Row = readonly [number, number, number] | null;
function evaluate(rows: readonly Row[], of: PopulationArtifact = population): EvaluationArtifact[] {
  return rows.map((row, slot) => {
    const base = { schemaVersion: 1, kind: 'evaluation', individual: of.individuals[slot]!.id, protocol: 'p' } as const;
    if (row === null) return { ...base, status: 'diverged', parameters: 1 };
    return { ...base, status: 'ok', figures: { frechetDistance: row[0], classifierScore: row[1] }, parameters: row[2] };
  });
}
// Front 0: slots 0, 1, 2, 5. Front 1: slot 3. Front 2: slot 4.
const rows: Row[] = [
  [10, 2, 50],
  [20, 3, 60],
  [15, 2.5, 30],
  [21, 2.4, 61],
  [30, 2, 70],
  [12, 2.2, 40],
];
const slotsOf = (ids: readonly string[]): number[] => slotsIn(population, ids);

test('the ranking goes by front and then by crowding, and half of the population survives', () => {
  const { selection } = selectGeneration(parameters, population, evaluate(rows), 1);
  assert.deepEqual(
    selection.ranking.map(({ front }) => front),
    [0, 0, 0, 0, 1, 2],
  );
  assert.deepEqual(
    selection.ranking.map(({ slot }) => slot),
    [0, 2, 1, 5, 3, 4],
  );
  assert.deepEqual(slotsOf(selection.survivors), [0, 2, 1]);
  assert.equal(selection.ranking[3]!.crowding! > 0, true);
});

test('the best is the lowest distance of the first front; score, size and identity break ties, in this order', () => {
  const best = (table: Row[]): number =>
    slotsOf([selectGeneration(parameters, population, evaluate(table), 1).selection.best])[0]!;
  assert.equal(best(rows), 0);
  assert.equal(
    best([
      [5, 2, 9],
      [5, 3, 9],
      [9, 4, 8],
      [9, 4, 8],
      [9, 4, 8],
      [9, 4, 8],
    ]),
    1,
  );
  assert.equal(
    best([
      [5, 3, 9],
      [9, 4, 9],
      [5, 3, 9],
      [9, 1, 1],
      [9, 1, 1],
      [9, 1, 1],
    ]),
    0,
  );
});

test('the best is always in the first front, whatever the distances of others', () => {
  const { selection } = selectGeneration(parameters, population, evaluate(rows), 1);
  const best = selection.ranking.find(({ individual }) => individual.id === selection.best)!;
  assert.equal(best.front, 0);
});

test('diverged individuals rank last and have no figures, whether their images or their training diverged', () => {
  const table = [null, ...rows.slice(1)];
  const { selection } = selectGeneration({ ...parameters, excluded: [2] }, population, evaluate(table), 1);
  const last = selection.ranking.slice(-2);
  assert.deepEqual(
    last.map(({ slot, status, figures }) => [slot, status, figures]),
    [
      [0, 'diverged', undefined],
      [2, 'diverged', undefined],
    ],
  );
  assert.ok(last.every(({ front }) => front > selection.ranking[3]!.front));
});

test('an individual whose evaluation failed ranks last like a diverged one, has a status of its own, and passes nothing on', () => {
  const evaluations = evaluate(rows).map((one, slot): EvaluationArtifact => {
    if (slot !== 0) return one;
    const { schemaVersion, kind, individual, protocol } = one;
    return { schemaVersion, kind, individual, protocol, status: 'failed', parameters: 1 };
  });
  const { selection } = selectGeneration(parameters, population, evaluations, 1);
  const { slot, status, figures } = selection.ranking.at(-1)!;
  assert.deepEqual([slot, status, figures], [0, 'failed', undefined]);
  const diverged = selectGeneration(parameters, population, evaluate([null, ...rows.slice(1)]), 1).selection;
  assert.deepEqual(selection.survivors, diverged.survivors);
});

test('if all individuals diverged, selection orders them by identity', () => {
  const { selection, next } = selectGeneration(parameters, population, evaluate(rows.map(() => null)), 1);
  assert.deepEqual(slotsOf(selection.survivors), [0, 1, 2]);
  assert.deepEqual(selectionNumbers(selection), { bestParameters: 1, frontSize: 6 });
  assert.equal(next!.individuals.length, 6);
});

test('a selection refuses figures of different protocols', () => {
  const evaluations = evaluate(rows).map((one, slot) => (slot === 4 ? { ...one, protocol: 'q' } : one));
  assert.throws(() => selectGeneration(parameters, population, evaluations, 1), { code: 'EAGAN_METRICS_UNEQUAL' });
});

test('a missing evaluation or one of another individual is an internal error', () => {
  const swapped = evaluate(rows).reverse();
  assert.throws(() => selectGeneration(parameters, population, swapped, 1), { code: 'EAGAN_INTERNAL' });
  assert.throws(() => selectGeneration(parameters, population, evaluate(rows.slice(0, 5)), 1), {
    code: 'EAGAN_INTERNAL',
  });
});

test('an objective that the metrics do not provide is refused by name', () => {
  const objectives = { fid: 'minimize' } as const;
  assert.throws(() => selectGeneration({ ...parameters, objectives }, population, evaluate(rows), 1), {
    code: 'EAGAN_PIPELINE_INVALID',
    message: /frechetDistance, classifierScore, parameters \(got fid\)/,
  });
});

test('objectives become vectors to minimise in one order, with a maximised score as its reciprocal', () => {
  const judged = { figures: { frechetDistance: 10, classifierScore: 4 }, parameters: 7 };
  const { frechetDistance, classifierScore, parameters: size } = generatorStage.objectives;
  assert.deepEqual(minimisedObjectives(judged, { objectives: generatorStage.objectives }), [0.25, 10, 7]);
  assert.deepEqual(
    minimisedObjectives(judged, {
      objectives: { parameters: size!, classifierScore: classifierScore!, frechetDistance: frechetDistance! },
    }),
    [0.25, 10, 7],
  );
  assert.deepEqual(minimisedObjectives(judged, { objectives: { frechetDistance: 'maximize' } }), [-10]);
});

const shares: [number, number, number, number][] = [
  [6, 0.5, 6, 3],
  [7, 0.5, 7, 4],
  [25, 0.28, 25, 7],
  [32, 0.5, 32, 16],
  [4, 0.1, 4, 1],
  [6, 0.5, 2, 2],
  [6, 1, 6, 6],
];
for (const [size, survivors, present, expected] of shares) {
  test(`of a population of ${size} with ${present} there, a share of ${survivors} keeps ${expected}`, () => {
    assert.equal(
      survivorCount({ population: size, breeding: { survivors, crossover: 0, mutation: 1 } }, present),
      expected,
    );
  });
}

test('the next population has the unchanged survivors, then offspring that were never evaluated', () => {
  const { selection, next } = selectGeneration(parameters, population, evaluate(rows), 1);
  const ids = next!.individuals.map(({ id }) => id);
  assert.deepEqual(ids, [...selection.survivors, 'g001-i03', 'g001-i04', 'g001-i05']);
  const known = new Set(population.archive);
  for (const { genotype, parents } of next!.individuals.slice(3)) {
    assert.equal(known.has(genotypeKey(genotype)), false);
    assert.ok(parents.every((id) => selection.survivors.includes(id)));
    assert.ok(next!.archive.includes(genotypeKey(genotype)));
  }
  assert.equal(next!.archive.length, 9);
  assert.deepEqual([next!.generation, next!.missingOffspring], [1, 0]);
});

test('the last generation breeds nobody', () => {
  assert.equal(selectGeneration({ ...parameters, last: true }, population, evaluate(rows), 1).next, null);
});

test('with weight resetting everyone takes the best pair’s weights; without it survivors keep theirs and offspring take the first parent’s', () => {
  const oneToOne: SelectParameters = { ...parameters, pairing: 'oneToOne', search: 'generator' };
  const reset = selectGeneration({ ...oneToOne, weightResetting: true }, population, evaluate(rows), 1).next!;
  assert.deepEqual(reset.opponentsFrom, [0, 0, 0, 0, 0, 0]);
  const keptFrom = selectGeneration(oneToOne, population, evaluate(rows), 1).next!;
  const expected = keptFrom.individuals.map(({ id, parents }, slot) => slotsOf([slot < 3 ? id : parents[0]!])[0]);
  assert.deepEqual(keptFrom.opponentsFrom, expected);
  assert.deepEqual(keptFrom.opponentsFrom.slice(0, 3), [0, 2, 1]);
  const other = selectGeneration(
    { ...oneToOne, weightResetting: true },
    population,
    evaluate([...rows].reverse()),
    1,
  ).next!;
  assert.deepEqual(other.opponentsFrom, [5, 5, 5, 5, 5, 5]);
});

test('a many-to-one stage has one opponent', () => {
  const { next } = selectGeneration(
    { ...parameters, weightResetting: true },
    population,
    evaluate([...rows].reverse()),
    1,
  );
  assert.deepEqual(next!.opponentsFrom, [0, 0, 0, 0, 0, 0]);
});

test('offspring that the space cannot give are counted as missing', () => {
  const tiny = {
    network: 'generator',
    allowed: space.allowed.map(() => [[0, 1], [0], [1], [1], [1], [1], [1]]),
  } as const;
  const all = firstPopulation(tiny, 7, 'generator', 1);
  const figures = evaluate([...rows, [40, 2, 80]], all);
  const { next } = selectGeneration({ ...parameters, space: tiny, population: 7 }, all, figures, 1);
  assert.deepEqual([next!.individuals.length, next!.missingOffspring, next!.archive.length], [5, 2, 8]);
});

test('a stage closes with the best and the whole first front', () => {
  const { selection } = selectGeneration({ ...parameters, last: true }, population, evaluate(rows), 1);
  const winner = closeStage({ stage: 'generator', search: 'generator' }, selection);
  assert.equal(winner.winner.individual.id, selection.best);
  assert.deepEqual(winner.front.map(({ slot }) => slot).sort(), [0, 1, 2, 5]);
  assert.deepEqual(winnerNumbers(winner), { frontSize: 4, parameters: 50 });
  assert.deepEqual(selectionNumbers(selection), {
    bestFrechetDistance: 10,
    bestScore: 2,
    bestParameters: 50,
    frontSize: 4,
  });
});

test('the offspring depend on the seed, the ranking does not', () => {
  const select = (seed: number) =>
    selectGeneration({ ...parameters, stage: discriminatorStage.id }, population, evaluate(rows), seed);
  assert.deepEqual(select(1), select(1));
  assert.deepEqual(select(1).selection, select(2).selection);
  assert.notDeepEqual(select(1).next, select(2).next);
});

const official: SelectParameters = { ...parameters, selection: { kind: 'officialRepo' } };

test('the published rule chooses only the survivors: ranking, fronts and best stay those of Pareto selection', () => {
  const [pareto, published] = [parameters, official].map(
    (rules) => selectGeneration(rules, population, evaluate(rows), 1).selection,
  );
  assert.deepEqual(published!.ranking, pareto!.ranking);
  assert.equal(published!.best, pareto!.best);
  assert.equal(published!.survivors.length, 3);
  assert.deepEqual(Object.keys(pareto!), ['schemaVersion', 'kind', 'generation', 'ranking', 'survivors', 'best']);
  assert.equal(published!.rule, 'officialRepo');
});

test('by the published rule survivors depend on seed and generation, with a stream of their own', () => {
  const survivors = (seed: number, generation = 0): string =>
    selectGeneration({ ...official, generation }, population, evaluate(rows), seed).selection.survivors.join();
  assert.equal(survivors(1), survivors(1));
  assert.ok(new Set([1, 2, 3, 4, 5, 6].map((seed) => survivors(seed))).size > 1);
  assert.ok(new Set([1, 2, 3, 4, 5, 6].map((generation) => survivors(1, generation))).size > 1);
});

test('by the published rule diverged individuals survive only if there are too few others, and the next population is complete', () => {
  const few = [null, rows[1]!, null, rows[3]!, null, null];
  const { selection, next } = selectGeneration(official, population, evaluate(few), 1);
  assert.deepEqual(slotsOf(selection.survivors).sort(), [0, 1, 3]);
  assert.equal(next!.individuals.length, 6);
  const enough = [null, ...rows.slice(1)];
  for (let seed = 1; seed <= 20; seed++) {
    const { survivors } = selectGeneration(official, population, evaluate(enough), seed).selection;
    assert.ok(!slotsOf(survivors).includes(0));
  }
});

test('with weight resetting everyone takes the best pair’s weights, even if the best pair does not survive by the published rule', () => {
  const rules: SelectParameters = { ...official, pairing: 'oneToOne', search: 'generator', weightResetting: true };
  const outcomes = Array.from({ length: 40 }, (_, seed) => selectGeneration(rules, population, evaluate(rows), seed));
  assert.ok(outcomes.some(({ selection }) => !selection.survivors.includes(selection.best)));
  for (const { next } of outcomes) assert.deepEqual(next!.opponentsFrom, [0, 0, 0, 0, 0, 0]);
});
