// `--reason TEXT`: on every command that changes a run. The reason stands in the run's ledger, beside who gave it.
import type { Command } from 'commander';

export interface WithReason {
  readonly reason?: string;
}

/** Adds the option. */
export const addReason = (cli: Command): Command =>
  cli.option('--reason <text>', 'why you do this; the ledger of the run keeps it');
