// A state folder has one supervisor. It is ready when it says so, survives its children, and leaves nothing behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { taskQueues } from '../../domain/runs/queues.js';
import { openStore } from '../../store/index.js';
import { loopback, freePort } from '../../worker/ports.js';
import { readServerFile, writeServerFile } from '../../worker/server-file.js';
import { endingOf } from '../../worker/processes.js';
import { statePaths } from '../../worker/state-paths.js';
import { ensureSupervisor, stopSupervisor, supervisorStatus, type SupervisorHandle } from '../../worker/supervisor.js';
import type { SupervisorStatus } from '../../worker/types.js';
import { eaganProgram } from '../support/project.js';
import { descendantsOf, eventually, residentBytes, runs } from '../support/processes.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { forgetConfiguredTemporal, withConfigured, withConnection } from './support.js';
import { withTakenPort } from '../support/ports.js';

const { TASK_QUEUE_TYPE_ACTIVITY, TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;

forgetConfiguredTemporal();
const folder = temporaryFolder();
const another = temporaryFolder();
let handle: SupervisorHandle;

before(async () => {
  handle = await ensureSupervisor(folder, { slots: 1 });
});
after(async () => {
  handle.release();
  await stopSupervisor(folder);
});

const status = async (): Promise<SupervisorStatus> => (await supervisorStatus(folder))!;

async function readyAgain(pidOf: (status: SupervisorStatus) => number | null, before: number): Promise<void> {
  await eventually('ready with a new process', async () => {
    const now = await status();
    return now.ready && pidOf(now) !== null && pidOf(now) !== before;
  });
}

test('the worker polls the three queues of this store and machine', async () => {
  const { id } = await openStore(statePaths(folder).store);
  const { control, train, evaluate } = taskQueues(id, handle.runtime);
  const queues = [
    [control, TASK_QUEUE_TYPE_WORKFLOW],
    [control, TASK_QUEUE_TYPE_ACTIVITY],
    [train, TASK_QUEUE_TYPE_ACTIVITY],
    [evaluate, TASK_QUEUE_TYPE_ACTIVITY],
  ] as const;
  await withConnection(handle.endpoint, async ({ workflowService }) => {
    for (const [name, taskQueueType] of queues) {
      await eventually(`a worker polls ${name}`, async () => {
        const { pollers } = await workflowService.describeTaskQueue({
          namespace: 'default',
          taskQueue: { name },
          taskQueueType,
        });
        return (pollers?.length ?? 0) > 0;
      });
    }
  });
});

test('two more requests at once get the running supervisor', async () => {
  const others = await Promise.all([ensureSupervisor(folder), ensureSupervisor(folder)]);
  assert.deepEqual(
    others.map((other) => other.status.pid),
    [handle.status.pid, handle.status.pid],
  );
  for (const other of others) other.release();
});

test('the worker needs less than 400 MB', async () => {
  assert.ok(residentBytes((await status()).worker.pid!) < 400e6);
});

test('a worker that is killed by SIGKILL is started again', async () => {
  const { pid } = (await status()).worker;
  process.kill(pid!, 'SIGKILL');
  await readyAgain(({ worker }) => worker.pid, pid!);
  assert.equal((await status()).worker.restarts, 1);
});

test('a server that is killed by SIGKILL is started again at its address, and the worker stays', async () => {
  const { server, worker } = await status();
  process.kill(server!.pid!, 'SIGKILL');
  await readyAgain((now) => now.server!.pid, server!.pid!);
  const now = await status();
  assert.equal(now.endpoint!.address, handle.endpoint.address);
  assert.equal(now.worker.pid, worker.pid);
});

test('with a configured Temporal the supervisor of another folder has a worker and no server', async () => {
  const { address } = handle.endpoint;
  const other = await withConfigured(address, 'default', () => ensureSupervisor(another, { slots: 1 }));
  assert.equal(other.status.server, null);
  assert.deepEqual(other.endpoint, { kind: 'configured', address, namespace: 'default', ui: null });
  assert.notEqual(other.status.worker.pid, (await status()).worker.pid);
  other.release();
  assert.equal(await stopSupervisor(another), true);
});

test('a worker in the foreground works for a configured Temporal, and ends with its trainers on Ctrl-C', async () => {
  const worker = await withConfigured(handle.endpoint.address, 'default', async () =>
    spawn(process.execPath, [eaganProgram, '--home', another, 'worker', '--slots', '1'], {
      stdio: ['ignore', 'inherit', 'pipe'],
    }),
  );
  const ended = endingOf(worker);
  const [line] = (await once(worker.stderr, 'data')) as [Buffer];
  assert.match(String(line), /^Working for 127/);
  const trainers = descendantsOf(worker.pid!);
  assert.ok(trainers.length > 0);
  worker.kill('SIGINT');
  assert.equal(await ended, 'exit code 0');
  assert.deepEqual(trainers.filter(runs), []);
});

test('no process outlives its supervisor, and the next command starts another at the same address', async () => {
  const { pid } = handle.status;
  const left = descendantsOf(pid);
  assert.ok(left.length >= 2, 'server and worker');
  process.kill(pid, 'SIGKILL');
  await handle.closed;
  await eventually('all processes have ended', () => !left.some(runs));
  assert.equal(await supervisorStatus(folder), null);
  const { address } = handle.endpoint;
  handle = await ensureSupervisor(folder, { slots: 1, idleMs: 1_000 });
  assert.notEqual(handle.status.pid, pid);
  assert.equal(handle.endpoint.address, address);
});

test('an open run keeps the supervisor running; after the run the supervisor ends itself and all its processes', async () => {
  const { id } = await openStore(statePaths(folder).store);
  const taskQueue = taskQueues(id, handle.runtime).control;
  await withConnection(handle.endpoint, async (connection) => {
    const client = new Client({ connection });
    // It is open, and no worker gets it: what is not ours would be ended at once.
    const run = await client.workflow.start('runWorkflow', { taskQueue, workflowId: 'open', startDelay: '1 hour' });
    await eventually('the run is counted', async () => (await status()).openRuns === 1);
    const elsewhere = withConfigured(handle.endpoint.address, 'temporal-system', () => ensureSupervisor(folder));
    await assert.rejects(elsewhere, { code: 'EAGAN_SUPERVISOR_UNAVAILABLE', message: /1 open run/ });
    handle.release();
    await sleep(3_000);
    assert.equal((await status()).stopping, false);
    const processes = [handle.status.pid, ...descendantsOf(handle.status.pid)];
    await run.terminate();
    await eventually('nothing is left', () => !processes.some(runs));
  });
});

test('stop ends everything, and says whether anything was running', async () => {
  handle = await ensureSupervisor(folder, { slots: 1 });
  const processes = [handle.status.pid, ...descendantsOf(handle.status.pid)];
  assert.equal(await stopSupervisor(folder), true);
  assert.deepEqual(processes.filter(runs), []);
  assert.equal(await stopSupervisor(folder), false);
});

test('the error code says why a supervisor cannot start: another database version, a taken port, no answer', async () => {
  const { serverFile } = statePaths(folder);
  const file = readServerFile(serverFile)!;
  writeServerFile(serverFile, { ...file, serverVersion: '1.0.0' });
  await assert.rejects(ensureSupervisor(folder), { code: 'EAGAN_SERVER_DATABASE_VERSION' });
  writeServerFile(serverFile, file);

  await withTakenPort((port) =>
    assert.rejects(ensureSupervisor(folder, { port }), { code: 'EAGAN_PORT_TAKEN', message: new RegExp(`${port}`) }),
  );

  const nobody = `${loopback}:${await freePort()}`;
  const unanswered = withConfigured(nobody, 'default', () => ensureSupervisor(folder));
  await assert.rejects(unanswered, { code: 'EAGAN_TEMPORAL_UNREACHABLE' });
  assert.equal(await supervisorStatus(folder), null);
});
