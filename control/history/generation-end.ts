// The end of a generation: what it cost since it began or was begun again, and its front.
import type { Pipeline } from '../../domain/pipeline.js';
import { costOf, type WorkCost } from '../../domain/runs/cost.js';
import { SpentWork } from '../../domain/runs/spent-work.js';
import { frontOf, stageReference, type Front } from '../../domain/search/front-growth.js';
import type { SelectionArtifact } from '../../domain/steps/artifacts.js';
import { getJson } from '../../domain/steps/objects.js';
import type { StepLine, Store, StoryEntry } from '../../store/index.js';

/** Which generation closed, and when. */
interface Closing {
  readonly at: string;
  readonly epoch: number;
  readonly stage: string;
  /** As in places: from 0. */
  readonly generation: number;
}

export interface GenerationEnd extends Closing {
  readonly kind: 'generation';
  readonly cost: WorkCost;
  readonly front: Front;
}

/** A generation that has just closed; its figures are read only where somebody wants them. */
interface ClosedGeneration extends Closing {
  read(): Promise<GenerationEnd>;
}

/** A place inside of a generation. Parsed in a moment, because every entry of a long story comes by. */
const inGeneration = /^([^/]+)\/gen-(\d{3,})\/(select$)?/;

/** The generation that a place is in, and whether it is its selection, which closes it; null: it is in none. */
export function generationIn(place: string): { stage: string; generation: number; isSelection: boolean } | null {
  const [, stage, digits, select] = inGeneration.exec(place) ?? [];
  return stage === undefined ? null : { stage, generation: Number(digits), isSelection: select !== undefined };
}

/** Follows the generations of a run over its story, entry by entry. `isWanted`: whose ends somebody wants. */
export class Generations {
  private readonly open = new Map<string, SpentWork>();
  /** The newest selection of each generation so far, by stage. */
  private readonly selections = new Map<string, Map<number, StepLine>>();

  constructor(
    private readonly store: Store,
    private readonly run: string,
    private readonly pipeline: Pick<Pipeline, 'stages'>,
    private readonly isWanted: (stage: string, generation: number) => boolean,
  ) {}

  /** The generation that this entry closes; null: it closes none. */
  add(entry: StoryEntry): ClosedGeneration | null {
    if (entry.kind !== 'attempt' && entry.kind !== 'step') return null;
    const within = generationIn(entry.place);
    if (within === null) return null;
    const { stage, generation, isSelection } = within;
    const closing = { at: entry.at, epoch: entry.epoch, stage, generation };
    const closes = entry.kind === 'step' && isSelection;
    // The first generations of a stage fix the reference point of all.
    const selections = closes ? this.selectionsUntil(closing, entry) : [];
    if (!this.isWanted(stage, generation)) return null;
    const spent = this.spentIn(`${stage}/${generation}`);
    spent.add(entry);
    if (!closes) return null;
    this.open.delete(`${stage}/${generation}`);
    return { ...closing, read: () => this.read(closing, spent, selections) };
  }

  private spentIn(generation: string): SpentWork {
    const spent = this.open.get(generation) ?? new SpentWork();
    this.open.set(generation, spent);
    return spent;
  }

  /** Of this generation and of those before it, in their order. */
  private selectionsUntil({ stage, generation }: Closing, line: StepLine): StepLine[] {
    const known = this.selections.get(stage) ?? new Map<number, StepLine>();
    this.selections.set(stage, known.set(generation, line));
    const until = [...known].filter(([number]) => number <= generation).sort(([a], [b]) => a - b);
    return until.map(([, each]) => each);
  }

  private async read(closing: Closing, spent: SpentWork, selections: readonly StepLine[]): Promise<GenerationEnd> {
    const { records } = this.store;
    const works = await spent.works(this.run, ({ key, fingerprint }) => records.find(key, fingerprint));
    return { kind: 'generation', ...closing, cost: costOf(works), front: await this.frontAt(closing, selections) };
  }

  /** Of the last of these selections. One that cannot be read counts as one without figures. */
  private async frontAt({ stage, generation }: Closing, lines: readonly StepLine[]): Promise<Front> {
    const found = this.pipeline.stages.find(({ id }) => id === stage);
    const read = (await Promise.all(lines.map((line) => this.selectionOf(line)))).filter((each) => each !== null);
    const last = read.at(-1);
    if (!found || last?.generation !== generation) return { individuals: [], hypervolume: null };
    return frontOf(last, found, stageReference(read, found));
  }

  private async selectionOf({ key, fingerprint }: StepLine): Promise<SelectionArtifact | null> {
    const selection = (await this.store.records.find(key, fingerprint))?.outputs.selection;
    if (selection === undefined) return null;
    return getJson<SelectionArtifact>(this.store.objects, selection).catch(() => null);
  }
}
