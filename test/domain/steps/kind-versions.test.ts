// Versions of step kinds: a run that names none keeps what it had, a new one names what was raised, others are refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageFigures } from '../../../domain/search/figures.js';
import {
  fittingVersion,
  cubedBy,
  kindVersionIn,
  networkFormIn,
  orderFormOf,
  raisedVersions,
  recordedDeviations,
  spreadIn,
} from '../../../domain/steps/kind-versions.js';
import { stepKindNames, stepKinds } from '../../../domain/steps/kinds.js';
import { runRefProblem } from '../../../domain/runs/run-shape.js';
import { sketchStep } from '../../support/steps.js';

test('the versions in runs that name none never change', () => {
  const unnamed = Object.fromEntries(stepKindNames.map((kind) => [kind, kindVersionIn({}, kind)]));
  assert.deepEqual(unnamed, {
    ...{ ingest: 2, fitExtractor: 1, referenceStatistics: 2, openStage: 1, trainSegment: 1, evaluate: 2 },
    ...{ select: 1, closeStage: 1, trainWinner: 1, scoreWinner: 2, export: 1 },
  });
});

test('a new run has the newest version of every kind', () => {
  for (const kind of stepKindNames)
    assert.equal(kindVersionIn({ kindVersions: raisedVersions('inception2015') }, kind), stepKinds[kind].version, kind);
});

test('a run whose extractors a raised version does not concern does not name it', () => {
  const own = raisedVersions('classifier');
  assert.equal(own.fitExtractor, undefined);
  assert.deepEqual(raisedVersions('imagenet'), own);
  assert.deepEqual(raisedVersions('classifier', 'graph'), { ...own, fitExtractor: 2 });
  assert.deepEqual(raisedVersions('graph', 'inception2015'), { ...own, fitExtractor: 3 });
});

test('networks of files compute images alone from version 2 on, and fold norms from version 3 on', () => {
  const forms = [1, 2, 3].map((kindVersion) => networkFormIn({ kindVersion }));
  assert.deepEqual(
    forms.map(({ alone, folded }) => [alone, folded]),
    [
      [false, false],
      [true, false],
      [true, true],
    ],
  );
});

for (const version of [1, 6])
  test(`a run with version ${version} of a kind that is computed from 2 to 5 is refused`, () => {
    assert.throws(() => kindVersionIn({ kindVersions: { evaluate: version } }, 'evaluate'), {
      code: 'EAGAN_STORE_VERSION',
      message: `steps of the kind evaluate must have a version from 2 to 5 (got ${version})`,
    });
  });

for (const kindVersions of ['3', { evaluate: '3' }, { evaluate: 2.5 }, [3]])
  test(`a frozen run with the versions ${JSON.stringify(kindVersions)} is damaged`, () => {
    const frozen = { run: 'a', pipeline: { kindVersions } };
    assert.match(runRefProblem('pipeline', frozen)!, /^pipeline\.pipeline\.kindVersions(\.evaluate)? must be a/);
    assert.equal(runRefProblem('pipeline', { ...frozen, pipeline: {} }), null);
  });

test('steps that shuffle images compute their order from version 2 on', () => {
  for (const kind of ['trainSegment', 'trainWinner'] as const) {
    const step = sketchStep<typeof kind>(kind, 'final/train/segment-00', {}, {});
    assert.deepEqual([step.kindVersion, orderFormOf(step)], [2, 'computed']);
  }
  assert.equal(orderFormOf({ kindVersion: 1 }), 'shuffled');
});

test('steps record the deviation of their score from version 3 on, and of every figure from version 4 on', () => {
  const step = sketchStep('scoreWinner', 'final/score/noise', {}, {});
  assert.equal(step.kindVersion, 5);
  assert.deepEqual([2, 3, 4, 5].map(recordedDeviations), ['none', 'scores', 'all', 'all']);
});

test('from version 5 on deviations are standard errors, but for those of scores and kernel distances', () => {
  const before = imageFigures.map((name) => spreadIn(4, name));
  const now = imageFigures.map((name) => spreadIn(5, name));
  const [ofSplits, ofSubsets] = [['classifierScore', 'inceptionScore'], ['kernelDistance']];
  for (const [index, name] of imageFigures.entries()) {
    const kept = ofSplits.includes(name) ? 'splits' : ofSubsets.includes(name) ? 'subsets' : null;
    assert.deepEqual([before[index], now[index]], kept ? [kept, kept] : ['splits', 'standardError'], name);
  }
});

test('kernels of version 4 keep their power', () => {
  assert.deepEqual(
    [2, 3, 4, 5].map((kindVersion) => cubedBy({ kindVersion })),
    ['power', 'power', 'power', 'products'],
  );
});

test('in a run with two judges the step of each extractor has the version that last changed it', () => {
  const versions = (ofRun: number): number[] =>
    (['classifier', 'graph', 'inception2015'] as const).map((kind) => fittingVersion(kind, ofRun));
  assert.deepEqual(versions(3), [1, 2, 3]);
  // Runs that named version 2 named it for both, and runs of before named none.
  assert.deepEqual([versions(2), versions(1)], [[2, 2, 2], [1, 1, 1]]); // prettier-ignore
});
