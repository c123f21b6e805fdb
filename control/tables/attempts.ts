// Every attempt that has ended as a row, also those that gave no result: where, how long, and why it ended.
import { computingSinceOf } from '../../domain/runs/cost.js';
import type { AttemptEvent } from '../../domain/ledger/kinds.js';
import { lineOfBytes, type AuditSource } from '../audit/export/source.js';
import { placeCells, placeColumns } from './place-cells.js';
import { secondsBetween } from './steps.js';
import { column, type RunTable, type TableCell, type TableRow } from './table.js';

export const attemptsTable: RunTable = {
  about: 'every attempt at a step that has ended, whether or not it gave a result',
  columns: () => [
    column('run', 'text', 'the run'),
    column('sequence', 'whole', 'the number of its line in the ledger, from 1'),
    column('epoch', 'whole', 'the epoch in which it worked'),
    ...placeColumns('the place of the step', 'the kind of the step'),
    column('number', 'whole', 'which attempt at the step it is, from 1'),
    column('outcome', 'text', 'finished, failed, interrupted or lost'),
    column('takenAt', 'time', 'when a worker took the step'),
    column('computingSince', 'time', 'when a trainer began; none: it never did'),
    column('endedAt', 'time', 'when it ended; none: it was lost'),
    column('computingSeconds', 'number', 'how long a trainer computed'),
    column('cpuSeconds', 'number', 'processor time of the trainer'),
    column('peakMemoryBytes', 'whole', 'the largest memory of the trainer until then'),
    column('host', 'text', 'the machine'),
    column('slot', 'whole', 'the slot of the trainer'),
    column('device', 'text', 'what the trainer computes on'),
    column('fromIteration', 'whole', 'of training: where it began or continued'),
    column('toIteration', 'whole', 'of training: how far it came'),
    column('code', 'text', 'of one that failed: the code of the error'),
    column('message', 'text', 'of one that failed: what the error says'),
    column('key', 'text', 'the key of the step'),
  ],
  rows: attemptRows,
};

async function* attemptRows({ raw, run, head }: AuditSource): AsyncGenerator<TableRow> {
  for await (const { number, bytes } of raw.ledger(run.frozen.run)) {
    if (number > (head?.sequence ?? 0)) return; // a line that came since the run was looked over
    const value = lineOfBytes(bytes)?.value;
    if (value?.kind === 'attempt') yield attemptRow(run.frozen.run, value as unknown as Line);
  }
}

type Line = AttemptEvent & { readonly sequence: number; readonly epoch: number };

function attemptRow(run: string, line: Line): TableRow {
  const { sequence, epoch, place, number, outcome, takenAt, endedAt, host, slot, device, key, cpuMs } = line;
  const computingSince = computingSinceOf(line) ?? null;
  return {
    ...{ run, sequence, epoch, place, number, outcome, takenAt, computingSince, endedAt, host, key },
    ...placeCells(place),
    computingSeconds: computingSince === null || endedAt === null ? null : secondsBetween(computingSince, endedAt),
    cpuSeconds: cpuMs === undefined ? null : cpuMs / 1000,
    ...{ slot: known(slot), device: known(device), peakMemoryBytes: known(line.peakMemoryBytes) },
    ...{ fromIteration: known(line.fromIteration), toIteration: known(line.toIteration) },
    ...{ code: known(line.code), message: known(line.message) },
  };
}

const known = <T extends TableCell>(cell: T | undefined): T | null => cell ?? null;
