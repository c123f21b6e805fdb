// The runs of a state folder for the list: a run whose ledger and state are the same as before is not read again.
import { RunObserver, type RunObservation } from '../../control/execution/observe-run.js';
import type { ObservedProcesses, ServerObserver } from '../../control/execution/observed-server.js';
import { surveyRuns } from '../../control/runs/find-run.js';
import { overviewOf, type RunOverview } from '../../control/runs/run-overview.js';
import { orDamaged, type DamagedRun, type RunInStore, type Store } from '../../store/index.js';
import { limits } from '../limits.js';

export interface ListedRun {
  readonly overview: RunOverview;
  /** Of a run that goes on. */
  readonly observation: RunObservation | null;
}

export interface RunListing {
  /** The latest ones, the latest started first. */
  readonly runs: readonly ListedRun[];
  /** How many there are. */
  readonly total: number;
  readonly damaged: readonly DamagedRun[];
  readonly processes: ObservedProcesses;
}

interface KnownRun {
  readonly mark: string;
  readonly overview: RunOverview;
}

export class RunList {
  private known: ReadonlyMap<string, KnownRun> = new Map();
  private observers: ReadonlyMap<string, RunObserver> = new Map();

  constructor(
    private readonly store: Store,
    private readonly server: ServerObserver,
  ) {}

  /** Throws only what concerns the whole store. */
  async read(): Promise<RunListing> {
    const { runs, damaged } = await surveyRuns(this.store);
    const shown = runs.slice(0, limits.listedRuns);
    const known = new Map<string, KnownRun>();
    const observers = new Map<string, RunObserver>();
    const read = [];
    for (const run of shown) read.push(await orDamaged(run.frozen.run, () => this.readOne(run, known, observers)));
    [this.known, this.observers] = [known, observers];
    return {
      runs: read.flatMap((each) => ('overview' in each ? [each] : [])),
      total: runs.length,
      damaged: [...damaged, ...read.flatMap((each) => ('overview' in each ? [] : [each]))],
      processes: await this.server.processes(),
    };
  }

  private async readOne(
    run: RunInStore,
    known: Map<string, KnownRun>,
    observers: Map<string, RunObserver>,
  ): Promise<ListedRun> {
    const name = run.frozen.run;
    const { overview } = await this.overviewOf(run, known);
    if (overview.status !== 'running') return { overview, observation: null };
    const observer = this.observers.get(name) ?? new RunObserver(this.store, name, this.server);
    observers.set(name, observer);
    return { overview, observation: await observer.look() };
  }

  private async overviewOf(run: RunInStore, known: Map<string, KnownRun>): Promise<KnownRun> {
    const { frozen, owner, state, request, result } = run;
    const head = await this.store.ledger.head(frozen.run);
    const mark = JSON.stringify([frozen.digest, owner, state, request, result, head]);
    const before = this.known.get(frozen.run);
    const found = before?.mark === mark ? before : { mark, overview: await overviewOf(this.store, run) };
    known.set(frozen.run, found);
    return found;
  }
}
