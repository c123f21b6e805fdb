// The titles of steps in Temporal's web UI.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { places, scoreName } from '../../../domain/steps/places.js';
import { stepTitle } from '../../../domain/steps/step-title.js';

const names = { individuals: ['g000-i01', 'g002-i03'], segments: 4 };

const titles: readonly (readonly [place: string | null, title: string])[] = [
  [places.dataset, 'read the images'],
  [places.extractor, 'train the extractor'],
  [places.reference, 'statistics of the real images'],
  [places.openStage('generator'), 'fresh supernet, first population'],
  [places.segment('generator', null, 0), 'warm-up, segment 1 of 4'],
  [places.segment('generator', 2, 3), 'train, segment 4 of 4'],
  [places.evaluate('generator', 2, 1), 'evaluate g002-i03'],
  [places.select('generator', 2), 'select and breed'],
  [places.closeStage('generator'), 'name the winner'],
  [places.finalExtractor, 'the extractor of the final figures'],
  [places.finalReference, 'statistics of the real images for the final figures'],
  [places.openFinal, 'fresh weights for the winner'],
  [places.finalSegment(1), 'train the winner, segment 2 of 4'],
  [places.score(scoreName('noise', null)), 'score noise'],
  [places.score(scoreName('heldOut', null)), 'score real images that were held out'],
  [places.score(scoreName('untrained', null)), 'score the winner before training'],
  [places.score(scoreName('trained', 200)), 'score the winner after 200 iterations'],
  [places.export, 'export the winner'],
  [null, 'record the end of the run'],
];

for (const [place, title] of titles)
  test(`${place ?? 'no place'} is called: ${title}`, () => assert.equal(stepTitle(place, names), title));

test('a step has a title although its workflow knows no names', () => {
  assert.equal(stepTitle(places.evaluate('generator', 2, 7)), 'evaluate slot 7');
  assert.equal(stepTitle(places.evaluate('generator', 2, 7), names), 'evaluate slot 7');
  assert.equal(stepTitle(places.segment('generator', 2, 0)), 'train, segment 1');
  assert.equal(stepTitle('no place at all'), 'no place at all');
});
