// How far a run is while it goes on. Each record is read once, however often somebody looks.
import type { StepLine } from '../../domain/ledger/lines.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { standingLines, wholeRecords, type RunInStore, type Store } from '../../store/index.js';
import { progressOf, type OpenStep, type RunProgress } from './progress.js';

interface FinishedSteps {
  /** In ledger order, without those that were taken back. */
  readonly all: readonly StepRecord[];
  /** Those that finished since the last look; none at the first one. */
  readonly fresh: readonly StepRecord[];
}

export class RunStanding {
  private known: ReadonlyMap<string, StepRecord> | null = null;
  private parallel = 1;

  constructor(
    private readonly store: Store,
    private readonly run: RunInStore,
  ) {}

  /** Reads what is new. Throws EAGAN_OBJECT_MISSING if a record is lost. */
  async finished(): Promise<FinishedSteps> {
    const before = this.known;
    const lines = await standingLines(this.store, this.run.frozen.run);
    const unknown = lines.filter((line) => !before?.has(nameOf(line)));
    const read = new Map((await wholeRecords(this.store, unknown)).map((record, at) => [nameOf(unknown[at]!), record]));
    const known = new Map(lines.map((line) => [nameOf(line), (before?.get(nameOf(line)) ?? read.get(nameOf(line)))!]));
    const places = before && new Set([...before.values()].map(({ step }) => step.place));
    this.known = known;
    const all = [...known.values()];
    return { all, fresh: places === null ? [] : all.filter(({ step }) => !places.has(step.place)) };
  }

  /** `open`: the steps that Temporal has open now. */
  async progress(all: readonly StepRecord[], open: readonly OpenStep[]): Promise<RunProgress> {
    const places = new Set(all.map(({ step }) => step.place));
    const unfinished = open.filter(({ place }) => place === null || !places.has(place));
    this.parallel = Math.max(this.parallel, unfinished.filter(isEvaluating).length);
    return progressOf(this.run.frozen.pipeline, all, unfinished, this.parallel);
  }
}

/** A record that was damaged and made again has another line. */
const nameOf = ({ key, fingerprint, record }: StepLine): string => [key, fingerprint, record].join('/');

const isEvaluating = ({ activity, progress }: OpenStep): boolean =>
  activity === 'evaluateCandidate' && progress !== null;
