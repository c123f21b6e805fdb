// Restarts of a process: with growing pauses, not forever if it never worked, and not after a stop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFailures, delayAfter } from '../../worker/back-off.js';
import { keepAlive, type RunningProcess } from '../../worker/keep-alive.js';
import { defaultSlots } from '../../worker/slots.js';
import { closedGate } from '../support/gate.js';

const pauses = { firstMs: 1, longestMs: 4, wellAfterMs: 60_000 };

/** A process that ends on `stop` or `end`. */
function runningProcess(pid: number): RunningProcess & { end(): void } {
  const gate = closedGate();
  const ended = gate.opened.then(() => 'exit code 1');
  return { pid, ended, end: gate.open, stop: async () => gate.open() };
}

test('pauses double from a quarter of a second to five seconds, and restart after a minute without failure', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 8, 50].map((failures) => delayAfter(failures)),
    [250, 500, 1_000, 2_000, 5_000, 5_000],
  );
  assert.equal(countFailures(5, 59_000), 6);
  assert.equal(countFailures(5, 60_000), 1);
});

test('a process that ends is restarted each time, and restarts are counted', async () => {
  const started: ReturnType<typeof runningProcess>[] = [];
  const running: number[] = [];
  const kept = keepAlive({
    pauses,
    start: async () => started[started.push(runningProcess(started.length + 1)) - 1]!,
    givesUp: () => true,
    onChange: ({ state, pid }) => {
      if (state !== 'running') return;
      running.push(pid!);
      if (running.length < 4) setImmediate(() => started.at(-1)!.end());
      else setImmediate(() => void kept.stop());
    },
  });
  await kept.done;
  assert.deepEqual(running, [1, 2, 3, 4]);
  assert.deepEqual(kept.state(), { pid: null, state: 'stopped', restarts: 3, lastError: 'it ended with exit code 1' });
});

test('a process that never starts is given up, with its error', async () => {
  let starts = 0;
  const kept = keepAlive({
    pauses,
    start: () => Promise.reject(new Error(`start ${++starts} failed`)),
    givesUp: (_error, failures, everRan) => !everRan && failures >= 3,
    onChange: () => undefined,
  });
  await assert.rejects(kept.done, /start 3 failed/);
  assert.equal(kept.state().state, 'stopped');
});

test('a stop during a start ends the process that is starting', async () => {
  const late = runningProcess(7);
  const gate = closedGate();
  const kept = keepAlive({
    start: () => gate.opened.then(() => late),
    givesUp: () => true,
    onChange: () => undefined,
  });
  const stopped = kept.stop();
  gate.open();
  await stopped;
  assert.equal(await late.ended, 'exit code 1');
  assert.equal(kept.state().state, 'stopped');
});

test('a machine has a slot for each core with 3 GiB of memory, and at least one', () => {
  assert.equal(defaultSlots({ cores: 8, memoryBytes: 64 * 2 ** 30 }), 8);
  assert.equal(defaultSlots({ cores: 16, memoryBytes: 16 * 2 ** 30 }), 5);
  assert.equal(defaultSlots({ cores: 4, memoryBytes: 2 ** 30 }), 1);
});
