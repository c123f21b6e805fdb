// Places: for any pipeline they have one total order, in which the plan and inputs agree; and the places that people
// type.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestJson } from '../../../domain/digest.js';
import { findPlace } from '../../../domain/steps/find-place.js';
import type { Pipeline, Stage } from '../../../domain/pipeline.js';
import { inPlanOrder, isAtOrAfter } from '../../../domain/steps/place-order.js';
import { expectedSteps, walkRun } from '../../../domain/plan/index.js';
import { stepKey } from '../../../domain/steps/step.js';
import { discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';
import { simulate } from '../plan/simulation.js';

/** Small pipelines of one to three stages. In some, alphabetical order of names and numbers would be wrong. */
const pipelines = fc
  .record({
    stages: fc.array(
      fc.record({ generations: fc.integer({ min: 1, max: 3 }), warmup: fc.integer({ min: 0, max: 60 }) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    segmentIterations: fc.integer({ min: 5, max: 60 }),
    scoreEvery: fc.option(fc.integer({ min: 20, max: 90 })),
    hasFinalJudge: fc.boolean(),
  })
  .map(({ stages, segmentIterations, scoreEvery, hasFinalJudge }): Pipeline => {
    const training = { ...generatorStage.training, segmentIterations };
    const base = pipelineOf(
      stages.map(({ generations, warmup }, index): Stage => {
        const stage = index % 2 === 0 ? generatorStage : discriminatorStage;
        const opponent =
          index % 2 === 0 ? generatorStage.opponent : ({ from: 'stage', stage: nameOf(index - 1) } as const);
        return { ...stage, id: nameOf(index), opponent, generations, warmup: { steps: warmup }, training };
      }),
    );
    const finalTraining = {
      ...base.finalTraining,
      training,
      scoreEvery: scoreEvery === null ? null : { steps: scoreEvery },
      ...(hasFinalJudge ? { metrics: { extractor: base.metrics.extractor } } : {}),
    };
    return { ...base, finalTraining };
  });

/** Not in alphabetical order; one has the name of the phase before the stages. */
function nameOf(index: number): string {
  return index === 1 ? 'data' : `z${9 - index}`;
}

const sorted = (pipeline: Pipeline, places: readonly string[]): string[] =>
  inPlanOrder(
    pipeline,
    places.map((place) => ({ place })),
  ).map(({ place }) => place);
const isBefore = (pipeline: Pipeline, a: string, b: string): boolean => !isAtOrAfter(pipeline, b)(a);
const planOf = async (pipeline: Pipeline): Promise<string[]> =>
  (await expectedSteps(pipeline, 4000)).map(({ place }) => place);

test('in random pipelines the order of places is total and equals that of the plan', async () => {
  await fc.assert(
    fc.asyncProperty(pipelines, async (pipeline) => {
      const plan = await planOf(pipeline);
      assert.deepEqual(sorted(pipeline, [...plan].reverse()), plan);
      for (const [index, place] of plan.entries()) {
        const after = isAtOrAfter(pipeline, place);
        assert.deepEqual(plan.filter(after), plan.slice(index), place);
      }
    }),
    { numRuns: 30 },
  );
});

test('in random pipelines the inputs of a step come before it', async () => {
  await fc.assert(
    fc.asyncProperty(pipelines, async (pipeline) => {
      const { steps, entries } = await simulate(pipeline);
      const makers = (input: string): string[] =>
        entries.filter(({ outputs }) => Object.values(outputs).includes(input)).map(({ place }) => place);
      for (const { place, inputs } of steps) {
        for (const input of Object.values(inputs)) {
          // In a simulation, a survivor has one evaluation in every generation.
          assert.ok(
            makers(input).some((maker) => isBefore(pipeline, maker, place)),
            place,
          );
        }
      }
    }),
    { numRuns: 20 },
  );
});

test('in random pipelines a walk follows the order of places, except for scores beside the final training', async () => {
  await fc.assert(
    fc.asyncProperty(pipelines, async (pipeline) => {
      const { entries, populations, winners } = await simulate(pipeline);
      const byKey = new Map(entries.map((entry) => [entry.key, entry]));
      const population = new Map(
        Object.values(populations)
          .flat()
          .map((value) => [digestJson(value), value]),
      );
      const { steps, complete } = await walkRun(pipeline, { contents: null, decoder: null }, async (step) => {
        const { outputs, numbers } = byKey.get(stepKey(step))!;
        return {
          ...{ outputs, numbers, status: 'ok' },
          ...(outputs.population ? { population: population.get(outputs.population)! } : {}),
          ...(outputs.winner ? { winner: winners.find((winner) => digestJson(winner) === outputs.winner)! } : {}),
        };
      });
      assert.ok(complete);
      const places = steps.map(({ place }) => place);
      const search = places.filter((place) => !place.startsWith('final/score/'));
      assert.deepEqual(sorted(pipeline, search), search);
      assert.deepEqual(sorted(pipeline, places), await planOf(pipeline));
    }),
    { numRuns: 20 },
  );
});

const gd1 = pipelineOf([generatorStage, discriminatorStage]);

const beginnings: Record<string, readonly [before: string, first: string]> = {
  generator: ['reference', 'generator/open'],
  'generator/warmup': ['generator/open', 'generator/warmup/segment-00'],
  'generator/gen-001': ['generator/gen-000/select', 'generator/gen-001/train/segment-00'],
  'generator/gen-001/evaluate': ['generator/gen-001/train/segment-02', 'generator/gen-001/evaluate/00'],
  discriminator: ['generator/close', 'discriminator/open'],
  final: ['discriminator/close', 'final/open'],
  'final/score': ['final/open', 'final/score/noise'],
  'final/train': ['final/score/untrained', 'final/train/segment-00'],
};
for (const [beginning, [before, first]] of Object.entries(beginnings)) {
  test(`from ${beginning} on means from ${first} on, and not ${before}`, async () => {
    const after = isAtOrAfter(gd1, beginning);
    const plan = await planOf(gd1);
    assert.deepEqual(plan.filter(after), plan.slice(plan.indexOf(first)));
    assert.equal(plan[plan.indexOf(first) - 1], before);
  });
}

test('numbers with more digits than usual are ordered as numbers', () => {
  const places = ['generator/gen-2/select', 'generator/gen-1000/select'];
  assert.throws(() => isAtOrAfter(gd1, places[0]!), { code: 'EAGAN_PLACE_UNKNOWN' });
  assert.ok(isBefore(gd1, 'generator/gen-999/select', 'generator/gen-1000/select'));
  assert.ok(isBefore(gd1, 'final/train/segment-99', 'final/train/segment-100'));
  assert.ok(isBefore(gd1, 'final/score/iter-999999', 'final/score/iter-1000000'));
});

for (const place of [
  '',
  'nowhere',
  'export/x',
  'generator/gen-000/breed',
  'final/score/iter',
  'final/open/x',
  'reference/',
]) {
  test(`"${place}" has no position`, () => {
    assert.throws(() => isAtOrAfter(gd1, 'export')(place), { code: 'EAGAN_PLACE_UNKNOWN' });
  });
}

const nothing = (): undefined => undefined;

for (const written of ['generator', 'generator/gen-001/', ' final/score/noise ', 'export']) {
  test(`"${written}" is understood`, async () => {
    assert.equal(findPlace(written, await planOf(gd1), nothing), written.trim().replace(/\/$/, ''));
  });
}

const unknown: Record<string, string> = {
  'generator/gen-007': 'one of generator/open, generator/warmup, generator/gen-000, generator/gen-001, generator/close',
  'generator/gen-001/evaluate/6': 'one of generator/gen-001/evaluate/00, .*generator/gen-001/evaluate/05',
  elsewhere: 'one of dataset, extractor, reference, generator, discriminator, final, export',
  'export/x': 'export\\)',
};
for (const [written, expected] of Object.entries(unknown)) {
  test(`"${written}" is refused, and the error lists what is there instead`, async () => {
    const plan = await planOf(gd1);
    assert.throws(() => findPlace(written, plan, nothing), {
      code: 'EAGAN_PLACE_UNKNOWN',
      message: new RegExp(`no place "${written}" \\(expected ${expected}`),
    });
  });
}

test('a misspelt place is refused, and the nearest place is suggested', async () => {
  const near = (wrong: string, legal: readonly string[]): string | undefined =>
    legal.find((place) => place === wrong.slice(1));
  const plan = await planOf(gd1);
  assert.throws(() => findPlace('xgenerator/gen-001', plan, near), {
    message: /expected generator\/gen-001\?/,
  });
});
