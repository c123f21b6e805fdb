// The training tasks on tiny real networks: what is trained, copied and reported, and that nothing leaks.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import type { SearchTarget } from '../../domain/pipeline.js';
import { fullSpace, randomGenotype } from '../../domain/search/search-space.js';
import { stream } from '../../domain/stream.js';
import { tensorCount } from '../../models/index.js';
import type { Store, Tensors } from '../../store/types.js';
import { belowPrefix } from '../../trainer/state/tensor-names.js';
import { runTask, stateOf } from './support/run-task.js';
import { openStep, segmentStep, tinyStore, wildTraining, openWinnerStep, winnerStep } from './support/tiny.js';

let store: Store;
let dataset: Digest;
const population = [0, 1, 2].map((slot) => randomGenotype(fullSpace('discriminator'), stream(2, `test/${slot}`)));

before(async () => {
  ({ store, dataset } = await tinyStore());
});

const opened = async (search: SearchTarget, previous?: Digest): Promise<Digest> =>
  (await runTask(openStep(search, previous), store)).outputs.state!;
const tensorsOf = async (state: Digest, prefix: string): Promise<Tensors> =>
  belowPrefix(prefix, (await store.checkpoints.read(state)).tensors);

test('training in two segments through the store equals training in one, for every search', async () => {
  for (const search of ['generator', 'discriminator', 'both'] as const) {
    const state = await opened(search);
    const whole = await runTask(segmentStep(search, { state, dataset }, { from: 0, to: 6 }), store);
    const half = await runTask(segmentStep(search, { state, dataset }, { from: 0, to: 3 }), store);
    // Another state replaces the one in memory, so that the second half reads the checkpoint.
    await opened(search);
    const rest = await runTask(segmentStep(search, { state: half.outputs.state!, dataset }, { from: 3, to: 6 }), store);
    assert.equal(rest.outputs.state, whole.outputs.state);
  }
});

test('the first segment of a generation gives each slot a whole copy of its opponent, and trains only slots that may be drawn', async () => {
  const state = await opened('discriminator');
  const first = { population, opponentsFrom: [0, 0, 0], from: 0, to: 8 };
  const trained = await runTask(segmentStep('discriminator', { state, dataset }, first), store);
  const before = await tensorsOf(trained.outputs.state!, 'opponents/02');
  assert.ok(
    [...before.keys()].some((name) => name.startsWith('moments1/')),
    'slot 2 has been trained',
  );
  const reset = { population, opponentsFrom: [2, 2, 2], excluded: [1, 2], from: 8, to: 12 };
  const next = await runTask(segmentStep('discriminator', { state: trained.outputs.state!, dataset }, reset), store);
  assert.deepEqual(await tensorsOf(next.outputs.state!, 'opponents/01'), before);
  assert.deepEqual(await tensorsOf(next.outputs.state!, 'opponents/02'), before);
  assert.notDeepEqual(await tensorsOf(next.outputs.state!, 'opponents/00'), before);
});

test('a second stage starts from the weights that the first one gave its winner, with moments and step counts at 0', async () => {
  const state = await opened('generator');
  const { outputs } = await runTask(segmentStep('generator', { state, dataset }, { from: 0, to: 4 }), store);
  const supernet = await tensorsOf(outputs.state!, 'searched');
  const opponent = await tensorsOf(await opened('discriminator', outputs.state!), 'opponents/00');
  for (const [name, { data }] of opponent) {
    if (name.startsWith('steps/')) assert.equal(data[0], 0);
    else assert.deepEqual(data, supernet.get(name)!.data);
  }
});

test('a non-finite step changes nothing, counts for the drawn slot, and never puts NaN into the numbers', async () => {
  const state = await opened('generator');
  const genotypes = [0, 1].map((slot) => randomGenotype(fullSpace('generator'), stream(3, `test/${slot}`)));
  const changes = { population: genotypes, training: wildTraining, from: 0, to: 12 };
  const { numbers, outputs } = await runTask(segmentStep('generator', { state, dataset }, changes), store);
  assert.ok(Object.values(numbers).every(Number.isFinite), JSON.stringify(numbers));
  const bySlot = (numbers['nonFinite/0'] ?? 0) + (numbers['nonFinite/1'] ?? 0);
  assert.ok(bySlot > 0);
  assert.equal(bySlot, numbers.nonFiniteSteps);
  const tensors = await tensorsOf(outputs.state!, 'searched');
  assert.ok([...tensors.values()].every(({ data }) => data.every(Number.isFinite)));
});

test('the final pair starts with an average equal to its weights, and two segments equal one', async () => {
  const open = (): Promise<Digest> => stateOf(openWinnerStep(), store);
  const segment = (state: Digest, from: number, to: number): Promise<Digest> =>
    stateOf(winnerStep({ state, dataset }, { from, to }), store);
  const state = await open();
  for (const [name, { data }] of await tensorsOf(state, 'average'))
    assert.deepEqual(data, (await tensorsOf(state, 'generator')).get(name)!.data);
  const half = await segment(state, 0, 3);
  await open();
  assert.equal(await segment(half, 3, 6), await segment(state, 0, 6));
});

test('a segment leaves no additional tensors on the device', async () => {
  const state = await opened('discriminator');
  const step = segmentStep(
    'discriminator',
    { state, dataset },
    { population, opponentsFrom: [0, 0, 0], from: 0, to: 3 },
  );
  const counts: number[] = [];
  for (let i = 0; i < 3; i++) {
    await runTask(step, store);
    counts.push(tensorCount());
  }
  assert.equal(counts[1], counts[2]);
});
