// The exact hypervolume, and stages that end early because their front no longer grows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HypervolumeRecord, RankedIndividual } from '../../../domain/steps/artifacts.js';
import { endsEarly, recordHypervolume } from '../../../domain/search/early-stopping.js';
import { hypervolume, referencePoint } from '../../../domain/search/hypervolume.js';
import type { Stage } from '../../../domain/pipeline.js';
import { expectedSteps } from '../../../domain/plan/index.js';
import { stepKey } from '../../../domain/steps/step.js';
import { discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';
import { simulate } from '../plan/simulation.js';

/** Counts the unit cubes of an integer grid that a point dominates: the definition of the hypervolume. */
function countedCubes(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const walk = (cube: number[]): number => {
    if (cube.length === reference.length)
      return points.some((point) => point.every((value, i) => value <= cube[i]!)) ? 1 : 0;
    return Array.from({ length: reference[cube.length]! }, (_, next) => walk([...cube, next])).reduce(
      (a, b) => a + b,
      0,
    );
  };
  return walk([]);
}

for (const objectives of [1, 2, 3, 4, 5]) {
  const side = objectives < 4 ? 7 : 4;
  const points = fc.array(fc.array(fc.nat(side + 1), { minLength: objectives, maxLength: objectives }), {
    maxLength: 9,
  });
  const reference = new Array<number>(objectives).fill(side);

  test(`the hypervolume of ${objectives} objectives is the number of dominated cubes of a grid`, () => {
    fc.assert(
      fc.property(points, (front) => {
        assert.equal(hypervolume(front, reference), countedCubes(front, reference));
      }),
      { numRuns: 150, seed: 10 + objectives },
    );
  });

  test(`another point never reduces the hypervolume of ${objectives} objectives, and the order of points does not matter`, () => {
    fc.assert(
      fc.property(points, fc.array(fc.nat(side), { minLength: objectives, maxLength: objectives }), (front, more) => {
        const volume = hypervolume(front, reference);
        assert.ok(hypervolume([...front, more], reference) >= volume);
        assert.equal(hypervolume([...front].reverse(), reference), volume);
      }),
      { numRuns: 100, seed: 20 + objectives },
    );
  });
}

test('the hypervolume of three points of three objectives and the reference point of a generation equal values computed by hand', () => {
  const front = [[1, 2, 3], [2, 1, 3], [3, 3, 1]]; // prettier-ignore
  assert.equal(hypervolume(front, [4, 4, 4]), 6 + 6 - 4 + 3 - 1);
  assert.deepEqual(referencePoint([[1, 5, 0, -10], [3, 5, 0, -20]]), [3.2, 5.5, 1, -9]); // prettier-ignore
});

const objectives: Stage['objectives'] = { frechetDistance: 'minimize', parameters: 'minimize' };
/** Individuals of a first front by [distance, size]; null: diverged, on the next front. */
const ranked = (rows: readonly (readonly [number, number] | null)[]): RankedIndividual[] =>
  rows.map((row, slot) => {
    const individual = { id: `i${slot}`, genotype: [], parents: [], operator: 'random', born: 0 } as const;
    const rank = { individual, slot, front: row ? 0 : 1, crowding: null };
    if (row === null) return { ...rank, status: 'diverged', parameters: 1 };
    return { ...rank, status: 'ok', figures: { frechetDistance: row[0], classifierScore: 1 }, parameters: row[1] };
  });
const record = (fronts: readonly Parameters<typeof ranked>[0][], minimumGain: number): (HypervolumeRecord | null)[] => {
  const records: (HypervolumeRecord | null)[] = [];
  for (const front of fronts)
    records.push(
      recordHypervolume(records.at(-1) ?? null, ranked(front), { objectives }, { generations: 9, minimumGain }),
    );
  return records;
};

test('a generation without enough gain counts, small gains add up until they are enough, and a loss never lowers the mark', () => {
  const from: [number, number][] = [[10, 0], [0, 10]]; // prettier-ignore
  const near = (value: number): [number, number][] => [...from, [value, value]]; // (10 − value)² more
  const told = record([from, near(9.9), near(9), near(8.4), from], 0.1);
  assert.deepEqual(
    told.map((one) => one!.withoutGain),
    [0, 1, 2, 0, 1],
  );
  assert.deepEqual(told[0]!.reference, [11, 11]);
  assert.deepEqual(
    told.map((one) => Number(one!.hypervolume.toFixed(9))),
    [21, 21.01, 22, 23.56, 21],
  );
  assert.deepEqual(
    told.map((one) => Number(one!.mark.toFixed(9))),
    [21, 21, 21, 23.56, 23.56],
  );
});

test('with a minimum gain of 0 any growth is a gain, and no growth is none', () => {
  const told = record([[[10, 10]], [[10, 10]], [[9.999, 10]], [[9.999, 10]]], 0);
  assert.deepEqual(
    told.map((one) => one!.withoutGain),
    [0, 1, 0, 1],
  );
});

test('the first generation in which an individual has figures fixes the reference; until then nothing counts', () => {
  const told = record(
    [
      [null, null],
      [null, [10, 10]],
      [[20, 20], null],
      [null, null],
    ],
    0,
  );
  assert.equal(told[0], null);
  assert.deepEqual(told.slice(1).map((one) => one!.reference), [[11, 11], [11, 11], [11, 11]]); // prettier-ignore
  assert.deepEqual(told.slice(1).map((one) => [one!.hypervolume, one!.withoutGain]), [[1, 0], [0, 1], [0, 2]]); // prettier-ignore
  assert.equal(endsEarly(null, { generations: 1, minimumGain: 0 }), false);
  assert.equal(endsEarly(told[2]!, { generations: 2, minimumGain: 0 }), false);
  assert.equal(endsEarly(told[3]!, { generations: 2, minimumGain: 0 }), true);
});

const gd1 = [generatorStage, discriminatorStage].map((stage) => ({ ...stage, generations: 12 }));

test('a stage with an unreachable minimum gain ends after the allowed generations and closes, and the next stage begins', async () => {
  const stages = [{ ...gd1[0]!, earlyStopping: { generations: 2, minimumGain: 100 } }, gd1[1]!];
  const { selections, winners, steps } = await simulate(pipelineOf(stages));
  assert.deepEqual(
    selections['generator']!.map(({ progress }) => progress!.withoutGain),
    [0, 1, 2],
  );
  assert.deepEqual(
    selections['generator']!.map(({ stoppedEarly }) => stoppedEarly),
    [undefined, undefined, true],
  );
  assert.equal(winners[0]!.winner.individual.id, selections['generator']!.at(-1)!.best);
  assert.equal(selections['discriminator']!.length, 12);
  const places = steps.map(({ place }) => place);
  assert.deepEqual(
    places.filter((place) => place.startsWith('generator/gen-003')),
    [],
  );
  const expected = new Set((await expectedSteps(pipelineOf(stages), 4000)).map(({ place }) => place));
  assert.ok(places.every((place) => expected.has(place)));
  assert.ok(places.includes('generator/close') && places.includes('export'));
});

test('a stage that stops early has the same steps up to its end as one that does not: only the progress entry of selections differs', async () => {
  const stopping = gd1.map((stage) => ({ ...stage, earlyStopping: { generations: 2, minimumGain: 0.5 } }));
  const [plain, stopped] = [await simulate(pipelineOf(gd1)), await simulate(pipelineOf(stopping))];
  const until = stopped.selections['generator']!.length;
  assert.ok(until < 12);
  assert.deepEqual(
    stopped.selections['generator']!.map(({ survivors, best }) => [survivors, best]),
    plain.selections['generator']!.slice(0, until).map(({ survivors, best }) => [survivors, best]),
  );
  const evaluations = ({ steps }: typeof plain): string[] =>
    steps.filter(({ place }) => /^generator\/gen-00[0-2]\/evaluate/.test(place)).map(stepKey);
  assert.deepEqual(evaluations(stopped), evaluations(plain));
});

test('ending after the last generation is not an early end, and without early stopping nothing is recorded', async () => {
  const stage = { ...generatorStage, generations: 3, earlyStopping: { generations: 2, minimumGain: 100 } };
  const { selections } = await simulate(pipelineOf([stage]));
  assert.deepEqual(
    selections['generator']!.map(({ stoppedEarly }) => stoppedEarly),
    [undefined, undefined, undefined],
  );
  const plain = await simulate(pipelineOf([generatorStage]));
  assert.ok(plain.selections['generator']!.every((selection) => !('progress' in selection)));
  assert.ok(plain.populations['generator']!.every((population) => !('progress' in population)));
});
