// A Temporal server in memory and a worker on it, for tests of workflows.
import { after, before } from 'node:test';
import type { DataConverter } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/types.js';
import { taskQueues, type TaskQueues } from '../../domain/runs/queues.js';
import { searchAttributes } from '../../domain/runs/search-attributes.js';
import { requireTemporalCli } from '../../worker/temporal-cli.js';
import { sealedConverter, sealedWorker } from '../../worker/sealing/data-converter.js';
import { fixedKeys } from '../../worker/sealing/key-ring.js';
import { sealingKey } from '../../worker/sealing/sealed-payload.js';
import { freshWorkflowBundle } from '../../worker/workflow-bundle.js';

/** The keys of the client and the workers of test servers. */
export const testKeys = fixedKeys([sealingKey(Buffer.alloc(32, 7))]);

let isInstalled = false;

/** Installs the runtime once in a process, however many servers it starts. */
function installRuntime(): void {
  if (!isInstalled) Runtime.install({ logger: new DefaultLogger('ERROR') });
  isInstalled = true;
}

/** A server that suggests to continue as new after `historyEvents` events, with these search attributes. */
export async function startTestServer(
  historyEvents = 4_096,
  dataConverter: DataConverter = sealedConverter(testKeys),
  attributes: Readonly<Record<string, string>> = searchAttributes,
): Promise<TestWorkflowEnvironment> {
  installRuntime();
  const { path } = await requireTemporalCli();
  const registered = Object.entries(attributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]);
  return TestWorkflowEnvironment.createLocal({
    client: { dataConverter },
    server: {
      executable: { type: 'existing-path', path },
      extraArgs: [...registered, '--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${historyEvents}`],
    },
  });
}

export interface WorkflowBundle {
  readonly codePath: string;
}

/** The workflows as the worker loads them. */
export const workflowBundle = async (): Promise<WorkflowBundle> => ({ codePath: await freshWorkflowBundle() });

export interface TestServer {
  readonly environment: TestWorkflowEnvironment;
  readonly bundle: WorkflowBundle;
}

/** A server for all tests of a file. It runs from the first test on. */
export function testServer(historyEvents?: number): () => TestServer {
  let server: TestServer;
  before(async () => {
    const [environment, bundle] = await Promise.all([startTestServer(historyEvents), workflowBundle()]);
    server = { environment, bundle };
  });
  after(() => server.environment.teardown());
  return () => server;
}

/** A cancellation reaches an activity with the answer to its next heartbeat. */
const quickHeartbeats = { maxHeartbeatThrottleInterval: '500ms' } as const;

let queuesMade = 0;

/** Runs `use` while workers poll queues of their own. */
export async function withWorkers<T>(
  environment: TestWorkflowEnvironment,
  workflowBundle: WorkflowBundle,
  activities: Activities,
  use: (queues: TaskQueues) => Promise<T>,
  sealing: ReturnType<typeof sealedWorker> = sealedWorker(testKeys),
  queues = taskQueues(`test${queuesMade++}`, 'a'.repeat(64)),
): Promise<T> {
  const common = { connection: environment.nativeConnection, activities, ...sealing };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: queues.control, workflowBundle }),
    Worker.create({ ...common, taskQueue: queues.train, ...quickHeartbeats }),
    Worker.create({ ...common, taskQueue: queues.evaluate, ...quickHeartbeats }),
  ]);
  const [control, train, evaluate] = workers as [Worker, Worker, Worker];
  return control.runUntil(train.runUntil(evaluate.runUntil(use(queues))));
}
