// A run that fails is either blocked by something outside, or has failed because of its input.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocks } from '../../../domain/runs/run-state.js';

for (const code of [
  'EAGAN_TRAINER_CRASHED',
  'EAGAN_TRAINER_HUNG',
  'EAGAN_OUT_OF_MEMORY',
  'EAGAN_DISK_FULL',
  'EAGAN_OBJECT_MISSING',
]) {
  test(`${code} blocks a run, which continues when the cause is gone`, () => assert.equal(blocks(code), true));
}
for (const code of [
  'EAGAN_PIPELINE_INVALID',
  'EAGAN_NOT_REPRODUCIBLE',
  'EAGAN_DATASET_CHANGED',
  'EAGAN_INTERNAL',
  'toString',
]) {
  test(`${code} fails a run, because another try would give the same`, () => assert.equal(blocks(code), false));
}
