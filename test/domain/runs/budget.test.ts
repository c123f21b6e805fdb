// Budgets: what counts as used, which limit is reached, and how a budget is changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetsOf, changeBudgets, reachedBudget, reachedText, useOf } from '../../../domain/runs/budget.js';
import type { Work } from '../../../domain/runs/cost.js';
import type { Budget } from '../../../domain/pipeline.js';
import { discriminatorStage, generatorStage, pipelineOf, budgetOf } from '../fixtures.js';

const hour = 3_600_000;
const step = (place: string, kind: Work['kind'], computingSince: number, endedAt: number): Work => ({
  ...{ place, kind, epoch: 1, outcome: 'finished', cpuMs: null, takenAt: computingSince, computingSince, endedAt },
});
const steps = [
  step('dataset', 'ingest', 0, hour),
  step('generator/gen-000/evaluate/00', 'evaluate', 2 * hour, 4 * hour),
  step('generator/gen-000/evaluate/01', 'evaluate', 3 * hour, 5 * hour),
  step('generator/gen-000/select', 'select', 5 * hour, 6 * hour),
];

test('trainers’ times add up, wall time counts parallel work once and pauses not at all, and evaluations count as candidates', () => {
  assert.deepEqual(useOf(steps), { deviceMs: 5 * hour, wallMs: 5 * hour, candidates: 2 });
  assert.deepEqual(useOf([]), { deviceMs: 0, wallMs: 0, candidates: 0 });
  const inside = [step('a', 'ingest', 0, 10), step('b', 'ingest', 2, 3), step('c', 'ingest', 20, 21)];
  assert.equal(useOf(inside).wallMs, 11);
});

test('an evaluation that failed costs its time and is no candidate', () => {
  const failed: Work = { ...step('generator/gen-000/evaluate/02', 'evaluate', 5 * hour, 7 * hour), outcome: 'failed' };
  assert.deepEqual(useOf([...steps, failed]), { deviceMs: 7 * hour, wallMs: 6 * hour, candidates: 2 });
});

test('a limit is reached when that much is used; the run’s limit covers every step, a stage’s limit its own steps', () => {
  const at = (run: Budget | null, stage: Budget | null, place: string): string | null => {
    const found = reachedBudget({ run, stages: { generator: stage } }, steps, place);
    return found && reachedText(found);
  };
  const inside = 'generator/gen-001/train/segment-00';
  assert.equal(at(budgetOf({ candidates: 3 }), null, inside), null);
  assert.equal(at(budgetOf({ candidates: 2 }), null, inside), 'candidates 2 of 2');
  assert.equal(at(budgetOf({ candidates: 2 }), null, 'final/open'), 'candidates 2 of 2');
  assert.equal(at(budgetOf({ wallMs: 4.5 * hour }), null, inside), 'wallTime 5h of 4.5h');
  assert.equal(at(null, budgetOf({ deviceMs: 4 * hour }), inside), 'generator.deviceHours 4 of 4');
  assert.equal(at(null, budgetOf({ deviceMs: 4 * hour + 1 }), inside), null);
  assert.equal(at(null, budgetOf({ deviceMs: 4 * hour }), 'discriminator/open'), null);
  assert.equal(at(null, null, inside), null);
});

const own = budgetOf({ candidates: 5 });
const pipeline = pipelineOf([{ ...generatorStage, budget: own }, discriminatorStage], {
  budget: budgetOf({ wallMs: hour }),
});

test('a changed limit replaces only that limit; other limits and budgets stay as they were', () => {
  assert.deepEqual(budgetsOf(pipeline, null), {
    run: pipeline.budget,
    stages: { generator: own, discriminator: null },
  });
  const first = changeBudgets(pipeline, null, ['candidates=200', 'discriminator.deviceHours=1.5']);
  assert.deepEqual(first, {
    run: budgetOf({ wallMs: hour, candidates: 200 }),
    stages: { generator: own, discriminator: budgetOf({ deviceMs: 1.5 * hour }) },
  });
  const second = changeBudgets(pipeline, first, ['wallTime=36h', 'candidates=none', 'generator.none']);
  assert.deepEqual(second, {
    run: budgetOf({ wallMs: 36 * hour }),
    stages: { generator: null, discriminator: budgetOf({ deviceMs: 1.5 * hour }) },
  });
  assert.equal(changeBudgets(pipeline, second, ['none']).run, null);
  assert.deepEqual(budgetsOf(pipeline, second), second);
});

for (const text of [
  '',
  'candidates',
  'candidates=',
  'candidates=1.5',
  'candidates=0',
  'candidates=3h',
  'wallTime=3',
  'hours=3',
  'none=1',
  'other.candidates=3',
])
  test(`--budget refuses "${text}" and says what it accepts`, () => {
    assert.throws(() => changeBudgets(pipeline, null, [text]), {
      code: 'EAGAN_USAGE',
      message: /generator, discriminator/,
    });
  });
