// What two runs tell of steps: circumstances may differ, what was finished how often may not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainStart, type LedgerLine } from '../../../domain/ledger/lines.js';
import type { LedgerEvent } from '../../../domain/ledger/kinds.js';
import { compareStories } from '../../../tools/drill/compare-stories.js';

const story = (...events: LedgerEvent[]): LedgerLine[] =>
  events.map((event, index) => {
    const frame = { schemaVersion: 2, sequence: index + 1, previous: chainStart, at: `${index}`, epoch: 1, digest: '' };
    return { ...frame, ...event } as LedgerLine;
  });
const run: LedgerEvent = { kind: 'run', frozen: 'f' };
const step: LedgerEvent = { kind: 'step', place: 'a', key: 'k', fingerprint: 'f' };
const ended: LedgerEvent = { kind: 'ended', state: 'completed', resultDigest: 'd' };
const attempt = (number: number, outcome: 'finished' | 'lost' = 'finished'): LedgerEvent => ({
  ...{
    kind: 'attempt',
    place: 'a',
    key: 'k',
    number,
    claim: `${number}`,
    host: 'h',
    takenAt: '',
    endedAt: null,
    outcome,
  },
});
const calm = story(run, attempt(1), step, ended);

test('lost attempts, starts and recoveries are circumstances', () => {
  const started: LedgerEvent = { kind: 'started', from: null };
  assert.deepEqual(compareStories(calm, story(run, started, attempt(1, 'lost'), started, attempt(2), step, ended)), []);
});

for (const [what, place, events] of [
  ['a step that is entered twice', 'a', [run, attempt(1), step, step, ended]],
  ['a finished attempt that is told twice', 'a', [run, attempt(1), attempt(2), step, ended]],
  ['an attempt that nobody told', 'a', [run, step, ended]],
  ['a number that is left out', 'a', [run, attempt(2), step, ended]],
  ['a step that is missing', 'a', [run, ended]],
  ['another end', 'run', [run, attempt(1), step, { ...ended, resultDigest: 'e' }]],
  ['a run that is not frozen first', 'run', [attempt(1), step, run, ended]],
] as const satisfies readonly (readonly [string, string, readonly LedgerEvent[]])[]) {
  test(`${what} is a difference`, () => {
    const [difference, ...more] = compareStories(calm, story(...events));
    assert.deepEqual([difference?.place, difference?.what, more], [place, 'told', []]);
  });
}
