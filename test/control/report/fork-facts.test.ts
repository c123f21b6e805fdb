// What reports say of forks: by the frozen pipelines of both runs.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { forkChanges } from '../../../control/report/fork-facts.js';
import { readRun, type RunInStore, type Store } from '../../../store/index.js';
import { freezeRun } from '../../support/freeze-run.js';
import { pipelineOf } from '../../support/pipelines.js';
import { quickStore } from '../../support/quick-store.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = temporaryFolder();
  store = await quickStore(folder);
  await freezeRun(store, 'source', pipelineOf('tiny.yaml'));
  await freezeRun(store, 'fork', pipelineOf('tiny.yaml', ['finalTraining.duration.steps=50']));
});

const forkOf = async (run: string): Promise<RunInStore> => {
  const found = (await readRun(store.refs, 'fork'))!;
  return { ...found, frozen: { ...found.frozen, forkedFrom: { run, at: 'final' } } };
};

test('a fork differs from its source in the keys that it changed', async () => {
  const changes = (await forkChanges(store, await forkOf('source')))!;
  assert.deepEqual(
    changes.map(({ path, b }) => [path, b]),
    [['finalTraining.duration.steps', 50]],
  );
});

test('a run that is no fork, and a fork whose source is gone, tell of no changes', async () => {
  assert.equal(await forkChanges(store, (await readRun(store.refs, 'fork'))!), null);
  assert.equal(await forkChanges(store, await forkOf('removed')), null);
});

test('a damaged source keeps nobody from reading of the fork', async () => {
  const versions = join(folder, 'refs', 'runs', 'source', 'pipeline');
  for (const name of readdirSync(versions)) writeFileSync(join(versions, name), '{');
  assert.equal(await forkChanges(store, await forkOf('source')), null);
});
