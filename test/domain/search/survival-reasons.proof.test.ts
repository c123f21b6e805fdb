// Every reason is true, for every rule: checked against figures, ranking and survivors of random generations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { explainSelection, type ExplainedIndividual } from '../../../domain/search/explain-selection.js';
import { frontsByLevel } from '../../../domain/search/official-selection.js';
import { dominates } from '../../../domain/search/pareto.js';
import { minimisedObjectives } from '../../../domain/search/ranking.js';
import { selectGeneration } from '../../../domain/search/selection.js';
import type { SurvivalReason } from '../../../domain/search/survival-reasons.js';
import { officialFigures } from '../../../domain/search/survival.js';
import type { RankedIndividual, SelectionArtifact } from '../../../domain/steps/artifacts.js';
import { generations, type RandomGeneration } from './generations.js';

interface Explained {
  readonly generation: RandomGeneration;
  readonly selection: SelectionArtifact;
  readonly explained: ReadonlyMap<string, ExplainedIndividual>;
}

function explain(generation: RandomGeneration): Explained {
  const { parameters, population, evaluations, seed } = generation;
  const { selection } = selectGeneration(parameters, population, evaluations, seed);
  return { generation, selection, explained: explainSelection(parameters, population, evaluations, seed, selection) };
}

type Check<B extends SurvivalReason['because']> = (
  reason: Extract<SurvivalReason, { because: B }>,
  own: RankedIndividual,
  all: Explained,
) => void;

const rankOf = ({ selection }: Explained, id: string): number =>
  selection.ranking.findIndex(({ individual }) => individual.id === id);
const judgedOf = ({ selection }: Explained): RankedIndividual[] =>
  selection.ranking.filter(({ status }) => status === 'ok');
const survives = ({ selection }: Explained, id: string): boolean => selection.survivors.includes(id);
const places = ({ selection }: Explained): number => selection.survivors.length;

const checks: { readonly [B in SurvivalReason['because']]: Check<B> } = {
  roomForAll: (_, own, all) =>
    assert.ok(own.status === 'ok' && judgedOf(all).every(({ individual }) => survives(all, individual.id))),
  front: (_, own, all) => assert.ok(rankOf(all, own.individual.id) < places(all)),
  dominated({ by, filledBy }, own, all) {
    const { parameters } = all.generation;
    const dominators = judgedOf(all).filter((other) =>
      dominates(minimisedObjectives(other, parameters), minimisedObjectives(own, parameters)),
    );
    assert.deepEqual(
      by,
      dominators.map(({ individual }) => individual.id),
    );
    assert.ok(by.length > 0 && own.front + 1 > filledBy);
    assert.ok(
      all.selection.ranking.every(({ front, individual }) => front + 1 <= filledBy || !survives(all, individual.id)),
    );
  },
  crowding({ last }, own, all) {
    assert.ok(survives(all, last.individual.id) && last.front === own.front);
    assert.ok((own.crowding ?? Infinity) < (last.crowding ?? Infinity));
  },
  tie({ last, by }, own, all) {
    assert.ok(survives(all, last.individual.id) && last.front === own.front && last.crowding === own.crowding);
    const value = (of: RankedIndividual): unknown =>
      by === 'parameters'
        ? of.parameters
        : by === 'frechetDistance'
          ? of.figures!.frechetDistance
          : of.figures!.classifierScore;
    if (by === null) assert.ok(last.individual.id < own.individual.id);
    else if (by === 'classifierScore') assert.ok((value(last) as number) > (value(own) as number));
    else assert.ok((value(last) as number) < (value(own) as number));
  },
  noFigures({ why, judged }, own, all) {
    assert.ok(own.status !== 'ok' && judged === judgedOf(all).length);
    const evaluation = all.generation.evaluations[own.slot]!;
    if (why === 'failed') assert.equal(evaluation.status, 'failed');
    else if (why === 'excluded') assert.ok(all.generation.parameters.excluded.includes(own.slot));
    else assert.equal(evaluation.status, 'diverged');
  },
  nobodySurvives: (_, __, all) => assert.deepEqual(all.selection.survivors, []),
  spaceUsedUp: ({ first }, __, all) => assert.deepEqual(all.selection.survivors, [first]),
  wonTournament({ over }, own, all) {
    assert.ok(over.every((id) => rankOf(all, id) > rankOf(all, own.individual.id)));
  },
  lostTournaments({ lost }, own, all) {
    assert.ok(lost.length > 0);
    for (const { to } of lost) assert.ok(survives(all, to) && rankOf(all, to) < rankOf(all, own.individual.id));
  },
  notDrawn: ({ rounds }, _, all) => assert.equal(rounds, places(all)),
  level({ level, sorts }, own, all) {
    const index = rankOf(all, own.individual.id);
    const fronts = frontsByLevel(judgedOf(all).map(officialFigures))[level - 1]!;
    assert.equal(sorts.length, fronts.filter((front) => front.includes(index)).length);
    assert.ok(sorts.length > 0);
  },
  levelDraw: ({ places: drawn, among, level }, own, all) => {
    const index = rankOf(all, own.individual.id);
    assert.ok(drawn < among);
    assert.ok(frontsByLevel(judgedOf(all).map(officialFigures))[level - 1]!.some((front) => front.includes(index)));
  },
  laterLevel({ level, filledBy }, own, all) {
    const index = rankOf(all, own.individual.id);
    const levels = frontsByLevel(judgedOf(all).map(officialFigures));
    assert.equal(levels.findIndex((sorts) => sorts.some((front) => front.includes(index))) + 1, level);
    assert.ok(level > filledBy);
  },
};

test('every individual of a generation has one true reason, and it says survived exactly for the survivors', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(generations, (generation) => {
      const all = explain(generation);
      assert.equal(all.explained.size, generation.population.individuals.length);
      for (const [index, own] of all.selection.ranking.entries()) {
        const { id } = own.individual;
        const { reason, rank, front, isBest, dominatedBy } = all.explained.get(id)!;
        seen.add(reason.because);
        assert.equal(reason.survived, survives(all, id), reason.because);
        assert.deepEqual([rank, front, isBest], [index + 1, own.front + 1, all.selection.best === id]);
        assert.equal(dominatedBy.length === 0, own.front === 0 || own.status !== 'ok');
        (checks[reason.because] as Check<typeof reason.because>)(reason as never, own, all);
      }
    }),
    { numRuns: 1500, seed: 1 },
  );
  // The large spaces of these generations are never used up.
  assert.deepEqual(
    Object.keys(checks).filter((because) => !seen.has(because)),
    ['spaceUsedUp'],
  );
});

test('a selection that the rule does not give is refused', () => {
  const [generation] = fc.sample(generations, { numRuns: 1, seed: 3 });
  const { parameters, population, evaluations, seed } = generation!;
  const { selection } = selectGeneration(parameters, population, evaluations, seed);
  const others = selection.ranking.map(({ individual }) => individual.id).filter((id) => id !== selection.best);
  const forged = { ...selection, best: others[0]! };
  assert.throws(() => explainSelection(parameters, population, evaluations, seed, forged), {
    code: 'EAGAN_RECORD_INCONSISTENT',
  });
});
