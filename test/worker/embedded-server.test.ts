// The embedded server on a real database: its features, its owner, and its end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { claimDatabase, type Database } from '../../worker/database.js';
import { startEmbeddedServer, type EmbeddedServer } from '../../worker/embedded-server.js';
import { connectToServer, configuredTarget, targetOf } from '../../worker/endpoint.js';
import { countOpen } from '../../worker/namespace.js';
import { freePort, loopback } from '../../worker/ports.js';
import { endingOf, isAlive } from '../../worker/processes.js';
import { readServerFile } from '../../worker/server-file.js';
import { statePaths } from '../../worker/state-paths.js';
import { requireTemporalCli, type TemporalCli } from '../../worker/temporal-cli.js';
import { eventually } from '../support/processes.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { forgetConfiguredTemporal, withConfigured } from './support.js';
import { withTakenPort } from '../support/ports.js';

forgetConfiguredTemporal();
const paths = statePaths(temporaryFolder());
let cli: TemporalCli;
let database: Database;
let server: EmbeddedServer;

before(async () => {
  cli = await requireTemporalCli();
  database = await claimDatabase(paths, cli.serverVersion);
  server = await startEmbeddedServer({ paths, database, cli });
});
after(async () => {
  await server.stop();
  await database.release();
});

test('a workflow can be started with search attributes and found by them, and is kept for years', async () => {
  const connection = await connectToServer(targetOf(server.endpoint));
  const client = new Client({ connection });
  const searchAttributes = { EaganRun: ['quickstart'], EaganStage: ['generator'], EaganGeneration: [3] };
  await client.workflow.start('waits', {
    taskQueue: 'some-queue',
    workflowId: 'quickstart/generator',
    searchAttributes,
  });
  await eventually(
    'the open workflow is counted',
    async () => (await countOpen(connection, 'default', 'some-queue')) === 1,
  );
  assert.equal(await countOpen(connection, 'default', 'another-queue'), 0);
  const query = `EaganRun = 'quickstart' AND EaganGeneration = 3`;
  assert.equal(Number((await client.workflow.count(query)).count), 1);
  const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
  assert.ok(Number(config?.workflowExecutionRetentionTtl?.seconds) > 5 * 365 * 86_400);
  await connection.close();
});

test('it has no web UI', () => {
  assert.deepEqual([server.endpoint.ui, server.uiAddress], [null, null]);
});

test('the database is in write-ahead mode, and the server file has version, ports and process', () => {
  // Bytes 18 and 19 of a SQLite file are 2 in write-ahead mode.
  assert.deepEqual([...readFileSync(paths.database).subarray(18, 20)], [2, 2]);
  const file = readServerFile(paths.serverFile)!;
  assert.equal(file.serverVersion, cli.serverVersion);
  assert.equal(`${loopback}:${file.ports!.port}`, server.endpoint.address);
  assert.equal(file.pid, server.pid);
});

test('a database with an owner is refused, and the message names the owner', async () => {
  await assert.rejects(claimDatabase(paths, cli.serverVersion), (error: Error & { code: string }) => {
    assert.equal(error.code, 'EAGAN_SUPERVISOR_UNAVAILABLE');
    assert.match(error.message, new RegExp(`process ${process.pid}`));
    return true;
  });
  assert.ok(isAlive(server.pid));
});

test('a requested port that is taken is refused before anything starts', () =>
  withTakenPort((port) =>
    assert.rejects(startEmbeddedServer({ paths, database, cli, port }), {
      code: 'EAGAN_PORT_TAKEN',
      message: new RegExp(`port ${port}`),
    }),
  ));

test('a server that was killed by SIGKILL starts again at the same address with its workflows', async () => {
  process.kill(server.pid, 'SIGKILL');
  assert.equal(await server.ended, 'signal SIGKILL');
  const { address } = server.endpoint;
  server = await startEmbeddedServer({ paths, database, cli });
  assert.equal(server.endpoint.address, address);
  const connection = await connectToServer(targetOf(server.endpoint));
  assert.equal(await countOpen(connection, 'default', 'some-queue'), 1);
  await connection.close();
});

const serverChild = fileURLToPath(new URL('server-child.js', import.meta.url));

async function serverOfAnotherProcess(): Promise<{ owner: ReturnType<typeof spawn>; pid: number }> {
  const owner = spawn(process.execPath, [serverChild, paths.folder]);
  const pid = await new Promise<number>((resolve, reject) => {
    owner.stdout.once('data', (data: Buffer) => resolve(Number(data)));
    owner.stderr.once('data', (data: Buffer) => reject(new Error(String(data))));
  });
  return { owner, pid };
}

test('a server ends when its owner is killed, and the next owner gets the database', async () => {
  await server.stop();
  await database.release();
  const { owner, pid } = await serverOfAnotherProcess();
  const ended = endingOf(owner);
  owner.kill('SIGKILL');
  await ended;
  await eventually('the server without an owner is gone', () => !isAlive(pid));
  database = await claimDatabase(paths, cli.serverVersion);
  server = await startEmbeddedServer({ paths, database, cli });
  assert.ok(isAlive(server.pid));
});

test('a database of another server version is refused with a cure', async () => {
  await server.stop();
  await database.release();
  const file = readServerFile(paths.serverFile)!;
  writeFileSync(paths.serverFile, JSON.stringify({ ...file, serverVersion: '1.0.0' }));
  await assert.rejects(claimDatabase(paths, cli.serverVersion), (error: Error & { code: string; cure: string }) => {
    assert.equal(error.code, 'EAGAN_SERVER_DATABASE_VERSION');
    assert.match(error.message, /1\.0\.0/);
    assert.match(error.cure, /1\.0\.0/);
    return true;
  });
});

test('a configured address that does not answer is an error with the address and the cure', async () => {
  const address = `${loopback}:${await freePort()}`;
  await withConfigured(address, 'default', async () => {
    const target = configuredTarget()!;
    assert.equal(target.endpoint.address, address);
    await assert.rejects(connectToServer(target, 700), (error: Error & { code: string; cure: string }) => {
      assert.equal(error.code, 'EAGAN_TEMPORAL_UNREACHABLE');
      assert.ok(error.message.includes(address));
      assert.match(error.cure, /TEMPORAL_ADDRESS/);
      return true;
    });
  });
});
