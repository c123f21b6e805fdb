// Walks a run's plan over finished steps, in the order in which its workflows would ask for them: what is done, and
// where it goes on.
import type { WinnerArtifact } from '../steps/artifacts.js';
import type { Digest } from '../digest.js';
import type { Pipeline } from '../pipeline.js';
import type { Step, StepResult } from '../steps/step.js';
import type { FinishedStage } from './architectures.js';
import { outputOf } from './build.js';
import { extractorStep, ingestStep, preparedFrom, referenceStep, type DatasetSource, type Prepared } from './data.js';
import {
  exportStep,
  finalContext,
  finalSchedule,
  finalSegmentStep,
  openFinalStep,
  scoreStep,
  stateToExport,
  type FinalContext,
  type ScoredState,
  type ScoreSubject,
} from './final.js';
import { generationName, scoreName } from '../steps/places.js';
import {
  closeStageStep,
  evaluateSteps,
  openStageStep,
  selectStep,
  stageContext,
  type CurrentPopulation,
  type StageContext,
  type StageProgress,
} from './stage.js';
import { trainGeneration, warmUp } from './training.js';

/**
 * A finished step's result with what builders read out of its outputs: the population of openStage and select, the
 * winner of closeStage.
 */
export type FoundStep = StepResult & {
  readonly population?: CurrentPopulation | null;
  readonly winner?: WinnerArtifact;
};

/**
 * What an execution may begin with instead of doing it: the data, closed stages, and the stage in between, at the last
 * closed generation.
 */
export interface RunProgress {
  readonly prepared: Prepared;
  readonly finished: readonly FinishedStage[];
  /**
   * Where the first stage that is not closed goes on; null: at its beginning (or in the final training, when all are
   * closed).
   */
  readonly stage: StageProgress | null;
}

/** The place where a run goes on: `generator/gen-003`, a stage that is not open, or `final`. */
export function progressPlace({ stages }: Pick<Pipeline, 'stages'>, { finished, stage }: RunProgress): string {
  const next = stages[finished.length];
  if (!next) return 'final';
  return stage ? `${next.id}/${generationName(stage.population.generation)}` : next.id;
}

export interface Walk {
  /** null: the data is not prepared. */
  readonly progress: RunProgress | null;
  /**
   * Every step that the plan reached, found or not, in order. Behind one that was not found only steps that do not need
   * it.
   */
  readonly steps: readonly Step[];
  /** True when the export was found. */
  readonly complete: boolean;
}

type Find = (step: Step) => Promise<FoundStep | null>;

/** Walks the plan; `find` gives the result of a finished step, null for one that is not. */
export async function walkRun(pipeline: Pipeline, source: DatasetSource, find: Find): Promise<Walk> {
  const walker = new Walker(pipeline, source, find);
  const complete = await walker.walk().catch((error: unknown) => {
    if (error === unfinished) return false;
    throw error;
  });
  return { progress: walker.progress, steps: walker.steps, complete };
}

/** Thrown where the next step needs one that is not finished. */
const unfinished = new Error('a step is not finished');

class Walker {
  readonly steps: Step[] = [];
  progress: RunProgress | null = null;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly source: DatasetSource,
    private readonly find: Find,
  ) {}

  async walk(): Promise<boolean> {
    const prepared = await this.prepare();
    const finished: FinishedStage[] = [];
    this.progress = { prepared, finished: [], stage: null };
    for (const { id } of this.pipeline.stages) {
      finished.push(await this.stage(stageContext(this.pipeline, id, prepared, finished)));
      this.progress = { prepared, finished: [...finished], stage: null };
    }
    await this.final(finalContext(this.pipeline, prepared, finished), finished);
    return true;
  }

  private async prepare(): Promise<Prepared> {
    const ingest = await this.need(ingestStep(this.pipeline, this.source));
    const dataset = outputOf(ingest, 'dataset');
    const fitted = await this.need(extractorStep(this.pipeline, dataset));
    const reference = await this.need(referenceStep({ dataset, extractor: outputOf(fitted, 'extractor') }));
    return preparedFrom(ingest, fitted, reference);
  }

  private async stage(context: StageContext): Promise<FinishedStage> {
    let at = await this.open(context);
    for (;;) {
      this.progress = { ...this.progress!, stage: at };
      const { state, selection, next } = await this.generation(context, at);
      if (next === null) return this.close(context, selection, state);
      at = next;
    }
  }

  private async open(context: StageContext): Promise<StageProgress> {
    const opened = await this.need(openStageStep(context));
    const state = await warmUp(context, outputOf(opened, 'state'), (step) => this.need(step));
    return { state, population: opened.population!, populationDigest: outputOf(opened, 'population') };
  }

  private async generation(
    context: StageContext,
    at: StageProgress,
  ): Promise<{ state: Digest; selection: Digest; next: StageProgress | null }> {
    const { generation } = at.population;
    const { state, excluded } = await trainGeneration(context, at, (step) => this.need(step));
    const evaluated = await this.needAll(evaluateSteps(context, state, at.population));
    const evaluations = evaluated.map((found) => outputOf(found, 'evaluation'));
    const selected = await this.need(selectStep(context, generation, at.populationDigest, evaluations, excluded));
    const { population } = selected;
    const next = population ? { state, population, populationDigest: outputOf(selected, 'population') } : null;
    return { state, selection: outputOf(selected, 'selection'), next };
  }

  private async close(context: StageContext, selection: Digest, state: Digest): Promise<FinishedStage> {
    const closed = await this.need(closeStageStep(context, selection, state));
    return { winner: closed.winner!, winnerDigest: outputOf(closed, 'winner'), state };
  }

  private async final(context: FinalContext, finished: readonly FinishedStage[]): Promise<void> {
    const subjects: ScoreSubject[] = [{ subject: 'noise' }, { subject: 'heldOut' }];
    const early = await Promise.all(subjects.map((subject) => this.seek(scoreStep(context, subject))));
    const opened = outputOf(await this.need(openFinalStep(context)), 'state');
    const untrained = await this.seek(scoreStep(context, { subject: 'untrained', state: opened }));
    const { states, found } = await this.trainFinal(context, opened);
    const scores = { noise: early[0], heldOut: early[1], untrained, ...found };
    if (Object.values(scores).some((score) => !score)) throw unfinished;
    const digests = Object.entries(scores).map(([name, score]) => [name, outputOf(score!, 'score')]);
    await this.need(exportStep(context, stateToExport(states).state, finished, Object.fromEntries(digests)));
  }

  /** States that were scored, and their scores by name. */
  private async trainFinal(
    context: FinalContext,
    opened: Digest,
  ): Promise<{ states: ScoredState[]; found: Record<string, FoundStep | null> }> {
    const { segments, scoring } = finalSchedule(context.pipeline, context.prepared.trainImages);
    const states: ScoredState[] = [];
    const found: Record<string, FoundStep | null> = {};
    let state = opened;
    for (const [index, span] of segments.entries()) {
      state = outputOf(await this.need(finalSegmentStep(context, index, span, state)), 'state');
      if (!scoring.includes(span.to)) continue;
      const score = await this.seek(scoreStep(context, { subject: 'trained', state, iteration: span.to }));
      found[scoreName('trained', span.to)] = score;
      states.push({ iteration: span.to, state, distance: score?.numbers.frechetDistance ?? null });
    }
    return { states, found };
  }

  private async need(step: Step): Promise<FoundStep> {
    const found = await this.seek(step);
    if (found) return found;
    throw unfinished;
  }

  private async needAll(steps: readonly Step[]): Promise<FoundStep[]> {
    const found = await Promise.all(steps.map((step) => this.seek(step)));
    if (found.includes(null)) throw unfinished;
    return found as FoundStep[];
  }

  private seek(step: Step): Promise<FoundStep | null> {
    this.steps.push(step);
    return this.find(step);
  }
}
