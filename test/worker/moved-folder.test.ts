// A state folder that is moved or copied, and process ids in it that now belong to other processes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Client } from '@temporalio/client';
import { claimDatabase } from '../../worker/database.js';
import { acquireLock } from '../../scripts/lock.mjs';
import { readServerFile, writeServerFile } from '../../worker/server-file.js';
import { statePaths } from '../../worker/state-paths.js';
import { ensureSupervisor, stopSupervisor, type SupervisorHandle } from '../../worker/supervisor.js';
import { descendantsOf, eventually, runs } from '../support/processes.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { forgetConfiguredTemporal, withConnection, knowsWorkflow } from './support.js';

forgetConfiguredTemporal();
const parent = temporaryFolder();
const [first, moved, copied] = ['first', 'moved', 'copied'].map((name) => join(parent, name)) as [
  string,
  string,
  string,
];
after(async () => {
  for (const folder of [first, moved, copied]) if (existsSync(folder)) await stopSupervisor(folder);
});

const withClient = <T>({ endpoint }: SupervisorHandle, use: (client: Client) => Promise<T>): Promise<T> =>
  withConnection(endpoint, (connection) => use(new Client({ connection })));
const knows = (handle: SupervisorHandle): Promise<boolean> =>
  withClient(handle, (client) => knowsWorkflow(client, 'known'));

test('all processes leave a folder that is moved under its supervisor, and a new server at the new place has its workflows', async () => {
  const before = await ensureSupervisor(first, { slots: 1 });
  await withClient(before, (client) => client.workflow.start('waits', { taskQueue: 'none', workflowId: 'known' }));
  before.release();
  const processes = [before.status.pid, ...descendantsOf(before.status.pid)];
  renameSync(first, moved);
  await eventually('no process is left at the old place', () => !processes.some(runs));
  const now = await ensureSupervisor(moved, { slots: 1 });
  assert.ok(await knows(now));
  now.release();
});

test('a copy has its own server beside that of the original', async () => {
  await stopSupervisor(moved);
  cpSync(moved, copied, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  const [original, copy] = await Promise.all([moved, copied].map((folder) => ensureSupervisor(folder, { slots: 1 })));
  assert.notEqual(copy!.endpoint.address, original!.endpoint.address);
  assert.ok(await knows(original!));
  assert.ok(await knows(copy!));
  for (const handle of [original!, copy!]) handle.release();
  await stopSupervisor(copied);
  assert.ok(await knows(original!));
  await stopSupervisor(moved);
});

test('unrelated processes whose ids are in the server file are neither signalled nor taken for owners', async () => {
  const paths = statePaths(moved);
  const stranger = spawn('sleep', ['600']);
  try {
    const named = { ...readServerFile(paths.serverFile)!, owner: stranger.pid!, pid: stranger.pid! };
    writeServerFile(paths.serverFile, named);
    const database = await claimDatabase(paths, named.serverVersion);
    assert.ok(runs(stranger.pid!));
    await database.release();

    writeServerFile(paths.serverFile, named);
    const held = (await acquireLock(paths.databaseLock))!;
    const refused = { code: 'EAGAN_SUPERVISOR_UNAVAILABLE', message: /another process uses it/ };
    await assert.rejects(claimDatabase(paths, named.serverVersion), refused);
    assert.ok(runs(stranger.pid!));
    await held.release();
  } finally {
    stranger.kill('SIGKILL');
  }
});
