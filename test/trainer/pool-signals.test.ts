// Real signals during real native work: only the signalled process ends, and nothing is left behind.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Interruption } from '../../trainer/interrupted.js';
import { createPool } from '../../trainer/pool.js';
import { childrenOf, runs, eventually } from '../support/processes.js';
import { poolOptions, runOptions, scratch, watched, workTask } from './support/tasks.js';

const pool = createPool(poolOptions({ silence: { progressMs: 2000 }, interruptGraceMs: 3000 }));
after(() => pool.close(1000));
const endless = { work: 'steps', steps: 1e9 } as const;
const onlyChild = (): number => childrenOf(process.pid)[0]!;

test('a segmentation fault costs one task, and the next one gets a new child', async () => {
  const options = watched();
  const running = pool.run(workTask(endless), options);
  await options.begun;
  const first = onlyChild();
  process.kill(first, 'SIGSEGV');
  await assert.rejects(running, { code: 'EAGAN_TRAINER_CRASHED', message: /SIGSEGV while it ran test\/work/ });
  const { result } = await pool.run(workTask({ work: 'steps' }), runOptions());
  assert.notEqual(result.numbers.pid, first);
});

test('a child that is killed from outside has not crashed', async () => {
  const options = watched();
  const running = pool.run(workTask(endless), options);
  await options.begun;
  process.kill(onlyChild(), 'SIGKILL');
  await assert.rejects(running, { code: 'EAGAN_TRAINER_KILLED', message: /SIGKILL while it ran test\/work/ });
});

test('a child that exits in the middle of a task has crashed', async () => {
  const running = pool.run(workTask({ work: 'exit' }), runOptions());
  await assert.rejects(running, { code: 'EAGAN_TRAINER_CRASHED', message: /exit code 3 while it ran test\/work/ });
});

test('a child in a native call shows signs of life until the call takes too long, and then it is killed as hung', async () => {
  let signs = 0;
  const options = watched({ onAlive: () => (signs += 1) });
  const running = pool.run(workTask({ work: 'block' }), options);
  await options.begun;
  signs = 0;
  await assert.rejects(running, { code: 'EAGAN_TRAINER_HUNG', message: /while it ran test\/work/ });
  const atEnd = signs;
  assert.ok(atEnd > 0);
  await eventually('the hung child is gone', () => childrenOf(process.pid).length === 0);
  assert.equal(signs, atEnd);
});

test('a stopped child is killed and reported as hung', async () => {
  const options = watched();
  const running = pool.run(workTask(endless), options);
  await options.begun;
  const stopped = onlyChild();
  process.kill(stopped, 'SIGSTOP');
  await assert.rejects(running, { code: 'EAGAN_TRAINER_HUNG' });
  await eventually('the stopped child is gone', () => !runs(stopped));
});

test('an interrupted task writes its recovery point and leaves a warm child', async () => {
  const [stop, options, recoveryFile] = [new AbortController(), watched(), scratch('recovery')];
  const running = pool.run(workTask({ ...endless, recoveryFile }), { ...options, signal: stop.signal });
  await options.begun;
  const child = onlyChild();
  stop.abort();
  await assert.rejects(running, Interruption);
  assert.ok(existsSync(recoveryFile));
  const { result } = await pool.run(workTask({ work: 'steps' }), runOptions());
  assert.equal(result.numbers.pid, child);
});

test('a child that ignores an interrupt is killed after the grace time', async () => {
  const [stop, options, before] = [new AbortController(), watched(), childrenOf(process.pid)];
  const patient = createPool(poolOptions({ interruptGraceMs: 300 }));
  const running = patient.run(workTask({ work: 'block' }), { ...options, signal: stop.signal });
  await options.begun;
  stop.abort();
  await assert.rejects(running, Interruption);
  assert.deepEqual(childrenOf(process.pid), before);
  await patient.close(0);
});

test('a killed parent leaves no process behind, not even one inside a native call', async () => {
  const argument = JSON.stringify(workTask({ work: 'block' }));
  const owner = fork(join(import.meta.dirname, 'support/pool-owner.js'), [argument], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
  });
  await once(owner.stdout!, 'data');
  const children = childrenOf(owner.pid!);
  assert.equal(children.length, 1);
  owner.kill('SIGKILL');
  await eventually('the orphan is gone', () => !children.some(runs));
});

test('closing ends working, idle, starting and stuck children', async () => {
  const before = childrenOf(process.pid).length;
  const mixed = createPool(poolOptions({ slots: 4 }));
  const [busy, stuck] = [watched(), watched()];
  const idle = mixed.run(workTask({ work: 'steps' }), runOptions());
  const ends = [mixed.run(workTask(endless), busy), mixed.run(workTask({ work: 'block' }), stuck)].map((end) =>
    assert.rejects(end, Interruption),
  );
  await Promise.all([idle, busy.begun, stuck.begun]);
  ends.push(assert.rejects(mixed.run(workTask(endless), runOptions({ threads: 2 })), Interruption));
  await mixed.close(1000);
  await Promise.all(ends);
  assert.equal(childrenOf(process.pid).length, before);
});
