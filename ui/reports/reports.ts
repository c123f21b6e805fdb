// The reports that were made for pages: the newest of each run, or of runs beside each other. One is made at a time,
// because what runs here needs the machine.
import { limits } from '../limits.js';
import type { MadeReport, ReportOrder } from './frame.js';
import { makeReport } from './make-report.js';

export interface KeptReport extends MadeReport {
  /** Of what the runs have recorded. */
  readonly version: string;
  readonly tookMs: number;
  readonly madeAt: number;
}

/** Names of runs have no `+`. */
export const keyOf = (runs: readonly string[]): string => runs.join('+');

export class KeptReports {
  private readonly kept = new Map<string, KeptReport>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly stateFolder: string) {}

  /** The newest one; null: none was made. */
  find(runs: readonly string[]): KeptReport | null {
    return this.kept.get(keyOf(runs)) ?? null;
  }

  /** Makes it once those before are made. Throws what `makeReport` throws. */
  make(runs: readonly string[], version: string, signal: AbortSignal): Promise<KeptReport> {
    const made = this.turn.then(() => this.makeNow({ stateFolder: this.stateFolder, runs }, version, signal));
    this.turn = made.catch(() => undefined);
    return made;
  }

  private async makeNow(order: ReportOrder, version: string, signal: AbortSignal): Promise<KeptReport> {
    const begun = Date.now();
    const made = await makeReport(order, signal);
    const report = { ...made, version, tookMs: Date.now() - begun, madeAt: Date.now() };
    const key = keyOf(order.runs);
    this.kept.delete(key);
    this.kept.set(key, report);
    for (const oldest of this.kept.keys()) if (this.kept.size > limits.keptReports) this.kept.delete(oldest);
    return report;
  }
}
