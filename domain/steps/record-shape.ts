// The form of records and attempts: what readers rely on.
import { absentOr, be, count, fields, finite, listOf, mapOf, mapping, nullOr, oneOf, text } from '../shape.js';
import { isFileName } from '../file-name.js';
import { stepKindNames } from './kinds.js';

/** Names files, so nothing in it may be a path. */
const name = be('a short name of letters, digits, _ and -', (value) => isFileName(value));

/** Readers take the parameters by the kind: the key, which is recomputed where it matters, covers them. */
const step = fields({
  kind: oneOf(...stepKindNames),
  kindVersion: count,
  place: text,
  inputs: mapOf(text),
  parameters: mapping,
});

const circumstances = fields({
  run: text,
  startedAt: text,
  finishedAt: text,
  host: text,
  attempt: count,
  attempts: absentOr(listOf(fields({ code: text, startedAt: text }))),
});

const record = fields({
  key: name,
  fingerprint: name,
  step,
  outputs: mapOf(text),
  numbers: mapOf(finite),
  status: oneOf('ok', 'diverged', 'failed'),
  circumstances,
});

const attempt = fields({
  epoch: count,
  workflowRunId: text,
  activityId: text,
  attempt: count,
  host: text,
  startedAt: text,
  worker: absentOr(text),
  tidies: absentOr(oneOf(true)),
  end: nullOr(fields({ at: text, code: text, message: text, iteration: nullOr(count) })),
});

/** What is wrong with a value that must be a record of a step; null: nothing. */
export const recordProblem = (value: unknown): string | null => record(value, 'record');

/** The same for an attempt at a step. */
export const attemptProblem = (value: unknown): string | null => attempt(value, 'attempt');
