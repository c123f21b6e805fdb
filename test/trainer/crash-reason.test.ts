// The error code for the end of a child: its cause decides whether the step may be to blame.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { crashReason, oomKills, type ChildEnd } from '../../trainer/crash-reason.js';
import { lostParentExitCode } from '../../trainer/parent-watch.js';
import { scratch } from './support/tasks.js';

const logFile = scratch('trainer.log');
const before = 'RESOURCE_EXHAUSTED, said the child before\n';
const end: ChildEnd = {
  ...{ pid: 1, signal: null, exitCode: null, logFile, logStart: before.length },
  ...{ oomKillsBefore: oomKills(), starting: false, doing: 'it ran a/place' },
};

function codeOf(change: Partial<ChildEnd>, log = ''): string {
  writeFileSync(logFile, before + log);
  return crashReason({ ...end, ...change }).code;
}

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR2'] as const) {
  test(`${signal} came from outside`, () => assert.equal(codeOf({ signal }), 'EAGAN_TRAINER_KILLED'));
}
for (const signal of ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL'] as const) {
  test(`${signal} counts as a crash of the child`, () => assert.equal(codeOf({ signal }), 'EAGAN_TRAINER_CRASHED'));
}
for (const exitCode of [0, 1, 3]) {
  test(`exit code ${exitCode} counts as a crash of the child`, () =>
    assert.equal(codeOf({ exitCode }), 'EAGAN_TRAINER_CRASHED'));
}

test('a child that loses the channel to its parent counts as killed', () =>
  assert.equal(codeOf({ exitCode: lostParentExitCode }), 'EAGAN_TRAINER_KILLED'));

test('a child that ends by itself before it is ready does not count against the step, and a killed one counts as killed', () => {
  assert.equal(codeOf({ exitCode: 1, starting: true }), 'EAGAN_TRAINER_NOT_STARTED');
  assert.equal(codeOf({ signal: 'SIGSEGV', starting: true }), 'EAGAN_TRAINER_NOT_STARTED');
  assert.equal(codeOf({ signal: 'SIGKILL', starting: true }), 'EAGAN_TRAINER_KILLED');
});

for (const words of [
  'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  'bad_alloc',
]) {
  test(`an abort after "${words}" means out of memory, even if 10 kB of a stack follow`, () => {
    assert.equal(
      codeOf({ signal: 'SIGABRT' }, `${words}\n${'0x1 node::Frame()\n'.repeat(550)}`),
      'EAGAN_OUT_OF_MEMORY',
    );
  });
}

test('a kill that the kernel counts as out of memory is reported as out of memory', () => {
  assert.equal(codeOf({ signal: 'SIGKILL', oomKillsBefore: oomKills() - 1 }), 'EAGAN_OUT_OF_MEMORY');
  assert.equal(codeOf({ signal: 'SIGSEGV', oomKillsBefore: oomKills() - 1 }), 'EAGAN_TRAINER_CRASHED');
});
