// Runs of one pipeline in one store, frozen by programs that had other versions of some kinds of steps, and by today's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { omit } from '../../domain/omit.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { getJson } from '../../domain/steps/objects.js';
import type { SelectionArtifact } from '../../domain/steps/artifacts.js';
import { ofKind } from '../../domain/steps/kinds.js';
import { stepKey } from '../../domain/steps/step.js';
import { readRun, runRecords, verifyRun, type Store } from '../../store/index.js';
import { calculatedRun, type CalculatedRun } from '../support/calculated-run.js';
import { emptyStore } from '../support/quick-store.js';
import { tinyPipeline } from '../support/runs.js';

const earlier = omit(tinyPipeline, 'kindVersions');
interface Frozen {
  readonly run: string;
  readonly pipeline: Pipeline;
  /** Of tiny.yaml with hashes for results, by the program of that time. */
  readonly digest: string;
  readonly hasDeviations: boolean;
  /** The version of the steps that shuffle images. */
  readonly shuffling: number;
}
const before: Frozen = {
  run: 'before',
  pipeline: earlier,
  digest: '22129ff88c1209a62ec6b00a9f43db76eb51dfab6d9af5777655138519cbad92',
  hasDeviations: false,
  shuffling: 1,
};
/** Scores had deviations, and epochs were still shuffled lists. */
const between: Frozen = {
  run: 'between',
  pipeline: { ...earlier, kindVersions: { evaluate: 3, scoreWinner: 3 } },
  digest: '34755387ef30d576b51d46dc7fb09833ec0c9cb749a92a99a59e769b714d42ec',
  hasDeviations: true,
  shuffling: 1,
};
/** Deviations of distances were taken between splits. */
const lately: Frozen = {
  run: 'lately',
  pipeline: { ...earlier, kindVersions: { evaluate: 4, scoreWinner: 4, trainSegment: 2, trainWinner: 2 } },
  digest: '2c4323cbc9f5875e409e6b3d6338ef5deaf489fe3506a3b6a7e45c4f5a82b571',
  hasDeviations: true,
  shuffling: 2,
};
const now: Frozen = {
  run: 'now',
  pipeline: tinyPipeline,
  digest: '76727ce73ed42c5e44e0a25f8beafcd2f2c5083a79cb41edfb78fd21569eb7a2',
  hasDeviations: true,
  shuffling: 2,
};

/** Whether each evaluation and score has a deviation, and each individual of a selection too. */
async function deviations(store: Store, run: string): Promise<boolean[]> {
  const records = await runRecords(store, run);
  const judged = [...ofKind('evaluate', records), ...ofKind('scoreWinner', records)];
  const selections = await Promise.all(
    ofKind('select', records).map(({ outputs }) => getJson<SelectionArtifact>(store.objects, outputs.selection!)),
  );
  const ranked = selections.flatMap(({ ranking }) => ranking.map(({ figures }) => figures!));
  return [...judged.map(({ numbers }) => numbers), ...ranked].map((each) => 'classifierScoreDeviation' in each);
}

async function shufflingVersions(store: Store, run: string): Promise<number[]> {
  const records = await runRecords(store, run);
  const shuffling = (['trainSegment', 'trainWinner'] as const).map((kind) => ofKind(kind, records));
  return shuffling.flatMap((each) => each.map(({ step }) => step.kindVersion));
}

const keysOf = ({ walk }: CalculatedRun): string[] => walk.steps.map(stepKey);

const inTime = [before, between, lately, now];
for (const order of [inTime, [...inTime].reverse()])
  test(`runs of all versions keep their digests in one store, first that of ${order[0]!.run}`, async () => {
    const store = await emptyStore();
    for (const { run, pipeline, digest, hasDeviations, shuffling } of order) {
      assert.equal((await calculatedRun(store, pipeline, { run })).resultDigest, digest);
      assert.deepEqual(new Set(await deviations(store, run)), new Set([hasDeviations]));
      assert.deepEqual(new Set(await shufflingVersions(store, run)), new Set([shuffling]));
    }
    for (const { run } of order)
      assert.deepEqual((await verifyRun(store, (await readRun(store.refs, run))!)).findings, []);
  });

for (const [earlierRun, laterRun, raised] of [
  [before, between, 'generator/gen-000/evaluate/00'],
  [between, lately, 'generator/warmup/segment-00'],
  [lately, now, 'generator/gen-000/evaluate/00'],
] as const)
  test(`a run of ${laterRun.run} finds the steps of one of ${earlierRun.run} up to the first raised one, and computes its own from there on`, async () => {
    const store = await emptyStore();
    const first = await calculatedRun(store, earlierRun.pipeline, { run: 'first' });
    const second = await calculatedRun(store, laterRun.pipeline, { run: 'second' });
    const shared = keysOf(second).filter((key) => keysOf(first).includes(key)).length;
    assert.equal(second.computed[0], raised);
    assert.equal(second.computed.length, keysOf(second).length - shared);
    assert.ok(shared > 0);
    assert.deepEqual((await calculatedRun(store, earlierRun.pipeline, { run: 'again' })).computed, []);
  });

for (const { run, pipeline, digest } of [before, between, lately])
  test(`a run of ${run} that is resumed half-way has the steps of its versions to its end`, async () => {
    const store = await emptyStore();
    const stopAt = (place: string): boolean => place === 'discriminator/gen-000/evaluate/02';
    assert.equal((await calculatedRun(store, pipeline, { run, stopAt })).resultDigest, null);
    const { frozen } = (await readRun(store.refs, run))!;
    assert.equal((await calculatedRun(store, frozen.pipeline, { run })).resultDigest, digest);
  });
