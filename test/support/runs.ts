// Runs on a real server and real stores, with workers whose tasks are hashes, for tests of how runs start, stop and
// resume.
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createActivities, type ActivityDeps } from '../../activities/index.js';
import { closingLine } from '../../control/progress/progress-text.js';
import type { Follower } from '../../control/execution/follower.js';
import { ensureStarted } from '../../control/execution/ensure-started.js';
import { followRun, type FollowRequest } from '../../control/execution/follow-run.js';
import { findOrFreeze, type RunRequest } from '../../control/runs/freeze-run.js';
import { progressLine, troubles } from '../../control/progress/progress-text.js';
import type { TemporalSession } from '../../control/execution/session.js';
import { digestJson } from '../../domain/digest.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { RunOutcome, RunState } from '../../domain/runs/run-state.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { readRun, type RunInStore, type Store } from '../../store/index.js';
import { runtimeDigest } from '../../worker/runtime-digest.js';
import { calculatedIdentity, calculatedTrainer } from './calculated-trainer.js';
import { pipelineOf } from './pipelines.js';
import { testServer, withWorkers, type TestServer } from './temporal.js';
import { emptyStore } from './quick-store.js';

export const tinyPipeline = pipelineOf('tiny.yaml');

const builtin = (genotype: string) => ({ from: 'builtin', genotype }) as const;
/** A pipeline that searches nothing: the run has only the data and the final training. */
export const withoutStages: Pipeline = {
  ...tinyPipeline,
  name: 'no-stages',
  stages: [],
  finalTraining: {
    ...tinyPipeline.finalTraining,
    networks: { generator: builtin('plain-g'), discriminator: builtin('simple') },
  },
};

/** A request for a run with a name of its own, so that tests can share a server. */
export const requestFor = (name: string, changes: Partial<RunRequest> = {}): RunRequest =>
  requestOf({ ...tinyPipeline, name }, changes);

export function requestOf(pipeline: Pipeline, changes: Partial<RunRequest> = {}): RunRequest {
  const nothing = { contents: null, decoder: null, fresh: false, isNew: false };
  return { pipeline, digest: digestJson(pipeline), text: 'version: 1', ...nothing, ...changes };
}

export interface Scene {
  readonly store: Store;
  readonly run: RunInStore;
  readonly session: TemporalSession;
  /** A request to follow the run, and what its display received. */
  follow(changes?: Partial<FollowRequest>): { request: FollowRequest; told: string[]; shown: string[] };
  /** Starts the run, or another run of the store, unless it is running, and follows it to its end. */
  toEnd(other?: RunInStore): Promise<RunState | null>;
  /** The same, but only waits for the result without following the run. */
  toResult(other?: RunInStore): Promise<RunOutcome>;
  /** The run as it is in the store now. */
  now(): Promise<RunInStore>;
}

type Trainer = ActivityDeps['pool'];

export interface Stage {
  readonly environment: TestWorkflowEnvironment;
  /** A frozen run and workers that wait for it. */
  withRun<T>(asked: string | RunRequest, store: Store, trainer: Trainer, use: (scene: Scene) => Promise<T>): Promise<T>;
}

/** A server for all tests of a file. */
export function withServer(): () => Stage {
  const server = testServer();
  return () => stageOn(server());
}

/** The result digest of a run that nobody disturbed. */
export async function calmDigest(stage: Stage, asked: string | RunRequest, of?: Store): Promise<string> {
  const store = of ?? (await emptyStore());
  const { resultDigest } = await stage.withRun(asked, store, calculatedTrainer(store), ({ toResult }) => toResult());
  return resultDigest;
}

export function stageOn({ environment, bundle }: TestServer): Stage {
  return {
    environment,
    async withRun(asked, store, trainer, use) {
      const run = await findOrFreeze(store, typeof asked === 'string' ? requestFor(asked) : asked);
      const activities = createActivities({ store, pool: trainer, host: 'here' });
      return withWorkers(environment, bundle, activities, (queues) => {
        const endpoint = { kind: 'embedded', address: '', namespace: 'default', ui: null } as const;
        const runtime = runtimeDigest(calculatedIdentity);
        const lackingAttributes = async (): Promise<[]> => [];
        const close = async (): Promise<void> => undefined;
        const session = { client: environment.client, endpoint, queues, runtime, lackingAttributes, close };
        // After a failed test nothing may continue to follow a run, or the process of the test would never end.
        const over = new AbortController();
        return use(sceneOf(store, run, session, over.signal)).finally(() => over.abort());
      });
    },
  };
}

function sceneOf(store: Store, run: RunInStore, session: TemporalSession, signal: AbortSignal): Scene {
  const follow: Scene['follow'] = (changes = {}) => {
    const [told, shown] = [[] as string[], [] as string[]];
    const follower: Follower = {
      finished: (record) => void told.push(...[closingLine(record)].filter((line) => line !== null)),
      tell: (line) => void told.push(line),
      show: (progress) => void shown.push(progressLine(progress), ...troubles(progress.open)),
      end: () => undefined,
    };
    const connect = async (): Promise<TemporalSession> => session;
    return { request: { store, run, follower, signal, connect, everyMs: 100, ...changes }, told, shown };
  };
  return {
    store,
    run,
    session,
    follow,
    async toEnd(other = run) {
      await ensureStarted(session, store, other);
      return followRun(follow({ run: other }).request, session);
    },
    async toResult(other = run) {
      await ensureStarted(session, store, other);
      await session.client.workflow.getHandle(runWorkflowId(other.frozen.run, store.id)).result();
      return (await readRun(store.refs, other.frozen.run))!.result!;
    },
    now: async () => (await readRun(store.refs, run.frozen.run))!,
  };
}
