// The forms of lines and of what they name: every kind is checked, and what is missing is named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedEvent, runEndOf } from '../../../domain/ledger/ends.js';
import { ledgerKinds, type LedgerEvent, type LedgerKind } from '../../../domain/ledger/kinds.js';
import { chainStart, lineProblem } from '../../../domain/ledger/lines.js';
import { programProblem, type RunningProgram } from '../../../domain/ledger/program.js';
import { omit } from '../../../domain/omit.js';
import type { RunEnd } from '../../../domain/runs/run-state.js';

const digest = 'a'.repeat(64);
const by = { user: 'u', host: 'h' };
const step = { place: 'p', key: digest };
const ended = { host: 'h', takenAt: '', endedAt: null, outcome: 'lost' } as const;
const examples: { readonly [K in LedgerKind]: Omit<Extract<LedgerEvent, { kind: K }>, 'kind'> } = {
  run: { frozen: digest },
  step: { ...step, fingerprint: digest },
  attempt: { ...step, ...ended, number: 1, claim: 'c' },
  started: { from: null },
  requested: { request: 'pause' },
  budget: { asked: ['candidates=4'] },
  superseded: { from: 'final' },
  forked: { run: 'r', place: 'final' },
  replaced: { ...step, message: '' },
  recovered: { place: 'p', iteration: null, cause: '' },
  certificate: { ...step, verdict: 'same', tookMs: 1, message: '' },
  repaired: { object: digest, place: 'p', tookMs: 1 },
  waited: { for: 'disk', waitedMs: 1 },
  collected: { removed: 1, bytes: 1, list: digest },
  ended: { state: 'paused' },
};
const frame = { schemaVersion: 2, sequence: 1, previous: chainStart, at: '', epoch: 1, digest };

for (const kind of Object.keys(ledgerKinds) as LedgerKind[]) {
  test(`a line of the kind ${kind} has each of its fields, and says which one is missing`, () => {
    const line = { ...frame, kind, ...examples[kind] };
    assert.equal(lineProblem(line), null);
    assert.equal(lineProblem({ ...line, by }), null);
    for (const field of Object.keys(examples[kind]) as (keyof typeof line)[])
      assert.match(lineProblem(omit(line, field)) ?? '', new RegExp(`^line.${field} must be`));
  });
}

test('a program names all that ran, and another value is refused', () => {
  const versions = { version: '0.1.0', commit: null, lock: digest, node: 'v22', sdk: '1', system: 'linux' };
  const program: RunningProgram = { schemaVersion: 1, kind: 'program', ...versions };
  assert.equal(programProblem(program), null);
  assert.match(programProblem(omit(program, 'lock')) ?? '', /program\.lock/);
});

const ends: RunEnd[] = [
  { status: 'completed', exportKey: digest },
  { status: 'paused', budget: 'budget (candidates 4 of 4)' },
  { status: 'paused' },
  { status: 'cancelled' },
  { status: 'blocked', code: 'EAGAN_DISK_ERROR', message: 'm', cure: null, activity: null },
];
for (const end of ends) {
  test(`the end ${end.status} is the same after it was a line`, () => {
    assert.deepEqual(runEndOf(endedEvent(end, digest)), end);
  });
}
