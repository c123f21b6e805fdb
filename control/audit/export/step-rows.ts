// steps.jsonl: each line of a step with its record, flat, for pandas and jq.
import { canonicalJson } from '../../../domain/digest.js';
import { recordAt, type AuditSource } from './source.js';

/** One canonical JSON a line, in the order of the ledger, also of steps that were taken back. */
export async function* stepRows({ raw, steps, standing, run }: AuditSource): AsyncGenerator<string> {
  for (const line of steps) {
    const { sequence, epoch, at, place, key, fingerprint } = line;
    const record = await recordAt(raw, line);
    const known = record && {
      ...{ kind: record.step.kind, status: record.status, numbers: record.numbers, outputs: record.outputs },
      ...{ inputs: record.step.inputs, ...record.circumstances, madeBy: record.circumstances.run },
    };
    const row = { sequence, epoch, at, place, key, fingerprint, counts: standing.has(sequence), ...known };
    yield `${canonicalJson({ ...row, run: run.frozen.run })}\n`;
  }
}
