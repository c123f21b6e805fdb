// Which run a changing command means: named, or agreed to on a terminal; never guessed.
import { createInterface } from 'node:readline/promises';
import { EaganError } from '../domain/errors.js';
import { printableLine } from '../scripts/printable.mjs';
import type { RunState } from '../domain/runs/run-state.js';
import type { RunInStore, Store } from '../store/index.js';
import type { Context } from './command.js';
import { allRuns, findRun } from '../control/runs/find-run.js';

export type ChangingVerb = 'pause' | 'cancel' | 'resume';

/**
 * The named run; without a name the latest that the verb may mean, once the user has said yes. null: the user said no.
 */
export async function runToChange(
  store: Store,
  asked: string | undefined,
  verb: ChangingVerb,
  { output }: Context,
): Promise<RunInStore | null> {
  if (asked !== undefined) return findRun(store, asked);
  if (!process.stdin.isTTY || !output.redraws) throw unnamed(verb);
  const run = (await allRuns(store)).find(({ state }) => mayBeMeant(verb, state?.status)) ?? (await findRun(store));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(printableLine(`${verb} ${run.frozen.run}? [y/N] `));
    return /^y(es)?$/i.test(answer.trim()) ? run : null;
  } finally {
    terminal.close();
  }
}

function mayBeMeant(verb: ChangingVerb, status: RunState['status'] | undefined): boolean {
  return verb === 'resume' ? status !== 'running' && status !== 'completed' : status === 'running';
}

function unnamed(verb: string): EaganError {
  return new EaganError(
    'EAGAN_USAGE',
    `eagan ${verb} needs the id of a run, because it cannot ask for one here`,
    `List the runs: eagan status. Then name one: eagan ${verb} RUN.`,
  );
}
