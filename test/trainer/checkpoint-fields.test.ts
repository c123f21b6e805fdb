// Everything in a checkpoint and a recovery point is needed: if a kind of tensor or a field is missing, loading refuses
// and names it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Digest, Json } from '../../domain/digest.js';
import type { Genotype, SearchTarget } from '../../domain/pipeline.js';
import { stepKey, type Step } from '../../domain/steps/step.js';
import type { Store, Tensors } from '../../store/types.js';
import { stopAt } from './support/interrupts.js';
import { resultOf, runTask, stateOf } from './support/run-task.js';
import {
  finalPair,
  openStep,
  randomIndividual,
  segmentStep,
  sizes,
  stepOf,
  tinyStore,
  wildTraining,
  winnerStep,
} from './support/tiny.js';

let store: Store;
let dataset: Digest;

before(async () => {
  ({ store, dataset } = await tinyStore());
});

const random = (search: SearchTarget, slot: number): Genotype => randomIndividual(search, 7, `test/${slot}`);
type Trained = (state: Digest, from: number, to: number) => Step;
const trainStage =
  (search: SearchTarget, changes: Partial<Parameters<typeof segmentStep>[2]>): Trained =>
  (state, from, to) =>
    segmentStep(search, { state, dataset }, { ...changes, from, to });
const trainFinal: Trained = (state, from, to) => winnerStep({ state, dataset }, { from, to });

interface Kind {
  readonly open: () => Step;
  /** The segment that makes the checkpoint. In a one-to-one stage it gives each slot an opponent. */
  readonly first: Trained;
  readonly next: Trained;
}
const discriminators = [0, 1].map((slot) => random('discriminator', slot));
const kinds: Record<string, Kind> = {
  'the first stage': {
    open: () => openStep('generator'),
    first: trainStage('generator', {}),
    next: trainStage('generator', { population: [random('generator', 0)] }),
  },
  'the second stage': {
    open: () => openStep('discriminator'),
    first: trainStage('discriminator', { population: discriminators, opponentsFrom: [0, 0] }),
    next: trainStage('discriminator', { population: discriminators }),
  },
  'a coupled stage': {
    open: () => openStep('both'),
    first: trainStage('both', {}),
    next: trainStage('both', { population: [random('both', 0)] }),
  },
  'the final training': {
    open: () => stepOf('openStage', 'final/open', {}, { sizes, ...finalPair }),
    first: trainFinal,
    next: trainFinal,
  },
};

/**
 * The first name of each kind of tensor of each network (`opponents/01/moments2/…`), and for buffers of each of `u`,
 * `v`, `mean`, `variance`.
 */
function eachKind(tensors: Tensors): string[] {
  const kindOf = (name: string): string => {
    const [, network, kind, rest] = /^(.*?)\/(weights|moments1|moments2|steps|buffers)\/(.*)$/.exec(name)!;
    return `${network}/${kind}${kind === 'buffers' ? rest!.slice(rest!.lastIndexOf('.')) : ''}`;
  };
  return [...new Map([...tensors.keys()].map((name) => [kindOf(name), name])).values()];
}

/** The paths of all fields of a value, such as `opponents/0/channels`, without those of genotypes. */
function fieldsOf(value: Json, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || path.at(-1) === 'genotype') return [];
  return Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...fieldsOf(inner, [...path, name])]);
}

function without(value: Json, [name, ...rest]: readonly string[]): Json {
  if (Array.isArray(value)) {
    const index = Number(name);
    return rest.length > 0
      ? (value as Json[]).map((each, i) => (i === index ? without(each, rest) : each))
      : (value as Json[]).filter((_, i) => i !== index);
  }
  const { [name!]: inner, ...others } = value as Record<string, Json>;
  return rest.length > 0 ? { ...others, [name!]: without(inner!, rest) } : others;
}

for (const [name, { open, first, next }] of Object.entries(kinds))
  describe(name, () => {
    let checkpoint: { readonly meta: Json; readonly tensors: Tensors };
    let state: Digest;
    before(async () => {
      state = await stateOf(first(await stateOf(open(), store), 0, 6), store);
      checkpoint = await store.checkpoints.read(state);
    });

    test('a checkpoint that lacks one kind of tensor is refused, and the tensor is named', async () => {
      const { meta, tensors } = checkpoint;
      const names = eachKind(tensors);
      assert.ok(names.length >= 12, names.join(' '));
      for (const removed of names) {
        const less = new Map([...tensors].filter(([each]) => each !== removed));
        const digest = await store.checkpoints.write(meta, less);
        const tensor = removed.slice(removed.search(/(weights|moments1|moments2|steps|buffers)\//));
        await assert.rejects(
          runTask(next(digest, 6, 8), store),
          (error: Error & { code?: string; object?: string }) => {
            assert.deepEqual([error.code, error.object], ['EAGAN_OBJECT_CORRUPT', digest], removed);
            assert.ok(error.message.includes(removed.startsWith('average') ? tensor.slice(8) : tensor), error.message);
            return true;
          },
        );
      }
    });

    test('a checkpoint that lacks one field of its metadata is refused', async () => {
      const { meta, tensors } = checkpoint;
      const fields = fieldsOf(meta);
      assert.ok(fields.length >= 10, `${fields.length}`);
      for (const field of fields) {
        const digest = await store.checkpoints.write(without(meta, field), tensors);
        await assert.rejects(
          runTask(next(digest, 6, 8), store),
          { code: 'EAGAN_OBJECT_CORRUPT', object: digest },
          field.join('/'),
        );
      }
    });

    test('the whole checkpoint is accepted, and training continues', async () => {
      const { meta, tensors } = checkpoint;
      assert.equal(await store.checkpoints.write(meta, tensors), state);
      assert.equal((await runTask(next(state, 6, 8), store)).status, 'ok');
    });
  });

test('a recovery point that lacks a field of its totals is skipped, and the segment gives the same numbers', async () => {
  const population = [0, 1].map((slot) => random('generator', slot));
  const train = trainStage('generator', { population, training: wildTraining });
  const step = train(await stateOf(openStep('generator'), store), 0, 8);
  const whole = resultOf(await runTask(step, store));
  const key = stepKey(step);
  assert.ok(await stopAt(step, store, 7));
  const { iteration, checkpoint, extra } = (await store.recovery.latest(key, 'test'))!;
  const fields = fieldsOf(extra);
  assert.deepEqual(fields.slice(0, 3), [['discriminator'], ['discriminator', 'count'], ['discriminator', 'sum']]);
  for (const field of fields) {
    await store.recovery.write(key, 'test', iteration, checkpoint, without(extra, field));
    const result = await runTask(step, store);
    const ofSlot = field[0] === 'nonFinite' && field.length > 1;
    // A missing count of a slot cannot be distinguished from one that never existed, so the numbers differ.
    if (ofSlot) assert.notDeepEqual(result.numbers, whole.numbers, field.join('/'));
    else assert.deepEqual([result.resumedAtIteration, resultOf(result)], [undefined, whole], field.join('/'));
  }
  await store.recovery.write(key, 'test', iteration, checkpoint, extra);
  const resumed = await runTask(step, store);
  assert.deepEqual([resumed.resumedAtIteration, resultOf(resumed)], [iteration, whole]);
  await store.recovery.clear(key, 'test');
});
