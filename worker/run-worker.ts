// A worker: three task queues and a pool of trainer children, without a TensorFlow of its own.
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import type { Digest } from '../domain/digest.js';
import { taskQueues } from '../domain/runs/queues.js';
import { createPool } from '../trainer/pool.js';
import { Matrices } from './matrices.js';
import { connectNative, unreachableBy } from './native-connection.js';
import { EndFiles } from './end-files.js';
import { runtimeDigest } from './runtime-digest.js';
import { sealedWorker } from './sealing/data-converter.js';
import { openKeys } from './sealing/keys.js';
import { statePaths } from './state-paths.js';
import { openStateStore } from './state-store.js';
import type { WorkerConfig } from './types.js';
import { freshWorkflowBundle } from './workflow-bundle.js';

/** Short tasks end within it. Longer ones are then told to write a recovery point and hand their work back. */
const shutdownGraceMs = 1_000;
/** How long a heartbeat may follow the trainer's progress before it reaches the server. */
const heartbeatThrottleMs = 2_000;
/** Selecting, closing, finishing: short, and without a trainer. */
const controlTasks = 20;
/** How long until others get a workflow whose worker was killed. It is short because replaying one costs little. */
const stickyMs = 5_000;
/** Workflows kept in memory; others are replayed when they continue. A run has about three open at a time. */
const cachedWorkflows = 30;

export interface RunningWorker {
  readonly runtime: Digest;
  /** Settles when the worker has ended after `stop`; rejects if it cannot continue. */
  readonly done: Promise<void>;
  /** Hands running work back, with recovery points, within `graceMs`; then ends all trainers. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Connects, learns from a first trainer child what machine this is, and polls. `trainerLog`: names the logs of its
 * trainers.
 */
export async function runWorker(
  { stateFolder, endpoint, slots, parent }: WorkerConfig,
  trainerLog = 'trainer',
): Promise<RunningWorker> {
  const paths = statePaths(stateFolder);
  const pool = createPool({ slots, logFolder: paths.logs, logName: trainerLog });
  const failed = new AbortController();
  const endFiles = new EndFiles(stateFolder);
  try {
    const [store, connection, identity, codePath] = await Promise.all([
      openStateStore(stateFolder),
      connectNative(endpoint, failed.signal),
      pool.identity(1),
      freshWorkflowBundle(),
    ]);
    const runtime = runtimeDigest(identity);
    const matrices = new Matrices(stateFolder, store);
    const activities = createActivities({ store, pool, host: hostname(), onRunEnd: afterRun(endFiles, matrices) });
    const common = { connection, namespace: endpoint.namespace, activities, ...sealedWorker(openKeys(stateFolder)) };
    const queues = taskQueues(store.id, runtime);
    const workers = await createWorkers(common, queues, slots, codePath).catch((error: unknown) => {
      throw unreachableBy(endpoint, error);
    });
    const runs = workers.map((worker) => worker.run());
    // A command needs a supervisor: a worker without one would start one beside itself.
    if (parent) matrices.start();
    const done = Promise.all(runs).then(() => connection.close());
    done.catch(() => undefined); // told by `done` to whoever asks
    const stop = async (graceMs: number): Promise<void> => {
      const quiet = matrices.stop(); // no other run begins now
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.race([Promise.allSettled(runs), sleep(graceMs, undefined, { ref: false })]);
      await Promise.all([pool.close(1_000), endFiles.stop(), quiet]);
    };
    return { runtime, done, stop };
  } catch (error) {
    failed.abort();
    await pool.close(0);
    throw error;
  }
}

const afterRun =
  (endFiles: EndFiles, matrices: Matrices) =>
  (run: string, isCompleted: boolean): void => {
    endFiles.write(run, isCompleted);
    matrices.look();
  };

type Common = Pick<WorkerOptions, 'connection' | 'namespace' | 'activities' | 'dataConverter' | 'interceptors'>;

function createWorkers(
  common: Common,
  queues: ReturnType<typeof taskQueues>,
  slots: number,
  codePath: string,
): Promise<Worker[]> {
  const limits = { shutdownGraceTime: shutdownGraceMs, maxHeartbeatThrottleInterval: heartbeatThrottleMs };
  const forTasks = { ...common, ...limits, maxConcurrentActivityTaskExecutions: slots };
  return Promise.all([
    Worker.create({
      ...common,
      ...limits,
      taskQueue: queues.control,
      workflowBundle: { codePath },
      stickyQueueScheduleToStartTimeout: stickyMs,
      maxCachedWorkflows: cachedWorkflows,
      maxConcurrentActivityTaskExecutions: controlTasks,
    }),
    Worker.create({ ...forTasks, taskQueue: queues.train }),
    Worker.create({ ...forTasks, taskQueue: queues.evaluate }),
  ]);
}
