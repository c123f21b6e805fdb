// The end of a run as a request tells it: only the fields of an end, in texts that people can read.
import type { RunEnd, RunFailure } from '../domain/runs/run-state.js';
import { absentOr, digest, fields, nullOr, oneOf, text, type ValueShape } from '../domain/shape.js';
import { printable } from '../scripts/printable.mjs';
import { requireForm } from './asked.js';

const code: ValueShape = (value, path) =>
  text(value, path) ?? (/^[A-Za-z][A-Za-z0-9_]{0,79}$/.test(value as string) ? null : `${path} must be a code`);

const failure = fields({ code, message: text, cure: nullOr(text), activity: nullOr(text) });

const ends: Readonly<Record<RunEnd['status'], ValueShape>> = {
  completed: fields({ exportKey: digest }),
  cancelled: fields({}),
  paused: fields({ budget: absentOr(text) }),
  failed: failure,
  blocked: failure,
};

const asking = fields({ end: fields({ status: oneOf(...Object.keys(ends)) }) });

/** Throws EAGAN_REQUEST_REFUSED if the request does not contain an end. */
export function acceptedEnd(asked: unknown): RunEnd {
  requireForm(asking, asked);
  const { end } = asked as { readonly end: RunEnd };
  requireForm(ends[end.status], end);
  if (end.status === 'completed') return { status: end.status, exportKey: end.exportKey };
  if (end.status === 'cancelled') return { status: end.status };
  if (end.status === 'paused')
    return { status: end.status, ...(end.budget === undefined ? {} : { budget: readable(end.budget, 200) }) };
  return { status: end.status, ...acceptedFailure(end) };
}

function acceptedFailure({ code, message, cure, activity }: RunFailure): RunFailure {
  return {
    code,
    message: readable(message, 4_000),
    cure: cure === null ? null : readable(cure, 1_000),
    activity: activity === null ? null : readable(activity, 80),
  };
}

function readable(words: string, longest: number): string {
  const begin = printable(words.slice(0, longest));
  return words.length > longest ? `${begin}…` : begin;
}
