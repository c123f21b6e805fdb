// Whole runs with a coupled stage, whose state two later stages use: stopped, garbage-collected, resumed, verified and
// forked.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { judgeFork } from '../../domain/runs/fork.js';
import { halvesOf } from '../../domain/search/pairs.js';
import type { Opponent, Pipeline, Stage } from '../../domain/pipeline.js';
import { collectGarbage, readRun, runRecords, verifyRun, type Store } from '../../store/index.js';
import { hashedRun } from '../domain/hashed-run.js';
import { calculatedRun } from '../support/calculated-run.js';
import { coupledPipeline } from '../support/coupled-pipeline.js';
import { emptyStore } from '../support/quick-store.js';

const barely = ['retention.lastStates=1', 'retention.generationBoundaries=false', 'retention.winners=false'];
const fromPairs: Opponent = { from: 'stage', stage: 'coupled' };

/** Searches pairs, then generators against the best pair's discriminator, then discriminators against its generator. */
function pipelineOf(set: readonly string[] = []): Pipeline {
  const pipeline = coupledPipeline(set);
  const [coupled, generator] = pipeline.stages as [Stage, Stage];
  const discriminator: Stage = {
    ...{ ...generator, id: 'discriminator', search: 'discriminator', pairing: 'oneToOne', weightResetting: true },
    ...{ spaces: { discriminator: 'eagan-discriminator' }, opponent: fromPairs },
  };
  return { ...pipeline, stages: [coupled, generator, discriminator] };
}

let resultDigest: string | null;
before(async () => {
  ({ resultDigest } = await calculatedRun(await emptyStore(), pipelineOf()));
});

const findings = async (store: Store): Promise<unknown> =>
  (await verifyRun(store, (await readRun(store.refs, 'calculated'))!)).findings;
const nextDay = (): number => Date.now() + 25 * 3_600_000;

const stops = [
  'coupled/open',
  'coupled/gen-000/evaluate/02',
  'coupled/gen-001/train/segment-00',
  'coupled/close',
  'generator/open',
  'discriminator/open',
  'final/open',
];
for (const stop of stops)
  test(`a run with a coupled stage that stopped at ${stop} and kept as little as possible resumes to the same result`, async () => {
    const store = await emptyStore();
    await calculatedRun(store, pipelineOf(barely), { stopAt: (place) => place === stop });
    await collectGarbage(store, nextDay());
    const { computed, resultDigest: reached } = await calculatedRun(store, pipelineOf(barely));
    assert.equal(reached, resultDigest);
    assert.equal(computed[0], stop);
    assert.deepEqual(await findings(store), []);
  });

test('each later stage takes its half of the best pair, and only a discriminator stage needs the state of the coupled stage', async () => {
  const store = await emptyStore();
  const { walk } = await calculatedRun(store, pipelineOf());
  const records = await runRecords(store, 'calculated');
  const recordAt = (place: string) => records.find(({ step }) => step.place === place)!;
  const { winner } = walk.progress!.finished[0]!.winner;
  const { generator, discriminator } = halvesOf(winner.individual.genotype);
  const opened = (stage: string) => recordAt(`${stage}/open`).step;
  const opponentOf = (stage: string) => (opened(stage).parameters as { opponent: unknown }).opponent;
  assert.deepEqual(opponentOf('generator'), { form: 'standalone', genotype: discriminator });
  assert.deepEqual(opponentOf('discriminator'), { form: 'standalone', genotype: generator });
  assert.deepEqual(opened('generator').inputs, {});
  assert.deepEqual(opened('discriminator').inputs, { previous: recordAt('coupled/close').step.inputs.state });
});

test('a fork of a run with a coupled stage shares everything before its place, and steps that alter pairs are named', async () => {
  const source = await hashedRun(pipelineOf());
  for (const at of source.plan)
    assert.deepEqual(await judgeFork(pipelineOf(), source, at), { altered: [], added: [], missing: [] }, at);
  const other = pipelineOf(['stages.coupled.breeding.mutation=0.25']);
  const { altered } = await judgeFork(other, source, 'coupled/gen-001');
  assert.deepEqual(altered, ['coupled/gen-000/select']);
});
