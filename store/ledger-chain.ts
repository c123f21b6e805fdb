// What a process knows of one ledger: its lines so far, and how to find what is in them. Lines never change.
import type { LedgerEvent } from '../domain/ledger/kinds.js';
import { onceName, type LedgerLine, type StepLine } from '../domain/ledger/lines.js';
import { ledgerKinds } from '../domain/ledger/kinds.js';
import type { Head } from './ledger-line.js';

export class LedgerChain {
  readonly lines: LedgerLine[] = [];
  readonly steps: StepLine[] = [];
  /** The newest epoch that entered a line of the newest owner. */
  newestEpoch = 0;
  private readonly stepByName = new Map<string, StepLine>();
  private readonly onceByName = new Map<string, LedgerLine>();
  private readonly attempts = new Map<string, number>();

  get head(): Head {
    return this.lines.at(-1) ?? null;
  }

  add(line: LedgerLine): void {
    this.lines.push(line);
    if (ledgerKinds[line.kind].from === 'newest') this.newestEpoch = Math.max(this.newestEpoch, line.epoch);
    if (line.kind === 'attempt') this.attempts.set(line.key, Math.max(line.number, this.attemptsAt(line.key)));
    const once = onceName(line, line.epoch);
    if (once !== null && !this.onceByName.has(once)) this.onceByName.set(once, line);
    if (line.kind !== 'step') return;
    this.steps.push(line);
    this.stepByName.set(stepName(line), line);
  }

  step(step: { readonly place: string; readonly key: string }): StepLine | undefined {
    return this.stepByName.get(stepName(step));
  }

  /** How many attempts at a step are entered. */
  attemptsAt(key: string): number {
    return this.attempts.get(key) ?? 0;
  }

  /** The line of an event that is entered once, if it is. */
  entered(event: LedgerEvent, epoch: number): LedgerLine | undefined {
    const once = onceName(event, epoch);
    return once === null ? undefined : this.onceByName.get(once);
  }
}

const stepName = ({ place, key }: { readonly place: string; readonly key: string }): string => `${place} ${key}`;
