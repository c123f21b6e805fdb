// What chaos tests share: their options, the search that they disturb, and the table at the end.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { longEnd, type Home } from '../support/home.js';
import { eventually } from '../support/processes.js';

const numberOf = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

/** How many kills all drills together do (EAGAN_CHAOS_KILLS), and the first seed (EAGAN_CHAOS_SEED). */
export const chaos = { kills: numberOf('EAGAN_CHAOS_KILLS', 100), seed: numberOf('EAGAN_CHAOS_SEED', 1) };

/** The search that is disturbed. */
export const disturbed = longEnd(400, 'recovery.every=1s');

/**
 * Adds a line to the table that `npm run chaos` prints at the end (EAGAN_CHAOS_SUMMARY names its file), and shows it
 * now.
 */
export function summarise(line: Readonly<Record<string, string | number>>): void {
  const file = process.env.EAGAN_CHAOS_SUMMARY;
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
  tell(Object.values(line).join(' · '));
}

/** Prints a line of progress on stderr, which the runner shows while the test continues. */
export function tell(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);
}

/** Waits until a share of a run's steps is finished. `all`: the steps of an undisturbed run. */
export function stepsAre(home: Home, share: number, all: number): Promise<void> {
  const count = Math.floor(share * all);
  assert.ok(count > 0 && count < all, `${share} of ${all} steps lies inside the run`);
  return eventually(`${count} steps are finished`, () => home.onlyRun().steps.finished >= count);
}

/** The digests of the outputs of the step at a place. */
export function outputsOf(home: Home, place: string): Readonly<Record<string, string>> {
  return home.history().find(({ step }) => step.place === place)!.outputs;
}
