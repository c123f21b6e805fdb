// The trace of breeding is the breeding: the same individuals from the same draws, and the told changes make the child.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Genotype } from '../../../domain/pipeline.js';
import { birthOf, geneChanges, traceBreeding, traceFirst, type Birth } from '../../../domain/search/breeding-trace.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { genes, genotypeKey, operationName } from '../../../domain/search/genotype.js';
import { selectGeneration } from '../../../domain/search/selection.js';
import { fromParts, partsOf, spacesWithin, type StageSpace } from '../../../domain/search/stage-space.js';
import type { Individual } from '../../../domain/steps/artifacts.js';
import { generations } from './generations.js';

/** The genotype after the told changes, from the first parent on. */
function changed(space: StageSpace, first: Genotype, birth: Birth, parent: Individual): Genotype {
  const told = geneChanges(space, birth, parent);
  const parts = partsOf(space, first).map((part, index) => {
    const { network } = spacesWithin(space)[index]!;
    return part.map((cell, at) =>
      cell.map((value, gene) => {
        const { name, kind } = genes[network][gene]!;
        const change = told.find((one) => one.network === network && one.cell === at + 1 && one.gene === name);
        if (change === undefined) return value;
        assert.equal(change.before, operationName(kind, value));
        const names = [-1, 0, 1, 2, 3, 4, 5, 6].filter((other) => operationName(kind, other) === change.after);
        return names[0]!;
      }),
    );
  });
  return fromParts(parts);
}

test('listening to breeding changes nothing, and the births are those of the individuals', () => {
  fc.assert(
    fc.property(generations, ({ parameters, population, evaluations, seed }) => {
      const { next } = selectGeneration(parameters, population, evaluations, seed);
      const heard = selectGeneration(parameters, population, evaluations, seed, () => undefined).next;
      assert.deepEqual(heard, next);
      const offspring = next!.individuals.filter(({ born }) => born === parameters.generation + 1);
      const births = traceBreeding(parameters, population, evaluations, seed);
      assert.deepEqual(
        births.map(({ individual }) => individual),
        offspring,
      );
      for (const individual of offspring) assert.deepEqual(birthOf(births, individual).individual, individual);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('a birth tells the drawn parents, and its changes turn the first parent into the child', () => {
  fc.assert(
    fc.property(generations, ({ parameters, population, evaluations, seed }) => {
      const { space } = parameters;
      const byId = new Map(population.individuals.map((individual) => [individual.id, individual]));
      for (const birth of traceBreeding(parameters, population, evaluations, seed)) {
        const { individual, drawn, parts } = birth;
        const first = byId.get(individual.parents[0] ?? '');
        if (first === undefined) {
          assert.deepEqual([individual.operator, drawn, parts], ['random', [], []]);
          continue;
        }
        assert.deepEqual(drawn.slice(0, individual.parents.length), individual.parents);
        assert.equal(genotypeKey(changed(space, first.genotype, birth, first)), genotypeKey(individual.genotype));
        const told = geneChanges(space, birth, first);
        assert.equal(told.some(({ from }) => from !== null) && !individual.operator.includes('crossover'), false);
        assert.equal(told.some(({ from }) => from === null) && !individual.operator.includes('mutation'), false);
        for (const { from, network, cell, gene, after } of told.filter((change) => change.from !== null)) {
          const giver = byId.get(from!)!;
          const part = partsOf(space, giver.genotype)[spacesWithin(space).findIndex((one) => one.network === network)]!;
          const index = genes[network].findIndex(({ name }) => name === gene);
          const cells =
            space.network !== 'both' && space.constraints?.some(({ kind }) => kind === 'equalCells')
              ? part
              : [part[cell - 1]!];
          assert.ok(cells.some((values) => operationName(genes[network][index]!.kind, values[index]!) === after));
        }
      }
    }),
    { numRuns: 300, seed: 2 },
  );
});

test('attempts are counted over the whole stream: kept and rejected ones together', () => {
  fc.assert(
    fc.property(generations, ({ parameters, population, evaluations, seed }) => {
      const verdicts: string[] = [];
      selectGeneration(parameters, population, evaluations, seed, ({ verdict }) => void verdicts.push(verdict));
      const births = traceBreeding(parameters, population, evaluations, seed);
      let attempts = 0;
      for (const { attempt, rejected } of births) {
        const own = verdicts.slice(attempts, attempt - 1);
        assert.deepEqual(rejected, {
          known: own.filter((verdict) => verdict === 'known').length,
          illegal: own.filter((verdict) => verdict === 'illegal').length,
        });
        assert.equal(verdicts[attempt - 1], 'kept');
        attempts = attempt;
      }
      assert.equal(verdicts.slice(attempts).includes('kept'), false);
    }),
    { numRuns: 200, seed: 3 },
  );
});

test('the first individuals are random, and each is told with its attempt', () => {
  fc.assert(
    fc.property(generations, ({ parameters: { space, population, stage }, seed }) => {
      const births = traceFirst({ space, population }, stage, seed);
      assert.deepEqual(
        births.map(({ individual }) => individual),
        firstPopulation(space, population, stage, seed).individuals,
      );
      assert.ok(births.every(({ drawn, attempt }, index) => drawn.length === 0 && attempt >= index + 1));
    }),
    { numRuns: 50, seed: 4 },
  );
});

test('an individual with another genotype than its breeding gave is refused', () => {
  const [generation] = fc.sample(generations, { numRuns: 1, seed: 5 });
  const { parameters, seed } = generation!;
  const births = traceFirst(parameters, parameters.stage, seed);
  const forged = { ...births[0]!.individual, genotype: births[1]!.individual.genotype };
  assert.throws(() => birthOf(births, forged), { code: 'EAGAN_RECORD_INCONSISTENT' });
});
