// What is wrong with a stranger's state folder: at most so many complaints, and the count of all.
import type { ErrorCode } from '../../../domain/errors.js';

export interface ForeignFinding {
  readonly code: ErrorCode;
  /** The run that it is about; null: the folder. */
  readonly run: string | null;
  readonly message: string;
}

const mostFindings = 50;
/** A stranger chooses names: a path can have 4096 characters. */
const longestMessage = 500;

export class ForeignFindings {
  readonly shown: ForeignFinding[] = [];
  /** How many there are of each code. */
  readonly counts: Partial<Record<ErrorCode, number>> = {};
  total = 0;

  add(code: ErrorCode, message: string, run: string | null = null): void {
    this.total += 1;
    this.counts[code] = (this.counts[code] ?? 0) + 1;
    if (this.shown.length >= mostFindings) return;
    const text = message.length > longestMessage ? `${message.slice(0, longestMessage)} …` : message;
    this.shown.push({ code, run, message: text });
  }
}
