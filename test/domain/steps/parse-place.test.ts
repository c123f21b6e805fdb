// Every place that the program writes can be parsed, and gives the parts that it was written from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { places, scoreName } from '../../../domain/steps/places.js';
import { parsePlace, phaseOf, type ParsedPlace } from '../../../domain/steps/parse-place.js';

const none = { stage: null, generation: null, index: null, subject: null };

/** Places and their parts. */
const written: readonly [place: string, parts: ParsedPlace][] = [
  [places.dataset, { ...none, phase: 'data', part: 'dataset' }],
  [places.extractor, { ...none, phase: 'data', part: 'extractor' }],
  [places.reference, { ...none, phase: 'data', part: 'reference' }],
  [places.openStage('g'), { ...none, phase: 'g', stage: 'g', part: 'open' }],
  [places.segment('g', null, 2), { ...none, phase: 'g', stage: 'g', part: 'warmup', index: 2 }],
  [places.segment('g', 1234, 100), { ...none, phase: 'g', stage: 'g', generation: 1234, part: 'train', index: 100 }],
  [places.evaluate('g', 0, 7), { ...none, phase: 'g', stage: 'g', generation: 0, part: 'evaluate', index: 7 }],
  [places.select('g', 3), { ...none, phase: 'g', stage: 'g', generation: 3, part: 'select' }],
  [places.closeStage('g'), { ...none, phase: 'g', stage: 'g', part: 'close' }],
  [places.finalExtractor, { ...none, phase: 'final', part: 'extractor' }],
  [places.finalReference, { ...none, phase: 'final', part: 'reference' }],
  [places.openFinal, { ...none, phase: 'final', part: 'open' }],
  [places.finalSegment(1), { ...none, phase: 'final', part: 'train', index: 1 }],
  [places.score(scoreName('noise', null)), { ...none, phase: 'final', part: 'score', subject: 'noise' }],
  [places.score(scoreName('trained', 200)), { ...none, phase: 'final', part: 'score', index: 200 }],
  [places.export, { ...none, phase: 'final', part: 'export' }],
  ['g', { ...none, phase: 'g', stage: 'g', part: null }],
  ['g/gen-003', { ...none, phase: 'g', stage: 'g', generation: 3, part: null }],
  ['final/score', { ...none, phase: 'final', part: 'score' }],
];

test('a place is parsed into the parts it was written from', () => {
  for (const [place, parts] of written) assert.deepEqual(parsePlace(place), parts, place);
  const makers = Object.keys(places);
  assert.equal(new Set(written.map(([place]) => place)).size, written.length);
  assert.ok(written.length >= makers.length, 'places.ts writes a place that is not tried here');
});

test('a stage may be called data', () => {
  assert.equal(parsePlace('data/open')?.stage, 'data');
  assert.equal(parsePlace('dataset')?.stage, null);
});

test('a text that is no place of a run has no parts, and its first word as the phase', () => {
  for (const text of ['', '/', 'g/x', 'g/gen-1', 'g/gen-001/x', 'g/open/x', 'final/score/x', 'export/x', 'g/warmup/1'])
    assert.equal(parsePlace(text), null, text);
  assert.equal(phaseOf('g/x/y'), 'g');
});
