// Another selection from recorded figures: nothing parts where nothing is changed, and what parts is what would have.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { fullSpace } from '../../../domain/search/search-space.js';
import { selectOtherwise, type SelectedGeneration } from '../../../domain/search/select-otherwise.js';
import { selectGeneration } from '../../../domain/search/selection.js';
import type { SelectParameters } from '../../../domain/steps/step-parameters.js';
import { selectParameters } from '../fixtures.js';
import { evaluate, generations } from './generations.js';

/** A search of a few generations, as it is recorded. */
function search(changes: Partial<SelectParameters>, seed: number, count = 4): SelectedGeneration[] {
  const space = fullSpace('generator');
  const found: SelectedGeneration[] = [];
  let population = firstPopulation(space, 6, 'generator', seed);
  for (let generation = 0; generation < count; generation++) {
    const parameters = { ...selectParameters, space, ...changes, generation, last: generation === count - 1 };
    const evaluations = evaluate(population, seed + generation, 50);
    found.push({ parameters, population, evaluations, seed });
    const { next } = selectGeneration(parameters, population, evaluations, seed);
    if (next === null) break;
    population = next;
  }
  return found;
}

test('the rule that was used changes nothing, whatever it is', () => {
  fc.assert(
    fc.property(generations, (generation) => {
      const [only] = selectOtherwise([generation], {});
      assert.equal(only!.parts, null);
      assert.deepEqual(only!.recorded, only!.otherwise);
    }),
    { numRuns: 200, seed: 1 },
  );
  const early = search({ earlyStopping: { generations: 2, minimumGain: 0.5 } }, 3, 6);
  assert.deepEqual(new Set(selectOtherwise(early, {}).map(({ parts }) => parts)), new Set([null]));
});

test('the survivors are those of a selection with that rule, and the first difference is named', () => {
  const recorded = search({}, 1);
  const others = selectOtherwise(recorded, { selection: { kind: 'random' } });
  assert.deepEqual(
    others.map(({ parts, otherwise }) => [parts, otherwise.survivors.length]),
    [
      ['survivors', 0],
      ['survivors', 0],
      ['survivors', 0],
      [null, 0],
    ],
    'in the last generation only the best and the front count',
  );
  for (const [index, { parameters, population, evaluations, seed }] of recorded.entries()) {
    const selection = { kind: 'tournament', size: 3 } as const;
    const [other] = selectOtherwise([recorded[index]!], { selection });
    const real = selectGeneration({ ...parameters, selection }, population, evaluations, seed);
    assert.deepEqual(other!.otherwise.survivors, real.selection.survivors);
  }
});

test('other objectives rank otherwise: the same survivors in another order part too', () => {
  const breeding = { ...selectParameters.breeding, survivors: 0.8 };
  const change = { objectives: { frechetDistance: 'minimize' }, best: ['frechetDistance'] } as const;
  const parts = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) =>
    selectOtherwise(search({ breeding }, seed), change).map((one) => one.parts),
  );
  for (const parting of ['survivors', 'order', 'front']) assert.ok(parts.includes(parting as never), parts.join());
});

test('a stage that would have ended in another generation parts there, by the hypervolume of its own objectives', () => {
  const stopping = { earlyStopping: { generations: 1, minimumGain: 10 } };
  const [first, second] = selectOtherwise(search({}, 1), {});
  assert.deepEqual([first!.recorded.endsStage, second!.recorded.endsStage], [false, false]);
  const ended = search(stopping, 1);
  assert.equal(ended.length, 2, 'it ends after its second generation');
  const others = selectOtherwise(ended, { objectives: { frechetDistance: 'minimize' }, best: ['frechetDistance'] });
  assert.equal(others[1]!.otherwise.endsStage, true);
});

test('a figure that was not recorded is refused with those that were', () => {
  const recorded = search({}, 1);
  assert.throws(() => selectOtherwise(recorded, { objectives: { latency: 'minimize' }, best: ['latency'] }), {
    code: 'EAGAN_FIGURE_NOT_RECORDED',
    message: /needs latency of every individual of generator\/gen-000 \(g000-i0\d has only .*parameters\)/,
    cure: /--objectives frechetDistance,classifierScore,parameters/,
  });
});
