// Every line of a step as a row, also of steps that were taken back: when, where, on what, and what it gave.
import { canonicalJson } from '../../domain/digest.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { recordAt, type AuditSource } from '../audit/export/source.js';
import { placeCells, placeColumns } from './place-cells.js';
import { column, type RunTable, type TableRow } from './table.js';

export const stepsTable: RunTable = {
  about: 'every finished step, also those that were taken back',
  columns: () => [
    column('run', 'text', 'the run'),
    column('sequence', 'whole', 'the number of its line in the ledger, from 1'),
    column('epoch', 'whole', 'the epoch that entered it: each start and each resume takes the next one'),
    column('at', 'time', 'when it was entered'),
    ...placeColumns('its place in the run', 'its kind, such as trainSegment or evaluate'),
    column('counts', 'boolean', 'whether it is part of the run; false: it was taken back or done again'),
    column('status', 'text', 'ok, diverged or failed'),
    column('fromIteration', 'whole', 'of training: the first iteration of the phase that it trained, from 0'),
    column('toIteration', 'whole', 'of training: the iteration at which it ended'),
    column('discriminatorLoss', 'number', 'of training: the mean over its finite iterations'),
    column('generatorLoss', 'number', 'of training: the mean over its finite iterations'),
    column('startedAt', 'time', 'when the attempt began that made its record'),
    column('finishedAt', 'time', 'when it ended'),
    column('seconds', 'number', 'the time between both'),
    column('attempt', 'whole', 'which attempt made the record, from 1'),
    column('host', 'text', 'the machine'),
    column('madeBy', 'text', 'the run that made the record: another one, if the step was found'),
    column('numbers', 'text', 'all numbers that it gave, as JSON'),
    column('outputs', 'text', 'digests of what it made, by name, as JSON'),
    column('key', 'text', 'its key: the digest of everything that its result may depend on'),
    column('fingerprint', 'text', 'the digest of the runtime that made the record'),
  ],
  rows: stepRows,
};

async function* stepRows(source: AuditSource): AsyncGenerator<TableRow> {
  for (const line of source.steps) {
    const { sequence, epoch, at, place, key, fingerprint } = line;
    const record = await recordAt(source.raw, line);
    yield {
      ...{ run: source.run.frozen.run, sequence, epoch, at, place, key, fingerprint },
      ...placeCells(place),
      counts: source.standing.has(sequence),
      ...(record ? recordCells(record) : {}),
    };
  }
}

function recordCells({ step, status, numbers, outputs, circumstances }: StepRecord): TableRow {
  const { startedAt, finishedAt, host, attempt, run } = circumstances;
  const span = step.kind === 'trainSegment' || step.kind === 'trainWinner' ? step.parameters : null;
  return {
    ...{ kind: step.kind, status, startedAt, finishedAt, host, attempt, madeBy: run },
    seconds: secondsBetween(startedAt, finishedAt),
    ...{ fromIteration: span?.from ?? null, toIteration: span?.to ?? null },
    discriminatorLoss: numbers['discriminatorLoss'] ?? null,
    generatorLoss: numbers['generatorLoss'] ?? null,
    ...{ numbers: canonicalJson(numbers), outputs: canonicalJson(outputs) },
  };
}

/** null: one of the times is not known. */
export function secondsBetween(from: unknown, to: unknown): number | null {
  const seconds = (Date.parse(String(to)) - Date.parse(String(from))) / 1000;
  return Number.isNaN(seconds) ? null : seconds;
}
