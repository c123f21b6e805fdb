// The form of records and ledger lines: what readers rely on. A digest shows that a line is as it was written, not who
// wrote it.
import {
  absentOr,
  count,
  digest,
  fields,
  finite,
  listOf,
  mapOf,
  mapping,
  nullOr,
  oneOf,
  text,
  type Shape,
} from '../shape.js';
import { stepKindNames, type StepKind } from './kinds.js';

/** What readers of records use of a step's parameters. */
const parameters: { readonly [K in StepKind]: Shape } = {
  ingest: fields({ dataset: mapping }),
  fitExtractor: fields({ extractor: mapping }),
  referenceStatistics: mapping,
  openStage: fields({ sizes: mapping }),
  trainSegment: fields({ stage: text, from: count, to: count }),
  evaluate: fields({ stage: text, generation: count, images: count, individual: fields({ id: text, slot: count }) }),
  select: fields({ stage: text, generation: count, population: count, objectives: listOf(text) }),
  closeStage: fields({ stage: text }),
  trainWinner: fields({ from: count, to: count }),
  scoreWinner: fields({ subject: oneOf('noise', 'heldOut', 'untrained', 'trained'), images: count }),
  export: fields({ name: text }),
};

const anyStep = fields({ kind: oneOf(...stepKindNames), kindVersion: count, place: text, inputs: mapOf(digest) });

const step: Shape = (value, path) =>
  anyStep(value, path) ?? fields({ parameters: parameters[(value as { kind: StepKind }).kind] })(value, path);

const circumstances = fields({
  run: text,
  startedAt: text,
  finishedAt: text,
  host: text,
  attempt: count,
  attempts: absentOr(listOf(fields({ code: text, startedAt: text }))),
});

const record = fields({
  key: digest,
  fingerprint: digest,
  step,
  outputs: mapOf(digest),
  numbers: mapOf(finite),
  status: oneOf('ok', 'diverged', 'failed'),
  circumstances,
});

const line = fields({
  place: text,
  key: digest,
  fingerprint: digest,
  at: text,
  sequence: count,
  epoch: count,
  previous: digest,
  digest,
});

const attempt = fields({
  epoch: count,
  workflowRunId: text,
  activityId: text,
  attempt: count,
  end: nullOr(fields({ at: text, code: text, message: text, iteration: nullOr(count) })),
});

/** What is wrong with a value that must be a record of a step; null: nothing. */
export const recordProblem = (value: unknown): string | null => record(value, 'record');

/** The same for a line of a run's ledger. */
export const lineProblem = (value: unknown): string | null => line(value, 'line');

/** The same for an attempt at a step. */
export const attemptProblem = (value: unknown): string | null => attempt(value, 'attempt');
