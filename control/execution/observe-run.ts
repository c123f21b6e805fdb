// How a run stands. This only looks. What follows a run (follow-run.ts) may also settle and start it.
import type { Client } from '@temporalio/client';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { readingRun, readRun, type RunInStore, type Store } from '../../store/index.js';
import type { OpenStep, RunProgress } from '../progress/progress.js';
import { RunStanding } from '../progress/run-standing.js';
import { pipelineProblem } from '../runs/pipeline-problem.js';
import type { ServerObserver } from './observed-server.js';
import { stepsIn } from './open-steps.js';
import { workflowLink } from './session.js';
import { isStoppedWithServer } from './stopped-with-server.js';
import { openWorkflows, troublesOf, troubleText } from './workflow-troubles.js';

export interface RunObservation {
  readonly run: RunInStore;
  readonly status: 'frozen' | NonNullable<RunInStore['state']>['status'];
  /** The store calls it running, but nothing runs it. */
  readonly stoppedWithServer: boolean;
  readonly progress: RunProgress;
  /** Steps that finished since the last look; none at the first one. */
  readonly fresh: readonly StepRecord[];
  /** What keeps it from continuing. */
  readonly troubles: readonly string[];
  /** Where Temporal's own UI shows it; null: nowhere that we know of. */
  readonly link: string | null;
}

interface OpenWork {
  readonly steps: readonly OpenStep[];
  readonly troubles: readonly string[];
}

const nothing: OpenWork = { steps: [], troubles: [] };

/** Looks at one run again and again. */
export class RunObserver {
  private standing: RunStanding | null = null;

  constructor(
    private readonly store: Store,
    private readonly name: string,
    private readonly server: ServerObserver,
  ) {}

  /** null: the store has no such run. Throws EAGAN_RUN_DAMAGED and what else reading the run throws. */
  look(): Promise<RunObservation | null> {
    return readingRun(this.name, () => this.read());
  }

  private async read(): Promise<RunObservation | null> {
    const run = await readRun(this.store.refs, this.name);
    if (!run) return null;
    const standing = (this.standing ??= this.begin(run));
    const { all, fresh } = await standing.finished();
    const status = run.state?.status ?? 'frozen';
    const { supervisor, endpoint, isConfigured } = await this.server.processes();
    const workflowId = runWorkflowId(this.name, this.store.id);
    const work = status === 'running' ? await this.server.ask((client) => this.workOn(client, workflowId)) : nothing;
    const { steps, troubles } = work ?? nothing;
    const progress = await standing.progress(all, steps);
    const stoppedWithServer = isStoppedWithServer({ status }, supervisor, isConfigured);
    return { run, status, stoppedWithServer, progress, fresh, troubles, link: workflowLink(endpoint, workflowId) };
  }

  /** A store may be a stranger's: what follows relies on the form of the pipeline. */
  private begin(run: RunInStore): RunStanding {
    const problem = pipelineProblem(run.frozen);
    if (problem) throw problem;
    return new RunStanding(this.store, run);
  }

  private async workOn(client: Client, workflowId: string): Promise<OpenWork> {
    const open = await openWorkflows(client, workflowId);
    const found = await troublesOf(client, open);
    return { steps: await stepsIn(client, open), troubles: found.map((trouble) => troubleText(trouble, this.name)) };
  }
}
