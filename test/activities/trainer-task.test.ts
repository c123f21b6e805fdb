// The files that a trainer reads are those of the judge at the step's place, whichever step's request asks for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taskCircumstances } from '../../activities/trainer-task.js';
import { omit } from '../../domain/omit.js';

const circumstances = { recoveryEveryMs: 1, fresh: false, extractorPath: '/search.pb', referencePath: '/search.npz' };
const ofSearch = omit(circumstances, 'fresh');
const finalJudge = { extractorPath: '/final.pb' };

test('a step of the final part reads the files of its own judge, and no other', () => {
  const of = (place: string): unknown =>
    taskCircumstances({ circumstances: { ...circumstances, finalJudge } }, { place });
  assert.deepEqual(of('final/extractor'), { recoveryEveryMs: 1, extractorPath: '/final.pb' });
  assert.deepEqual(of('extractor'), ofSearch);
  assert.deepEqual(of('generator/gen-000/evaluate/00'), ofSearch);
});

test('without a judge of its own the final part reads the files of the search', () => {
  assert.deepEqual(taskCircumstances({ circumstances }, { place: 'final/score/noise' }), ofSearch);
});
