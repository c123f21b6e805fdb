// A run continues only on the kind of machine that did its first step in a trainer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSameRuntime } from '../../control/execution/runtime-pin.js';
import { digestJson } from '../../domain/digest.js';
import { putJson } from '../../domain/steps/objects.js';
import { openStore, type Store } from '../../store/index.js';
import { runtimeDigest } from '../../worker/runtime-digest.js';
import { calculatedIdentity } from '../support/calculated-trainer.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const here = { ...calculatedIdentity, hardware: 'this one' };
const session = { runtime: runtimeDigest(here) };

/** A run whose steps were done on these machines. */
async function storeWith(...identities: readonly object[]): Promise<Store> {
  const store = await openStore(temporaryFolder());
  for (const [index, identity] of identities.entries()) {
    await store.ledger.append('run', 1, { place: `${index}`, key: 'k', fingerprint: digestJson(identity), at: '' });
  }
  return store;
}

const pure = { runtime: 'pure', version: 1 };

test('a run of this runtime continues, however many threads its steps used', async () => {
  const store = await storeWith(pure, { ...here, threads: 7 });
  await putJson(store.objects, { ...here, threads: 7 });
  await requireSameRuntime(session, store, 'run');
});

test('a run of another runtime is refused, and the error says where it may continue', async () => {
  const other = { ...here, hardware: 'another one' };
  const store = await storeWith(pure, other);
  await putJson(store.objects, other);
  await assert.rejects(requireSameRuntime(session, store, 'run'), {
    code: 'EAGAN_RUNTIME_DIFFERS',
    message: /TensorFlow none on another one \(cpu\)/,
  });
});

test('a run without a step in a trainer, or without stored identities, may continue anywhere', async () => {
  await requireSameRuntime(session, await storeWith(pure), 'run');
  await requireSameRuntime(session, await storeWith({ ...here, hardware: 'unknown' }), 'run');
});
