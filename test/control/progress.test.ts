// Progress: fractions and times from plan, records and heartbeats; text for terminals and logs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultPayloadConverter } from '@temporalio/common';
import { openStep } from '../../control/execution/open-steps.js';
import { planOf, progressOf, type OpenStep } from '../../control/progress/progress.js';
import { readingProgress } from '../../cli/read-images.js';
import { closingLine, progressBlock, progressLine, troubles } from '../../control/progress/progress-text.js';
import type { RunSummary } from '../../control/progress/summary.js';
import { figuresLine } from '../../cli/text/summary-text.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { StepKind, StepRecord } from '../../domain/steps/step.js';
import { sketchStep } from '../support/steps.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { pipelineFile } from './finished-run.js';

function shippedPipeline(): Pipeline {
  const loaded = loadPipeline({ file: pipelineFile, text: readFileSync(pipelineFile) });
  assert.ok(loaded.ok);
  return loaded.pipeline;
}
const pipeline = shippedPipeline();

/** A record of a step that took this many seconds. */
function finished(kind: StepKind, place: string, seconds: number, numbers: Record<string, number> = {}): StepRecord {
  const finishedAt = new Date(seconds * 1000).toISOString();
  const circumstances = { run: 'r', startedAt: new Date(0).toISOString(), finishedAt, host: 'h', attempt: 1 };
  const step = sketchStep(kind, place, {}, {});
  return { schemaVersion: 1, key: 'k', fingerprint: 'f', step, outputs: {}, numbers, status: 'ok', circumstances };
}
const open = (place: string | null, done: number, total: number, rest: Partial<OpenStep> = {}): OpenStep => ({
  place,
  activity: 'trainSegment',
  progress: { done, total, unit: 'iterations', imagesPerSecond: 800 },
  attempt: 1,
  lastFailure: null,
  ...rest,
});
const data = finished('ingest', 'dataset', 4, { trainImages: 3600, heldOutImages: 400 });

test('progress begins at 0 and is 1 when every step of the plan is finished', async () => {
  const plan = await planOf(pipeline, 3600);
  const all = plan.map(({ kind, place }) => (kind === 'ingest' ? data : finished(kind, place, 1)));
  const before = await progressOf(pipeline, [], [], 1);
  assert.deepEqual([before.fraction, before.phase, before.generation, before.secondsLeft], [0, 'data', null, null]);
  const after = await progressOf(pipeline, all, [], 1);
  assert.deepEqual([after.fraction, after.secondsLeft], [1, 0]);
});

test('half of a segment counts as half, and shows stage and generation', async () => {
  const place = 'generator/gen-001/train/segment-00';
  const at = async (done: number): Promise<number> =>
    (await progressOf(pipeline, [data], [open(place, done, 60)], 1)).fraction;
  const [none, half, whole] = [await at(0), await at(30), await at(60)];
  assert.ok(Math.abs(half - (none + whole) / 2) < 1e-12);
  assert.ok(whole > none);
  const { phase, generation, imagesPerSecond } = await progressOf(pipeline, [data], [open(place, 30, 60)], 1);
  assert.deepEqual(
    [phase, generation, imagesPerSecond],
    ['generator', { now: 2, of: pipeline.stages[0]!.generations }, 800],
  );
});

test('the time left follows the measured speed, and parallel evaluations shorten it', async () => {
  const evaluation = (seconds: number): StepRecord => finished('evaluate', 'generator/gen-000/evaluate/00', seconds);
  const left = async (seconds: number, parallel: number): Promise<number> =>
    (await progressOf(pipeline, [data, evaluation(seconds)], [], parallel)).secondsLeft!;
  const alone = await left(10, 1);
  assert.ok((await left(20, 1)) > alone);
  assert.ok((await left(10, 2)) < alone);
});

test('there is no time left while only steps of the data set are finished: reading images does not measure training', async () => {
  assert.equal((await progressOf(pipeline, [data], [], 1)).secondsLeft, null);
});

test('a stage that ended early has no steps left, and the line of its last selection says why', async () => {
  const long = { ...pipeline, stages: pipeline.stages.map((stage) => ({ ...stage, generations: 5 })) };
  const plan = (await planOf(long, 3600)).filter(({ place }) => !/^generator\/gen-00[234]/.test(place));
  const numbers = { bestFrechetDistance: 9, bestScore: 2, bestParameters: 5, frontSize: 3 };
  const ended = { ...numbers, hypervolume: 7, withoutGain: 1, stoppedEarly: 1 };
  const last = finished('select', 'generator/gen-001/select', 1, ended);
  const records = plan.map(({ kind, place }) =>
    kind === 'ingest' ? data : place === last.step.place ? last : finished(kind, place, 1),
  );
  const { fraction, secondsLeft } = await progressOf(long, records, [], 1);
  assert.deepEqual([fraction, secondsLeft], [1, 0]);
  const stopping = (minimumGain: number): StepRecord => ({
    ...last,
    step: sketchStep('select', last.step.place, {}, { earlyStopping: { generations: 1, minimumGain } }),
  });
  assert.match(closingLine(stopping(0))!, /; the stage ends early: its front did not grow in 1 generation$/);
  assert.match(closingLine(stopping(0.05))!, /its front did not grow by 5 % in 1 generation$/);
});

test('a batch larger than the data set has no plan and causes no crash', async () => {
  const byEpochs = { ...pipeline, finalTraining: { ...pipeline.finalTraining, duration: { epochs: 1 } } };
  assert.deepEqual(await planOf(byEpochs, 1), []);
  const tiny = finished('ingest', 'dataset', 1, { trainImages: 1 });
  assert.equal((await progressOf(byEpochs, [tiny], [], 1)).fraction, 0);
});

const progress = {
  ...{ fraction: 0.386, phase: 'generator', generation: { now: 2, of: 2 }, imagesPerSecond: 811.6, secondsLeft: 80 },
  open: [open('generator/gen-001/train/segment-00', 40, 60)],
};

test('the line shows stage, generation, step, speed, share and time left', () => {
  assert.equal(
    progressLine(progress),
    'generator · generation 2 of 2 · train/segment-00 40/60 iterations · 812 images/s · 38 % · about 1 min 20 s left',
  );
});

test('the block for a terminal has a bar, fits the columns, and shows further attempts', () => {
  const lost = open('generator/gen-001/evaluate/03', 0, 500, {
    attempt: 2,
    lastFailure: 'EAGAN_TRAINER_CRASHED: signal SIGSEGV',
  });
  const lines = progressBlock({ ...progress, open: [lost] }, 62).split('\n');
  assert.equal(lines[0], `${'█'.repeat(23)}${'░'.repeat(37)}`);
  assert.ok(lines.every((line) => line.length < 62));
  assert.deepEqual(troubles([lost, ...progress.open]), [
    'EAGAN_TRAINER_CRASHED: signal SIGSEGV; attempt 2 of generator/gen-001/evaluate/03',
  ]);
});

test('a full disk and recovery points that cost too much are shown', () => {
  const step = open('generator/gen-001/train/segment-00', 40, 60);
  const told = (more: object): string[] => troubles([{ ...step, progress: { ...step.progress!, ...more } }]);
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ waitingFor: 'disk' }), [
    'generator/gen-001/train/segment-00 waits for space on the disk; it continues when there is enough',
  ]);
  assert.deepEqual(told({ recoveryPointMs: 5200, lostAtWorstMs: 265_200 }), [
    'recovery points cost 6 s: at worst 5 min of work is lost',
  ]);
});

test('a single open step has a bar of its own, and while it reads images also the time left', () => {
  const images = { done: 20_000, total: 50_000, unit: 'images', imagesPerSecond: 4000 } as const;
  const lines = (some: readonly OpenStep[]): string[] => progressBlock({ ...progress, open: some }, 80).split('\n');
  const dataset = open('dataset', 0, 0, { progress: images });
  assert.equal(lines([dataset])[2], `${'█'.repeat(8)}${'░'.repeat(12)} 40 % of dataset · about 8 s left`);
  assert.match(lines(progress.open)[2]!, /^█+░+ 66 % of train\/segment-00$/);
  assert.equal(lines([dataset, dataset]).length, 2);
});

test('the reading of a folder before the run exists is shown in the same form', () => {
  const reading = readingProgress(12_000, 48_000, 2);
  assert.equal(
    progressLine(reading),
    'data · read images 12,000/48,000 files · 6,000 images/s · 25 % · about 6 s left',
  );
  assert.equal(progressBlock(reading, 62).split('\n')[0], `${'█'.repeat(15)}${'░'.repeat(45)}`);
});

test('several open steps are counted, and a step without a heartbeat is named by its activity', () => {
  const two = [open('a/evaluate/00', 1, 2), open('a/evaluate/01', 1, 2)];
  assert.match(progressLine({ ...progress, open: two }), / · 2 × train segment · /);
  assert.match(progressLine({ ...progress, open: [open(null, 0, 1, { progress: null })] }), / · train segment · /);
});

test('each closed part of a run gets a line, other steps get none', () => {
  const selected = finished('select', 'generator/gen-000/select', 1, {
    ...{ bestFrechetDistance: 41.23456, bestScore: 1.9, bestParameters: 123456, frontSize: 3 },
  });
  assert.equal(
    closingLine(selected),
    'generator: generation 1 closed, best of a front of 3: distance 41.23, score 1.9, 123,456 parameters',
  );
  const costly = { ...selected.numbers, bestMultiplyAdds: 5e6, bestLatencyMs: 1.25 };
  assert.equal(
    closingLine({ ...selected, numbers: costly }),
    `${closingLine(selected)}, 5,000,000 multiply-adds, 1.25 ms`,
  );
  const ofPairs = (kind: StepKind, place: string, numbers: Record<string, number>): StepRecord => {
    const record = finished(kind, place, 1, numbers);
    return { ...record, step: sketchStep(kind, place, {}, { search: 'both' }) };
  };
  assert.equal(
    closingLine(ofPairs('select', 'coupled/gen-000/select', selected.numbers)),
    'coupled: generation 1 closed, best of a front of 3: distance 41.23, score 1.9, 123,456 parameters in the pair',
  );
  assert.equal(
    closingLine(ofPairs('closeStage', 'coupled/close', { parameters: 1234 })),
    'coupled: closed, the winning pair has 1,234 parameters',
  );
  assert.equal(
    closingLine(finished('closeStage', 'generator/close', 1, { parameters: 12, multiplyAdds: 34, latencyMs: 5.5 })),
    'generator: closed, the winner has 12 parameters, 34 multiply-adds, 5.5 ms',
  );
  assert.equal(
    closingLine(finished('scoreWinner', 'final/score/noise', 1, { frechetDistance: 9.5, classifierScore: 1.25 })),
    'final: noise scored, distance 9.5, score 1.25',
  );
  assert.equal(closingLine(data), 'data: 3,600 training and 400 held-out images');
  const skipping = { ...data, numbers: { ...data.numbers, skipped: 2 } };
  assert.equal(closingLine(skipping), 'data: 3,600 training and 400 held-out images; 2 unreadable files skipped');
  assert.equal(closingLine(finished('evaluate', 'generator/gen-000/evaluate/00', 1)), null);
});

test('an individual whose evaluation failed is reported with the cause', () => {
  const { circumstances, ...rest } = finished('evaluate', 'generator/gen-000/evaluate/00', 1);
  const failed = { ...rest, status: 'failed', circumstances: { ...circumstances, reason: 'it crashed' } } as const;
  assert.equal(closingLine(failed), 'generator/gen-000/evaluate/00 failed, ranked last: it crashed');
});

test('diverged individuals and scores are called diverged', () => {
  const lost = finished('select', 'generator/gen-000/select', 1, { bestParameters: 5, frontSize: 4 });
  assert.equal(closingLine(lost), 'generator: generation 1 closed, all 4 individuals diverged or failed');
  const score = { ...finished('scoreWinner', 'final/score/iter-000016', 1, {}), status: 'diverged' } as const;
  assert.equal(closingLine(score), 'final: iter-000016 diverged');
  const none = { images: 50, frechetDistance: null, classifierScore: null };
  const some = { images: 50, frechetDistance: 3, classifierScore: 2 };
  const figures = { noise: some, untrained: some, winner: none, heldOut: { ...some, images: 20 } };
  const summary: RunSummary = {
    ...{
      run: 'tiny',
      status: 'completed',
      resultDigest: 'd'.repeat(64),
      head: 'e'.repeat(64),
      protocol: 'abcdef0123456789',
      images: 50,
      splits: 10,
      spreads: {},
    },
    ...{ figures, remarks: [], parameters: 5, winners: [], earlyEnds: [], selections: [], forkedFrom: null, files: {} },
  };
  assert.match(figuresLine(summary), /winner diverged · held-out real 3 \(2\) from 20 images$/);
});

test('a pending activity is read with its heartbeat, its attempt and the last failure', () => {
  const heartbeat = { place: 'extractor', progress: { done: 1, total: 2, unit: 'batches' } };
  assert.deepEqual(
    openStep({
      activityType: { name: 'fitExtractor' },
      heartbeatDetails: { payloads: [defaultPayloadConverter.toPayload(heartbeat)!] },
      attempt: 2,
      lastFailure: { message: 'signal SIGSEGV\nstack', applicationFailureInfo: { type: 'EAGAN_TRAINER_CRASHED' } },
    }),
    { ...heartbeat, activity: 'fitExtractor', attempt: 2, lastFailure: 'EAGAN_TRAINER_CRASHED: signal SIGSEGV' },
  );
  const fresh = openStep({ activityType: { name: 'evaluateCandidate' } });
  assert.deepEqual(fresh, {
    place: null,
    progress: null,
    activity: 'evaluateCandidate',
    attempt: 1,
    lastFailure: null,
  });
});
