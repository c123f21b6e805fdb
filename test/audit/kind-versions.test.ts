// Two runs of one pipeline in one store: one frozen before two kinds of steps got new versions, and one frozen today.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { omit } from '../../domain/omit.js';
import { getJson } from '../../domain/steps/objects.js';
import type { SelectionArtifact } from '../../domain/steps/artifacts.js';
import { ofKind } from '../../domain/steps/kinds.js';
import { stepKey } from '../../domain/steps/step.js';
import { readRun, runRecords, verifyRun, type Store } from '../../store/index.js';
import { calculatedRun, type CalculatedRun } from '../support/calculated-run.js';
import { emptyStore } from '../support/quick-store.js';
import { tinyPipeline } from '../support/runs.js';

const earlier = omit(tinyPipeline, 'kindVersions');
/** Of tiny.yaml with hashes for results; the first one by the program before the versions were raised. */
const digests = {
  before: '22129ff88c1209a62ec6b00a9f43db76eb51dfab6d9af5777655138519cbad92',
  now: '34755387ef30d576b51d46dc7fb09833ec0c9cb749a92a99a59e769b714d42ec',
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

const keysOf = ({ walk }: CalculatedRun): string[] => walk.steps.map(stepKey);

for (const isEarlierFirst of [true, false])
  test(`a run of before and one of today keep their digests in one store, ${isEarlierFirst ? 'the earlier' : 'the later'} first`, async () => {
    const store = await emptyStore();
    const runs = [
      ['before', earlier, digests.before],
      ['now', tinyPipeline, digests.now],
    ] as const;
    for (const [run, pipeline, digest] of isEarlierFirst ? runs : [...runs].reverse()) {
      assert.equal((await calculatedRun(store, pipeline, { run })).resultDigest, digest);
      assert.deepEqual(new Set(await deviations(store, run)), new Set([run === 'now']));
    }
    for (const [run] of runs)
      assert.deepEqual((await verifyRun(store, (await readRun(store.refs, run))!)).findings, []);
  });

test('a run of today finds the steps of one of before up to the first evaluation, and computes its own from there on', async () => {
  const store = await emptyStore();
  const before = await calculatedRun(store, earlier, { run: 'before' });
  const now = await calculatedRun(store, tinyPipeline, { run: 'now' });
  const shared = keysOf(now).filter((key) => keysOf(before).includes(key)).length;
  assert.equal(now.computed[0], 'generator/gen-000/evaluate/00');
  assert.equal(now.computed.length, keysOf(now).length - shared);
  assert.ok(shared > 0);
  const again = await calculatedRun(store, earlier, { run: 'again' });
  assert.deepEqual(again.computed, []);
});

test('a run of before that is resumed half-way has the steps of its versions to its end', async () => {
  const store = await emptyStore();
  const stopAt = (place: string): boolean => place === 'discriminator/gen-000/evaluate/02';
  assert.equal((await calculatedRun(store, earlier, { run: 'before', stopAt })).resultDigest, null);
  const { frozen } = (await readRun(store.refs, 'before'))!;
  const resumed = await calculatedRun(store, frozen.pipeline, { run: 'before' });
  assert.equal(resumed.resultDigest, digests.before);
});
