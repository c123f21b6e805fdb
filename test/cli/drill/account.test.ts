// The cost of a kill, computed from passages: what it interrupted, when that continued, and which work was lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  goesOnAt,
  interruptedBy,
  lostMs,
  phaseAt,
  sharesOfPassages,
  workKinds,
  type Killing,
} from '../../../tools/drill/account.js';
import type { FaultPoint, FaultPassage } from '../../../domain/runs/fault-points.js';

const [worker, trainer, other, laterWorker, laterTrainer] = [10, 20, 21, 110, 120];
const pass = (at: number, pid: number, point: FaultPoint, detail = ''): FaultPassage => ({ at, pid, point, detail });
const kill = (at: number, killed: number[], takesAll = false): Killing => ({ at, killed, takesAll });
const [training, evaluation, selection] = ['g/gen-000/train/segment-00', 'g/gen-000/evaluate/00', 'g/gen-000/select'];

/** A training with a recovery point at 1,300, and a step that another trainer began at 1,050. */
const busy = [
  pass(1000, worker, 'step.claimed', training),
  pass(1010, trainer, 'task.begun', training),
  pass(1020, worker, 'step.claimed', evaluation),
  pass(1050, other, 'task.begun', evaluation),
  pass(1200, trainer, 'iteration.done', 'key 1'),
  pass(1300, trainer, 'recovery.written', 'key'),
  pass(1400, trainer, 'iteration.done', 'key 2'),
];
const kinds = workKinds([
  ...busy,
  pass(1500, worker, 'step.claimed', selection),
  pass(1501, worker, 'step.computed', selection),
]);
const places = (passages: FaultPassage[], killing: Killing): string[] =>
  interruptedBy(passages, killing).map(({ place }) => place);

test('the passages of a place show its kind: training, other work of trainers, work of the worker', () => {
  assert.deepEqual(Object.fromEntries(kinds), {
    [training]: 'training',
    [evaluation]: 'inTrainer',
    [selection]: 'inWorker',
  });
});

test('a killed trainer interrupts only its own task, a killed worker all tasks, a killed server none', () => {
  assert.deepEqual(places(busy, kill(1450, [trainer])), [training]);
  assert.deepEqual(places(busy, kill(1450, [worker], true)), [training, evaluation]);
  assert.deepEqual(places(busy, kill(1450, [99])), []);
});

test('killing the worker interrupts a result that it has received; killing the trainer that gave it does not', () => {
  const computed = [...busy, pass(1410, trainer, 'task.done', training), pass(1420, worker, 'step.computed', training)];
  assert.deepEqual(places(computed, kill(1450, [trainer])), []);
  assert.deepEqual(places(computed, kill(1450, [worker], true)), [training, evaluation]);
});

test('a published step can no longer be interrupted, nor can a step that is run again as a certificate', () => {
  const published = [...busy, pass(1420, worker, 'step.published', training)];
  assert.deepEqual(places(published, kill(1450, [trainer])), []);
  const proof = [...published, pass(1430, trainer, 'task.begun', training)];
  assert.deepEqual(places(proof, kill(1450, [trainer])), []);
});

test('steps that begin after the kill do not count as interrupted', () => {
  assert.deepEqual(places(busy, kill(1005, [worker, trainer], true)), [training]);
});

test('the loss is the time since the last recovery point or the beginning; of several, the largest counts', () => {
  const killing = kill(1450, [trainer]);
  assert.equal(lostMs(busy, killing, interruptedBy(busy, killing)), 150);
  const both = kill(1450, [trainer, other]);
  assert.equal(lostMs(busy, both, interruptedBy(busy, both)), 400);
  assert.equal(lostMs(busy, kill(1450, [99]), []), 0);
});

test('a trainer that outlives its supervisor and writes a recovery point loses only the work after it', () => {
  const graceful = [
    ...busy.filter(({ pid }) => pid !== other).filter(({ detail }) => detail !== evaluation),
    pass(1500, trainer, 'iteration.done', 'key 3'),
    pass(1520, trainer, 'recovery.written', 'key'),
    pass(1530, trainer, 'iteration.done', 'key 4'),
  ];
  const killing = kill(1450, [5], true);
  assert.equal(lostMs(graceful, killing, interruptedBy(graceful, killing)), 10);
});

test('a step that worker and trainer finish after their supervisor was killed is not lost, and other work marks the recovery', () => {
  const before = [pass(1000, worker, 'step.claimed', evaluation), pass(1010, trainer, 'task.begun', evaluation)];
  const killing = kill(1100, [5], true);
  const interrupted = interruptedBy(before, killing);
  const finished = [...before, pass(1200, trainer, 'task.done', evaluation), pass(1210, worker, 'step.published', evaluation)]; // prettier-ignore
  assert.equal(lostMs(finished, killing, interrupted), 0);
  assert.equal(goesOnAt(finished, killing, interrupted, kinds), null);
  const next = [...finished, pass(3800, laterWorker, 'step.claimed', training), pass(4000, laterTrainer, 'iteration.done', 'key 1')]; // prettier-ignore
  assert.equal(goesOnAt([...next.slice(0, -1), pass(3900, laterTrainer, 'task.begun', training), ...next.slice(-1)], killing, interrupted, kinds), 4000); // prettier-ignore
});

test('training has recovered at its first iteration in a process that was not killed, not when the task is handed over', () => {
  const killing = kill(1450, [trainer]);
  const after = [
    ...busy,
    pass(1460, other, 'task.done', evaluation),
    pass(2000, worker, 'step.claimed', training),
    pass(2100, laterTrainer, 'task.begun', training),
  ];
  const interrupted = interruptedBy(after, killing);
  assert.equal(goesOnAt(after, killing, interrupted, kinds), null);
  assert.equal(
    goesOnAt([...after, pass(2500, laterTrainer, 'iteration.done', 'key 3')], killing, interrupted, kinds),
    2500,
  );
});

test('work of a killed worker’s orphans does not mark the recovery', () => {
  const killing = kill(1450, [worker], true);
  const after = [...busy, pass(1600, trainer, 'iteration.done', 'key 3')];
  const interrupted = interruptedBy(after, killing);
  assert.equal(goesOnAt(after, killing, interrupted, kinds), null);
  const fresh = pass(1700, laterTrainer, 'task.begun', evaluation);
  assert.equal(goesOnAt([...after, fresh], killing, interrupted, kinds), null, 'a trainer that the orphan started');
  const again = [pass(2900, laterWorker, 'step.claimed', evaluation), pass(3000, 121, 'task.begun', evaluation)];
  assert.equal(goesOnAt([...after, fresh, ...again], killing, interrupted, kinds), 3000);
});

test('a step of the worker itself has recovered when an attempt begins it again', () => {
  const before = [pass(1000, worker, 'step.claimed', selection)];
  const killing = kill(1100, [worker], true);
  const after = [...before, pass(1900, laterWorker, 'step.claimed', selection)];
  assert.equal(goesOnAt(after, killing, interruptedBy(before, killing), kinds), 1900);
});

test('the phase is that of the last passage’s place', () => {
  assert.equal(phaseAt([]), 'data');
  assert.equal(phaseAt([pass(1, worker, 'step.entered', 'extractor')]), 'data');
  assert.equal(phaseAt([...busy, pass(2000, worker, 'file.named', '/a/b/c')]), 'g');
  assert.equal(phaseAt([pass(1, worker, 'step.claimed', 'export')]), 'final');
});

test('each passage has the share of steps that were finished at that time', () => {
  const run = [pass(1, worker, 'file.named'), pass(2, worker, 'step.entered', 'a'), pass(3, worker, 'file.named')];
  const shares = sharesOfPassages([...run, pass(4, worker, 'step.entered', 'b'), pass(5, worker, 'run.ended')]);
  assert.deepEqual(Object.fromEntries(shares), { 'file.named': [0, 0.5], 'step.entered': [0, 0.5], 'run.ended': [1] });
});
