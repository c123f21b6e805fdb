// A final pair with a judge of its own: its steps come first in the final part, and no step of the search changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagenetNetworks } from '../../../domain/extractor.js';
import { judgesOf, type JudgeSettings } from '../../../domain/judges.js';
import type { Pipeline } from '../../../domain/pipeline.js';
import { expectedSteps, stepCircumstances } from '../../../domain/plan/index.js';
import { standInDigest, virtualWalk, type PlannedStep } from '../../../domain/plan/virtual.js';
import { inPlanOrder, isAtOrAfter } from '../../../domain/steps/place-order.js';
import { generatorStage, pipelineOf } from '../fixtures.js';

const network = 'efficientnet-lite0';
const pretrained: JudgeSettings = {
  extractor: { kind: 'imagenet', network, contents: imagenetNetworks[network].contents },
};
const plain = pipelineOf([generatorStage]);
const judgedBy = (metrics: JudgeSettings): Pipeline => ({
  ...plain,
  finalTraining: { ...plain.finalTraining, metrics },
});
const walk = (pipeline: Pipeline): Promise<PlannedStep[]> =>
  virtualWalk(pipeline, { trainImages: 3200, heldOutImages: 800 });
const at = (steps: readonly PlannedStep[], place: string): PlannedStep =>
  steps.find(({ step }) => step.place === place)!;

test('the final pair is judged by its own extractor and reference, and the search by that of the search', async () => {
  const [own, usual] = [await walk(judgedBy(pretrained)), await walk(plain)];
  const final = own.filter(({ phase }) => phase === 'final');
  assert.deepEqual(
    final.slice(0, 3).map(({ step }) => step.place),
    ['final/extractor', 'final/reference', 'final/open'],
  );
  const extractor = standInDigest(at(own, 'final/extractor').key, 'extractor');
  const reference = standInDigest(at(own, 'final/reference').key, 'reference');
  assert.equal(at(own, 'final/reference').step.inputs.extractor, extractor);
  const scores = final.filter(({ step }) => step.kind === 'scoreWinner');
  assert.ok(scores.length >= 4);
  for (const { step } of scores)
    assert.deepEqual([step.inputs.extractor, step.inputs.reference], [extractor, reference], step.place);
  assert.equal(at(own, 'export').step.inputs.extractor, extractor);
  const keys = (steps: readonly PlannedStep[]): readonly string[] =>
    steps.filter(({ phase }) => phase !== 'final').map(({ key }) => key);
  assert.deepEqual(keys(own), keys(usual));
});

test('the training of the pair does not depend on who judges it', async () => {
  const [own, usual] = [await walk(judgedBy(pretrained)), await walk(plain)];
  for (const place of ['final/open', 'final/train/segment-00'])
    assert.equal(at(own, place).key, at(usual, place).key, place);
});

test('a pipeline without the key has no step for it', async () => {
  const places = (await walk(plain)).map(({ step }) => step.place);
  assert.ok(!places.includes('final/extractor') && !places.includes('final/reference'));
  assert.equal(judgesOf(plain).length, 1);
});

test('plans and progress know the two steps, in the order in which they run', async () => {
  const expected = await expectedSteps(judgedBy(pretrained), 3200);
  const places = expected.filter(({ phase }) => phase === 'final').map(({ place }) => place);
  assert.deepEqual(places.slice(0, 3), ['final/extractor', 'final/reference', 'final/open']);
  assert.deepEqual(
    inPlanOrder(plain, [...expected].reverse()).map(({ place }) => place),
    expected.map(({ place }) => place),
  );
});

test('who begins at the final part begins with its judge, and who begins at its training keeps the judge', () => {
  for (const place of ['final/extractor', 'final/reference', 'final/open'])
    assert.ok(isAtOrAfter(plain, 'final')(place), place);
  assert.ok(!isAtOrAfter(plain, 'final/open')('final/reference'));
  assert.ok(isAtOrAfter(plain, 'final/extractor')('final/open'));
  assert.ok(!isAtOrAfter(plain, 'final')('generator/close'));
});

test('a step gets the paths of both judges, because it may have to make an object of the other one again', () => {
  const named = judgedBy({ extractor: { kind: 'inception2015', path: '/final.pb', contents: null } });
  const owner = { run: 'r', epoch: 1, fresh: false };
  const { extractorPath, finalJudge } = stepCircumstances(owner, named)('dataset');
  assert.deepEqual([extractorPath, finalJudge], [undefined, { extractorPath: '/final.pb' }]);
  assert.ok(!('finalJudge' in stepCircumstances(owner, plain)('dataset')));
});
