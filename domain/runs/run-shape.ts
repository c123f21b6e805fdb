// The form of a run's refs: what readers rely on. Fields that earlier versions did not write may be absent.
import {
  absentOr,
  count,
  fields,
  flag,
  listOf,
  mapOf,
  mapping,
  nullOr,
  oneOf,
  text,
  type ValueShape,
} from '../shape.js';
import { isRunName } from './run-id.js';

export const runName: ValueShape = (value, path) =>
  typeof value === 'string' && isRunName(value) ? null : `${path} must be the name of a run`;

const overrides = fields({
  param: absentOr(listOf(text)),
  set: absentOr(listOf(text)),
  seed: absentOr(text),
  images: absentOr(text),
});

const failure = fields({ code: text, message: text, cure: absentOr(nullOr(text)), activity: absentOr(nullOr(text)) });
const ends: Readonly<Record<string, ValueShape>> = {
  running: mapping,
  completed: fields({ finishedAt: text, exportKey: absentOr(text) }),
  paused: fields({ finishedAt: text, budget: absentOr(text) }),
  cancelled: fields({ finishedAt: text }),
  failed: failure,
  blocked: failure,
};

const state: ValueShape = (value, path) =>
  fields({ epoch: count, startedAt: text, status: oneOf(...Object.keys(ends)) })(value, path) ??
  ends[(value as { status: string }).status]!(value, path);

/** By the names of the refs below `runs/<run>/`. */
const shapes = {
  pipeline: fields({
    run: runName,
    pipeline: fields({ kindVersions: absentOr(mapOf(count)) }),
    digest: absentOr(text),
    text: absentOr(text),
    file: absentOr(text),
    overrides: absentOr(overrides),
    folder: absentOr(text),
    files: absentOr(listOf(fields({ path: text, text }))),
    sourceDigest: absentOr(text),
    contents: absentOr(nullOr(text)),
    decoder: absentOr(nullOr(text)),
    fresh: absentOr(flag),
    forkedFrom: absentOr(fields({ run: runName, at: text })),
    createdAt: absentOr(text),
  }),
  owner: fields({ epoch: count, supersessions: absentOr(listOf(fields({ epoch: count, from: text }))) }),
  state,
  request: fields({ epoch: count, kind: oneOf('pause', 'cancel') }),
  result: fields({ resultDigest: text, exportKey: text }),
  budget: fields({ run: absentOr(nullOr(mapping)), stages: absentOr(mapping) }),
} as const satisfies Record<string, ValueShape>;

/** What is wrong with the value of one of a run's refs; null: nothing. */
export const runRefProblem = (ref: keyof typeof shapes, value: unknown): string | null => shapes[ref](value, ref);
