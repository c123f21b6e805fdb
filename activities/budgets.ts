// Lets no step begin once a limit of its run's budget is reached. The use is read from the run's own ledger, each line
// and each record once.
import { budgetsOf, reachedBudget, reachedText, type ChangedBudgets } from '../domain/runs/budget.js';
import type { Work } from '../domain/runs/cost.js';
import { SpentWork } from '../domain/runs/spent-work.js';
import { EaganError } from '../domain/errors.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { StepRecord } from '../domain/steps/step.js';
import { readBudgets, readRun } from '../store/index.js';
import type { Store } from '../store/types.js';
import type { StepRequest } from './types.js';

interface Read {
  lines: number;
  readonly spent: SpentWork;
  /** Of steps without an attempt, by their line. */
  readonly records: Map<number, StepRecord | null>;
  /** Evaluations that this worker let begin and that are not in the ledger yet: places by key. */
  readonly begun: Map<string, string>;
}

export class Budgets {
  private readonly pipelines = new Map<string, Pipeline | null>();
  private readonly read = new Map<string, Read>();

  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: Store) {}

  /**
   * Throws EAGAN_BUDGET_REACHED for a step that would begin beyond a limit. A step that an earlier attempt began is
   * finished. Steps are judged one after the other, and an admitted evaluation counts at once, so that evaluations side
   * by side do not exceed a limit together.
   */
  admit(request: StepRequest, key: string): Promise<void> {
    const judged = this.turn.then(() => this.judge(request, key));
    this.turn = judged.catch(() => undefined);
    return judged;
  }

  private async judge({ run, step }: StepRequest, key: string): Promise<void> {
    const pipeline = await this.pipelineOf(run);
    if (pipeline === null) return;
    const budgets = budgetsOf(pipeline, await readBudgets(this.store.refs, run));
    if (!hasLimits(budgets)) return;
    const { works, begun } = await this.readOf(run);
    begun.delete(key);
    const found = reachedBudget(budgets, [...works, ...[...begun.values()].map(evaluationBegun)], step.place);
    if (found === null || (await this.store.claims.attempts(run, key)).length > 0) {
      if (step.kind === 'evaluate') begun.set(key, step.place);
      return;
    }
    throw new EaganError(
      'EAGAN_BUDGET_REACHED',
      `budget (${reachedText(found)})`,
      `Continue with: eagan resume ${run} --budget ${found.stage === null ? '' : `${found.stage}.`}${found.kind}=…`,
    );
  }

  private async pipelineOf(run: string): Promise<Pipeline | null> {
    if (!this.pipelines.has(run)) {
      const found = await readRun(this.store.refs, run);
      if (found === null) return null;
      this.pipelines.set(run, found.frozen.pipeline);
    }
    return this.pipelines.get(run)!;
  }

  private async readOf(run: string): Promise<Pick<Read, 'begun'> & { readonly works: readonly Work[] }> {
    const known = this.read.get(run) ?? { lines: 0, spent: new SpentWork(), records: new Map(), begun: new Map() };
    this.read.set(run, known);
    const { spent, records, begun } = known;
    const lines = await this.store.ledger.lines(run);
    while (known.lines < lines.length) {
      const line = lines[known.lines++]!;
      spent.add(line);
      if (line.kind === 'step') begun.delete(line.key);
    }
    const works = await spent.works(run, async ({ sequence, key, fingerprint }) => {
      if (!records.has(sequence)) records.set(sequence, await this.store.records.find(key, fingerprint));
      return records.get(sequence)!;
    });
    return { works, begun };
  }
}

/** Counts as a candidate; its time is not known yet. */
const evaluationBegun = (place: string): Work => ({
  ...{ place, kind: 'evaluate', epoch: 0, outcome: 'finished', cpuMs: null },
  ...{ takenAt: 0, computingSince: null, endedAt: null },
});

const hasLimits = ({ run, stages }: Required<ChangedBudgets>): boolean =>
  [run, ...Object.values(stages)].some((budget) => Object.values(budget ?? {}).some((limit) => limit !== null));
