// A drill's findings: differences step by step, figures, verdict and their text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRecords } from '../../../tools/drill/compare.js';
import { planKills } from '../../../tools/drill/plan.js';
import { reportOf, type Findings, type RunRemains } from '../../../tools/drill/report.js';
import { killPlanText, reportText } from '../../../tools/drill/report-text.js';
import { spreadOf } from '../../../tools/drill/statistics.js';
import type { Kill } from '../../../tools/drill/types.js';
import { chainStart, type LedgerLine } from '../../../domain/ledger/lines.js';
import type { StepRecord } from '../../../domain/steps/step.js';
import { sketchStep } from '../../support/steps.js';

function record(place: string, change: Partial<StepRecord> = {}): StepRecord {
  const circumstances = { run: 'r', startedAt: 'a', finishedAt: 'b', host: 'h', attempt: 1 };
  const result = { outputs: { state: 's' }, numbers: { loss: 1 }, status: 'ok' } as const;
  return { schemaVersion: 1, key: `k-${place}`, fingerprint: 'f', step: sketchStep('select', place, {}, {}), ...result, circumstances, ...change }; // prettier-ignore
}
const calmRecords = [record('a'), record('b')];

test('two runs of the same steps do not differ, whatever their order and circumstances', () => {
  const late = record('a', { circumstances: { ...record('a').circumstances, attempt: 7, resumedAtIteration: 3 } });
  assert.deepEqual(compareRecords(calmRecords, [record('b'), late]), []);
});

const changes: Record<string, Partial<StepRecord>> = {
  key: { key: 'x' },
  fingerprint: { fingerprint: 'x' },
  outputs: { outputs: { state: 't' } },
  numbers: { numbers: { loss: 1.0000001 } },
  status: { status: 'diverged' },
};
for (const [what, change] of Object.entries(changes)) {
  test(`different ${what} of a step are found and named`, () => {
    const found = compareRecords(calmRecords, [record('a'), record('b', change)]);
    assert.deepEqual(
      found.map((difference) => [difference.place, difference.what]),
      [['b', what]],
    );
  });
}

test('a step of only one run is a difference', () => {
  assert.deepEqual(compareRecords(calmRecords, [record('a')]), [
    { place: 'b', what: 'step', calm: 'k-b', stormy: null },
  ]);
  assert.deepEqual(compareRecords([record('a')], calmRecords)[0]!.calm, null);
});

test('the median of an even number of values is the mean of the middle two, and no values have no median', () => {
  assert.equal(spreadOf([]), null);
  assert.deepEqual(spreadOf([5, 1, 3]), { median: 3, worst: 5 });
  assert.deepEqual(spreadOf([4, 1, 2, 3]), { median: 2.5, worst: 4 });
});

const found = (change: Partial<RunRemains> = {}): RunRemains => ({
  ...{ run: 'r-1', status: 'completed', resultDigest: 'digest', tookMs: 1000, records: calmRecords },
  ...{ story: [], attached: 2, troubles: [] },
  ...change,
});
const kill = (change: Partial<Kill> = {}): Kill => ({
  ...{ number: 1, point: 'file.named', nth: 2, victims: ['worker'], counts: true, reason: null, phase: 'g', at: 5 },
  ...{ detail: '/s/claims/tiny-53f763d7/0123456789012345678901234567890123456789/0001.json' },
  ...{ killed: [{ role: 'worker', pid: 7 }, { role: 'trainer', pid: 8 }, { role: 'trainer', pid: 9 }] }, // prettier-ignore
  ...{ interrupted: ['g/x'], recoveredMs: 2000, lostMs: 100 },
  ...change,
});
const findings = (change: Partial<Findings> = {}): Findings => ({
  ...{ file: 'tiny.yaml', seed: 1, plan: planKills(1, 2), differences: [] },
  calm: {
    found: found(),
    passages: [
      { at: 1, pid: 1, point: 'file.named', detail: '/f' },
      { at: 2, pid: 1, point: 'step.claimed', detail: 'g/gen-000/select' },
      { at: 3, pid: 1, point: 'file.named', detail: '/f' },
    ],
  },
  storm: { found: found(), kills: [kill({ counts: false, reason: 'none of these processes was alive' }), kill()] },
  ...change,
});

test('kills that count cover points, and are counted by phase', () => {
  const report = reportOf(findings());
  assert.deepEqual(report.points['file.named'], { passages: 2, phases: { data: 1, g: 1 }, kills: 1 });
  assert.deepEqual([report.covered, report.notCovered], [['file.named'], ['step.claimed']]);
  assert.ok(report.neverPassed.includes('run.ended'));
  assert.deepEqual(
    [report.recoveryMs, report.lostMs],
    [
      { median: 2000, worst: 2000 },
      { median: 100, worst: 100 },
    ],
  );
});

const certificate = (verdict: 'same' | 'different'): LedgerLine => ({
  ...{
    schemaVersion: 2,
    sequence: 1,
    previous: chainStart,
    digest: '',
    at: 'now',
    epoch: 1,
    kind: 'certificate',
    place: 'a',
    key: 'k',
    tookMs: 1,
    message: '',
  },
  verdict,
});
const verdicts: [string, Partial<Findings>, string][] = [
  ['equal runs', {}, 'same'],
  ['a difference', { differences: compareRecords(calmRecords, []) }, 'different'],
  [
    'a certificate that differs',
    { storm: { kills: [], found: found({ story: [certificate('different')] }) } },
    'different',
  ],
  ['a certificate that agrees', { storm: { kills: [], found: found({ story: [certificate('same')] }) } }, 'same'],
  ['a run that failed', { storm: { kills: [], found: found({ status: 'failed' }) } }, 'unfinished'],
  [
    'an undisturbed run that failed',
    { storm: null, calm: { found: found({ status: 'failed' }), passages: [] } },
    'unfinished',
  ],
];
for (const [what, change, verdict] of verdicts) {
  test(`the verdict on ${what} is ${verdict}`, () => {
    const report = reportOf(findings(change));
    assert.equal(report.verdict, verdict);
    assert.match(reportText(report), { same: /the same bits in 2 steps/, different: /NOT the same/, unfinished: /NOT recovered/ }[verdict]!); // prettier-ignore
  });
}

test('the report lists each kill with point, place, victims, phase, recovery and loss', () => {
  const text = reportText(reportOf(findings()));
  assert.match(text, /1 +file\.named × 2 +tiny-53f763d7\/01234567…\/0001\.json +worker, 2 trainers +g +2 s +100 ms/);
  assert.match(text, /^kills +1 of the 2 requested$/m);
  assert.match(text, /^no kill +kill 1 at file\.named × 2: none of these processes was alive$/m);
  assert.match(text, /^covered +file\.named$/m);
});

test('the plan lists place, point and victims of every kill', () => {
  const lines = killPlanText(planKills(1, 3)).split('\n');
  assert.equal(lines.length, 4);
  assert.match(lines[1]!, /^1 +\d+ % +[a-z]+\.[a-z]+ +self$/);
});

test('the report keeps its form: --json has exactly these keys', () => {
  const { calm, stormy, ...rest } = reportOf(findings());
  assert.deepEqual(Object.keys(rest).sort(), [
    ...['covered', 'differences', 'file', 'kept', 'kills', 'lostMs', 'neverPassed', 'notCovered', 'plan', 'points'],
    ...['recoveryMs', 'seed', 'verdict'],
  ]);
  assert.deepEqual(Object.keys(calm).sort(), ['resultDigest', 'run', 'status', 'steps', 'tookMs']);
  assert.deepEqual(Object.keys(stormy).sort(), [
    ...['attached', 'journal', 'resultDigest', 'run', 'status', 'steps', 'tookMs', 'troubles'],
  ]);
  assert.deepEqual(Object.keys(rest.kills[0]!).sort(), [
    ...['at', 'counts', 'detail', 'interrupted', 'killed', 'lostMs', 'nth', 'number', 'phase', 'point', 'reason'],
    ...['recoveredMs', 'victims'],
  ]);
});
