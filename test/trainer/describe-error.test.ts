// What a trainer child tells the worker about an error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EaganError } from '../../domain/errors.js';
import { ObjectError } from '../../domain/steps/objects.js';
import { openStore } from '../../store/index.js';
import { describeError, reviveError } from '../../trainer/describe-error.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The error after it has gone through the channel between two processes. */
const sent = (error: unknown): EaganError =>
  reviveError(JSON.parse(JSON.stringify(describeError(error))) as ReturnType<typeof describeError>);

test('the worker gets the same missing object as the trainer', async () => {
  const { objects } = await openStore(temporaryFolder());
  const error = await objects.get('a'.repeat(64)).catch((thrown: unknown) => thrown as ObjectError);
  assert.ok(error instanceof ObjectError);
  const revived = sent(error);
  assert.ok(revived instanceof ObjectError);
  const { code, message, cure, stack, object } = error;
  assert.deepEqual({ ...revived, message: revived.message, stack: revived.stack }, { ...error, message, stack });
  assert.deepEqual([revived.code, revived.cure, revived.object], [code, cure, object]);
});

test('an error that is about no object names none', () => {
  const revived = sent(new EaganError('EAGAN_DISK_FULL', 'full', 'Free some space.'));
  assert.ok(!(revived instanceof ObjectError));
  assert.deepEqual([revived.code, revived.message, revived.cure], ['EAGAN_DISK_FULL', 'full', 'Free some space.']);
});
