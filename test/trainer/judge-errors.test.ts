// Errors about the judge of the final pair name its keys, and say how to go on without it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EaganError } from '../../domain/errors.js';
import { namingJudge } from '../../trainer/judging/judge-errors.js';

const cause = new Error('read');
const failing = (): Promise<never> =>
  Promise.reject(
    new EaganError(
      'EAGAN_EXTRACTOR_USELESS',
      'metrics.reference.path is wrong, raise metrics.extractor.epochs',
      'eagan run FILE --set metrics.extractor.epochs=9',
      { cause },
    ),
  );

test('an error of the search stays what it is', async () => {
  await assert.rejects(namingJudge('extractor', failing), { cure: 'eagan run FILE --set metrics.extractor.epochs=9' });
});

test('an error of the final judge names its keys, keeps code and cause, and names the switch', async () => {
  await assert.rejects(namingJudge('final/extractor', failing), {
    code: 'EAGAN_EXTRACTOR_USELESS',
    message: 'finalTraining.metrics.reference.path is wrong, raise finalTraining.metrics.extractor.epochs',
    cure: /^eagan run FILE --set finalTraining\.metrics\.extractor\.epochs=9 Or .* --set finalTraining\.metrics=null$/,
    cause,
  });
});

test('what is no error of ours passes unchanged', async () => {
  await assert.rejects(
    namingJudge('final/reference', () => Promise.reject(cause)),
    cause,
  );
});
