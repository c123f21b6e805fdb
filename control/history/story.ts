// The story of a run as people read it: its ledger in order, with the records of steps, what was taken back, and the
// ends of generations.
import { storyFilter, type AskedStory, type StoryFilter } from '../../domain/ledger/story-filter.js';
import type { RunningProgram } from '../../domain/ledger/program.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { Supersession } from '../../domain/runs/run-state.js';
import { getJson } from '../../domain/steps/objects.js';
import { isAtOrAfter } from '../../domain/steps/place-order.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { countsSince } from '../../domain/steps/supersession.js';
import { readRun, readStory, type RunInStore, type StepLine, type Store, type StoryEntry } from '../../store/index.js';
import { Generations, type GenerationEnd } from './generation-end.js';
import { neededLines } from './needed-lines.js';

export type Entry<K extends StoryEntry['kind']> = Extract<StoryEntry, { readonly kind: K }>;

/** What else is known of an entry. */
export interface Known {
  /** Of a step: its record; null: it cannot be read. */
  readonly record?: StepRecord | null;
  /** Of a step and of an attempt: the epoch that took it back. */
  readonly takenBackIn?: number;
  /** Of a step: the attempt that finished it, if the ledger has it. */
  readonly attempt?: Entry<'attempt'>;
  /** Of a start: what ran; null: it cannot be read. */
  readonly program?: RunningProgram | null;
  /** Of steps taken back: those that stood there before, and the result that the run had. */
  readonly stoodBefore?: { readonly steps: readonly StepLine[]; readonly resultDigest: string | null };
}

/** An entry of the story, or the end of a generation, which no entry tells. */
export type Told = { readonly entry: StoryEntry; readonly known: Known } | GenerationEnd;

type TakenBack = (place: string, epoch: number) => number | null;

/** Records are read this many at once. */
const atOnce = 100;

export class Story {
  private told = 0;
  private readonly entries: StoryEntry[] = [];
  private readonly finished = new Map<string, Entry<'attempt'>>();
  private readonly generations: Generations;
  private readonly filter: StoryFilter;
  private readonly run: string;
  private readonly pipeline: Pipeline;

  /** Throws EAGAN_USAGE if the run has nothing like what is asked for. `goesOn`: more may come after the first call. */
  constructor(
    private readonly store: Store,
    { frozen }: RunInStore,
    asked: AskedStory,
    private readonly goesOn: boolean,
  ) {
    this.run = frozen.run;
    this.pipeline = frozen.pipeline;
    this.filter = storyFilter(asked, frozen.pipeline);
    this.generations = new Generations(store, frozen.run, frozen.pipeline, this.filter.generation);
  }

  /** Tells what is new since the last call. */
  async *next(): AsyncGenerator<Told> {
    const taken = (await readRun(this.store.refs, this.run))?.owner?.supersessions ?? [];
    const needed = this.goesOn ? null : neededLines(this.filter, taken.length > 0);
    const story = await readStory(this.store, this.run, needed);
    const fresh = story.slice(this.told);
    this.told = story.length;
    // The attempt that finished a step may be entered after it.
    for (const entry of fresh) if (isFinish(entry)) this.finished.set(attemptName(entry), entry);
    const takenBack = this.takenBackBy(taken);
    let shown: (() => Promise<Told>)[] = [];
    for (const entry of fresh) {
      const before = this.entries.push(entry) - 1;
      const closed = this.generations.add(entry);
      if (this.filter.line(entry)) shown.push(() => this.withKnown(entry, takenBack, before));
      if (closed && closed.at >= this.filter.since) shown.push(closed.read);
      if (shown.length < atOnce) continue;
      yield* await Promise.all(shown.map((read) => read()));
      shown = [];
    }
    yield* await Promise.all(shown.map((read) => read()));
  }

  private async withKnown(entry: StoryEntry, takenBack: TakenBack, before: number): Promise<Told> {
    return { entry, known: await this.known(entry, takenBack, before) };
  }

  /** The epoch that took a place's entry back; null: it stands. */
  private takenBackBy(supersessions: readonly Supersession[]): TakenBack {
    const since = countsSince(supersessions, this.pipeline);
    return (place, epoch) => {
      const counts = since(place);
      return counts !== null && epoch < counts ? counts : null;
    };
  }

  private async known(entry: StoryEntry, takenBack: TakenBack, before: number): Promise<Known> {
    const { objects, records } = this.store;
    if (entry.kind === 'superseded') return { stoodBefore: this.stoodBefore(entry, before) };
    if (entry.kind === 'started') {
      const program = entry.program && (await getJson<RunningProgram>(objects, entry.program).catch(() => null));
      return program === undefined || program === '' ? {} : { program };
    }
    if (entry.kind !== 'step' && entry.kind !== 'attempt') return {};
    const epoch = takenBack(entry.place, entry.epoch);
    const taken = epoch === null ? {} : { takenBackIn: epoch };
    if (entry.kind === 'attempt') return taken;
    const attempt = this.finished.get(attemptName(entry));
    return { record: await records.find(entry.key, entry.fingerprint), ...(attempt ? { attempt } : {}), ...taken };
  }

  private stoodBefore({ from, epoch }: Entry<'superseded'>, before: number): Known['stoodBefore'] & object {
    const isLater = isAtOrAfter(this.pipeline, from);
    const last = new Map<string, StepLine>();
    let resultDigest: string | null = null;
    for (const entry of this.entries.slice(0, before)) {
      if (entry.kind === 'step' && entry.epoch < epoch && isLater(entry.place)) last.set(entry.place, entry);
      if (entry.kind === 'ended') resultDigest = entry.resultDigest ?? null;
    }
    return { steps: [...last.values()], resultDigest };
  }
}

const isFinish = (entry: StoryEntry): entry is Entry<'attempt'> =>
  entry.kind === 'attempt' && entry.outcome === 'finished';

/** An attempt and the line of its step have the key, and mostly the epoch. */
const attemptName = ({ key, epoch }: { readonly key: string; readonly epoch: number }): string => `${key} ${epoch}`;
