// Steps that were superseded: which ledger lines still count, and from which epoch on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countsSince, standsBy } from '../../../domain/steps/supersession.js';
import { discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';

const gd1 = pipelineOf([generatorStage, discriminatorStage]);
const taken = [
  { epoch: 2, from: 'generator/gen-001' },
  { epoch: 4, from: 'final' },
  { epoch: 5, from: 'discriminator/close' },
];

const since: Record<string, number | null> = {
  'generator/gen-000/select': null,
  'generator/gen-001/train/segment-00': 2,
  'discriminator/gen-001/select': 2,
  'discriminator/close': 5,
  'final/open': 5,
};
for (const [place, epoch] of Object.entries(since)) {
  test(`lines of ${place} count if they were entered ${epoch === null ? 'in any epoch' : `since epoch ${epoch}`}`, () => {
    assert.equal(countsSince(taken, gd1)(place), epoch);
    const stands = standsBy(taken, gd1);
    const counted = [1, 2, 3, 4, 5, 6].filter((at) => stands({ place, epoch: at }));
    assert.equal(counted[0], epoch ?? 1);
    assert.equal(counted.length, 7 - (epoch ?? 1));
  });
}

test('a later supersession of a later place does not restore what an earlier one superseded', () => {
  const stands = standsBy(
    [
      { epoch: 3, from: 'generator' },
      { epoch: 4, from: 'final' },
    ],
    gd1,
  );
  assert.deepEqual(
    [2, 3, 4].map((epoch) => stands({ place: 'generator/open', epoch })),
    [false, true, true],
  );
});
