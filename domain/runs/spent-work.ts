// Which work of a run its ledger tells: every attempt, and the steps that are known only from their records.
import type { LedgerLine, StepLine } from '../ledger/lines.js';
import { workOfAttempt, workOfRecord, type Work } from './cost.js';
import type { StepRecord } from '../steps/step.js';

type AttemptLine = Extract<LedgerLine, { readonly kind: 'attempt' }>;

/**
 * Reads a ledger line by line, in order. Steps without an attempt are those of earlier versions, those that a worker
 * computes in a moment, and those that the run found finished.
 */
export class SpentWork {
  private readonly attempts: AttemptLine[] = [];
  /** First epoch in which an attempt finished, by step. */
  private readonly finished = new Map<string, number>();
  private readonly steps: StepLine[] = [];

  add(line: LedgerLine): void {
    if (line.kind === 'step') this.steps.push(line);
    if (line.kind !== 'attempt') return;
    this.attempts.push(line);
    if (line.outcome === 'finished') this.finished.set(nameOf(line), this.finished.get(nameOf(line)) ?? line.epoch);
  }

  /** Lines whose work is in their records. An attempt may be entered after the line of its step. */
  withoutAttempt(): readonly StepLine[] {
    return this.steps.filter((line) => line.epoch < (this.finished.get(nameOf(line)) ?? Infinity));
  }

  /**
   * All work of the run, in the order in which it began. `recordOf`: the record of a line without an attempt; null if
   * it is lost.
   */
  async works(run: string, recordOf: (line: StepLine) => Promise<StepRecord | null>): Promise<Work[]> {
    const recorded = await Promise.all(
      this.withoutAttempt().map(async (line) => {
        const record = await recordOf(line);
        return record === null ? [] : [workOfRecord(record, run, line.epoch)];
      }),
    );
    const attempted = this.attempts.map((line) => workOfAttempt(line, line.epoch));
    const works = [...attempted, ...recorded.flat()].filter((work) => work !== null);
    return works.sort((a, b) => a.takenAt - b.takenAt);
  }
}

const nameOf = ({ place, key }: { readonly place: string; readonly key: string }): string => `${place} ${key}`;
