// The plan of a run as it stands in one epoch of ownership: the steps that a walk over the run's ledger reaches. No
// other may be asked for. A step that was reached stays known, so only a request for an unknown step costs a new walk,
// which begins where the last one stood and looks at no finished step again.
import { canonicalJson, type Digest } from '../domain/digest.js';
import {
  generationOrder,
  orderedStep,
  placeOfOrder,
  stageContext,
  walkRun,
  type FoundStep,
  type PlanProgress,
  type StageContext,
  type StageProgress,
  type StepOrder,
} from '../domain/plan/index.js';
import { places } from '../domain/steps/places.js';
import { stepKey, type Step } from '../domain/steps/step.js';
import { standsBy } from '../domain/steps/supersession.js';
import { foundStep, type StepLine, type RunInStore, type Store } from '../store/index.js';

/** A step that the plan has reached. */
interface ReachedStep {
  readonly step: Step;
  readonly key: Digest;
  /** null: it is not finished. */
  found: FoundStep | null;
}

/** A generation that the plan has reached. */
interface ReachedGeneration {
  readonly context: StageContext;
  readonly at: StageProgress;
  /** What all orders of the generation have in common. */
  readonly ref: string;
}

export type OwnedRun = Pick<RunInStore, 'frozen'> & { readonly owner: NonNullable<RunInStore['owner']> };

export class StandingPlan {
  private readonly steps = new Map<string, ReachedStep>();
  private readonly generations = new Map<string, ReachedGeneration>();
  private readonly lines = new Map<string, StepLine>();
  private linesRead = 0;
  private progress: PlanProgress | null = null;
  private isWalked = false;
  private readonly withoutRecord = new Set<string>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store,
    readonly run: OwnedRun,
  ) {}

  get epoch(): number {
    return this.run.owner.epoch;
  }

  /** The place of a step in the ledger whose record is lost; null if there is none. */
  get lostRecord(): string | null {
    return [...this.withoutRecord][0] ?? null;
  }

  /**
   * What `seek` finds after a new walk, or null; without a walk if another request's has found it meanwhile. One walk
   * at a time: many requests at once need only one. `mend` repeats the walk where an object is lost.
   */
  async reach<T>(seek: () => T | null, mend: (walk: () => Promise<void>) => Promise<void>): Promise<T | null> {
    const turn = this.turn.then(async () => {
      if (seek() === null) await mend(() => this.walk());
    });
    this.turn = turn.catch(() => undefined);
    await turn;
    return seek();
  }

  /** The step with that key at that place; null if the plan has not reached it. */
  stepAt(place: string, key: Digest): Step | null {
    const reached = this.steps.get(place);
    return reached?.key === key ? reached.step : null;
  }

  /** The step that an order names; null if the plan has not reached it, or has it with other digests. */
  orderedStep(order: StepOrder): Step | null {
    const place = placeOfOrder(order);
    const generation = this.generations.get(`${order.stage} ${order.generation}`);
    if (!generation || !this.steps.has(place) || generation.ref !== refText(order)) return null;
    return this.stepAt(place, stepKey(orderedStep(order, generation.context, generation.at.population)));
  }

  /** True if the export is finished and has that key. */
  isExported(key: Digest): boolean {
    const reached = this.steps.get(places.export);
    return reached?.key === key && reached.found !== null;
  }

  /** Finds nothing new, and is not begun, if the last walk came to its end and nothing was entered since. */
  private async walk(): Promise<void> {
    const isNew = await this.readLines();
    if (!isNew && this.isWalked && this.withoutRecord.size === 0) return;
    this.isWalked = false;
    this.withoutRecord.clear();
    const { pipeline, contents, decoder } = this.run.frozen;
    const { passed } = await walkRun(pipeline, { contents, decoder }, (step) => this.find(step), this.progress);
    passed.forEach((progress) => this.pass(progress));
    this.isWalked = true;
  }

  /** True if lines were entered since the last call. */
  private async readLines(): Promise<boolean> {
    const { frozen, owner } = this.run;
    const stands = standsBy(owner.supersessions ?? [], frozen.pipeline);
    const lines = await this.store.ledger.entries(frozen.run);
    const entered = lines.slice(this.linesRead);
    for (const line of entered) if (stands(line)) this.lines.set(lineName(line), line);
    this.linesRead = lines.length;
    return entered.length > 0;
  }

  /** A place has one step as long as the epoch lasts, because finished steps stay what they are. */
  private async find(step: Step): Promise<FoundStep | null> {
    const reached = this.steps.get(step.place) ?? { step, key: stepKey(step), found: null };
    this.steps.set(step.place, reached);
    return (reached.found ??= await this.read(reached));
  }

  private async read({ step, key }: ReachedStep): Promise<FoundStep | null> {
    const line = this.lines.get(lineName({ place: step.place, key }));
    if (!line) return null;
    const record = await this.store.records.find(key, line.fingerprint);
    if (record) return foundStep(this.store.objects, record);
    this.withoutRecord.add(step.place);
    return null;
  }

  private pass(progress: PlanProgress): void {
    this.progress = progress;
    const { prepared, finished, stage: at } = progress;
    if (!at) return;
    const { pipeline } = this.run.frozen;
    const { id } = pipeline.stages[finished.length]!;
    const name = `${id} ${at.population.generation}`;
    if (this.generations.has(name)) return;
    const context = stageContext(pipeline, id, prepared, finished);
    this.generations.set(name, { context, at, ref: refText(generationOrder(context, at)!) });
  }
}

const lineName = ({ place, key }: Pick<StepLine, 'place' | 'key'>): string => `${place} ${key}`;

type GenerationNames = Pick<StepOrder, 'stage' | 'generation' | 'population' | 'prepared' | 'closed'>;

function refText({ stage, generation, population, prepared, closed }: GenerationNames): string {
  return canonicalJson({ stage, generation, population, prepared, closed });
}
