// A whole search without Temporal and TensorFlow: every step is built as for a real run, figures come from a formula
// over genotypes.
import type {
  EvaluationArtifact,
  PopulationArtifact,
  SelectionArtifact,
  WinnerArtifact,
} from '../../../domain/steps/artifacts.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { digestJson, type Digest } from '../../../domain/digest.js';
import type { Genotype, Pipeline } from '../../../domain/pipeline.js';
import { scoreName } from '../../../domain/steps/places.js';
import * as plan from '../../../domain/plan/index.js';
import { closeStage, selectGeneration, selectionNumbers, winnerNumbers } from '../../../domain/search/selection.js';
import { resultDigest, stepKey, type ResultEntry, type Step } from '../../../domain/steps/step.js';
import type {
  CloseStageParameters,
  EvaluateParameters,
  OpenStageParameters,
  SelectParameters,
} from '../../../domain/steps/step-parameters.js';

/** Which genotypes report non-finite steps in training. */
type Diverges = (genotype: Genotype) => boolean;

/** A figure of a genotype that breeding can improve edge by edge: distance to all-ones, against size. */
function fakeFigures(genotype: Genotype): Pick<EvaluationArtifact, 'figures' | 'parameters'> {
  const genes = genotype.flat();
  const frechetDistance = genes.reduce((sum, gene) => sum + Math.abs(gene - 1), 10);
  const classifierScore = 1 + genes.filter((gene) => gene === 3).length;
  const parameters = genes.reduce((sum, gene) => sum + (gene > 1 ? gene * gene : 0), 0);
  return { figures: { frechetDistance, classifierScore }, parameters };
}

/** Costs where the step asks for them. */
function fakeCosts({ parameters }: Step, genotype: Genotype): Pick<EvaluationArtifact, 'multiplyAdds' | 'latencyMs'> {
  const { costs } = parameters as unknown as EvaluateParameters;
  if (costs === undefined) return {};
  const work = genotype.flat().reduce((sum, gene) => sum + Math.abs(gene), 1);
  return {
    ...(costs.multiplyAdds ? { multiplyAdds: 1000 * work } : {}),
    ...(costs.latency ? { latencyMs: work / 8 } : {}),
  };
}

/** What a simulated run leaves behind. */
export class Simulation {
  readonly steps: Step[] = [];
  readonly entries: ResultEntry[] = [];
  readonly selections: Record<string, SelectionArtifact[]> = {};
  readonly populations: Record<string, PopulationArtifact[]> = {};
  readonly winners: WinnerArtifact[] = [];
  get result(): Digest {
    return resultDigest(this.entries);
  }
  record(step: Step, outputs: Record<string, unknown>, numbers: Record<string, number> = {}): plan.Outcome {
    const digests = Object.entries(outputs).map(([name, value]) => [name, digestJson(value)]);
    const outcome = { outputs: Object.fromEntries(digests) as Record<string, Digest>, numbers };
    this.steps.push(step);
    this.entries.push({ place: step.place, key: stepKey(step), ...outcome });
    return outcome;
  }
  /** Records a step whose one output follows from its key alone, as training does. */
  opaque(step: Step, name: string, numbers?: Record<string, number>): Digest {
    return plan.outputOf(this.record(step, { [name]: stepKey(step) }, numbers), name);
  }
}

/** Runs all steps of a pipeline in order. */
export function simulate(pipeline: Pipeline, diverges: Diverges = () => false): Simulation {
  const run = new Simulation();
  const prepared = prepare(run, pipeline);
  const finished: plan.FinishedStage[] = [];
  for (const { id } of pipeline.stages) {
    finished.push(searchStage(run, plan.stageContext(pipeline, id, prepared, finished), diverges));
  }
  run.winners.push(...finished.map(({ winner }) => winner));
  trainFinal(run, plan.finalContext(pipeline, prepared, finished), finished);
  return run;
}

function prepare(run: Simulation, pipeline: Pipeline): plan.Prepared {
  const ingest = plan.ingestStep(pipeline, { contents: null, decoder: null });
  const ingested = run.record(ingest, { dataset: 'images' }, { trainImages: 4000, heldOutImages: 500 });
  const dataset = plan.outputOf(ingested, 'dataset');
  const fitted = run.record(plan.extractorStep(pipeline, dataset), { extractor: 'weights' });
  const reference = plan.referenceStep({ dataset, extractor: plan.outputOf(fitted, 'extractor') });
  return plan.preparedFrom(ingested, fitted, run.record(reference, { reference: 'statistics' }));
}

function searchStage(run: Simulation, context: plan.StageContext, diverges: Diverges): plan.FinishedStage {
  const { stage, prepared } = context;
  const schedule = plan.stageSchedule(stage, prepared.trainImages);
  const open = plan.openStageStep(context);
  const { space, population: size } = open.parameters as unknown as OpenStageParameters;
  let population = firstPopulation(space, size, stage.id, open.seed!);
  let state = plan.outputOf(run.record(open, { state: stepKey(open), population }), 'state');
  schedule.warmup.forEach((span, i) => (state = run.opaque(plan.warmupStep(context, i, span, state), 'state')));
  run.selections[stage.id] = [];
  run.populations[stage.id] = [];
  for (const spans of schedule.generations) {
    run.populations[stage.id]!.push(population);
    const trained = trainGeneration(run, context, spans, state, population, diverges);
    state = trained.state;
    const next = select(run, context, state, population, trained.excluded);
    if (next === null) break;
    population = next;
  }
  return close(run, context, state);
}

function trainGeneration(
  run: Simulation,
  context: plan.StageContext,
  spans: plan.StageSchedule['warmup'],
  from: Digest,
  population: PopulationArtifact,
  diverges: Diverges,
): { state: Digest; excluded: number[] } {
  const { divergenceLimit } = context.stage.training;
  const bad = population.individuals.flatMap(({ genotype }, slot) =>
    diverges(genotype) ? [[`nonFinite/${slot}`, 2]] : [],
  );
  const numbers = Object.fromEntries(bad) as Record<string, number>;
  const excluded = (segments: number): number[] =>
    plan.excludedSlots(
      Array.from({ length: segments }, () => numbers),
      divergenceLimit,
    );
  const state = spans.reduce(
    (before, span, i) =>
      run.opaque(plan.trainStep(context, i, span, before, population, excluded(i)), 'state', numbers),
    from,
  );
  return { state, excluded: excluded(spans.length) };
}

function select(
  run: Simulation,
  context: plan.StageContext,
  state: Digest,
  population: PopulationArtifact,
  excluded: readonly number[],
): PopulationArtifact | null {
  const steps = plan.evaluateSteps(context, state, population);
  const evaluations = population.individuals.map(({ id, genotype }, slot): EvaluationArtifact => {
    const base = { schemaVersion: 1, kind: 'evaluation', individual: id, status: 'ok', protocol: 'protocol' } as const;
    return { ...base, ...fakeFigures(genotype), ...fakeCosts(steps[slot]!, genotype) };
  });
  const digests = steps.map((step, slot) =>
    plan.outputOf(run.record(step, { evaluation: evaluations[slot] }), 'evaluation'),
  );
  const step = plan.selectStep(context, population.generation, digestJson(population), digests, excluded);
  const rules = step.parameters as unknown as SelectParameters;
  const { selection, next } = selectGeneration(rules, population, evaluations, step.seed!);
  run.selections[context.stage.id]!.push(selection);
  run.record(step, { selection, ...(next && { population: next }) }, selectionNumbers(selection));
  return next;
}

function close(run: Simulation, context: plan.StageContext, state: Digest): plan.FinishedStage {
  const selection = run.selections[context.stage.id]!.at(-1)!;
  const step = plan.closeStageStep(context, digestJson(selection), state);
  const winner = closeStage(step.parameters as unknown as CloseStageParameters, selection);
  run.record(step, { winner }, winnerNumbers(winner));
  return { winner, winnerDigest: digestJson(winner), state };
}

function trainFinal(run: Simulation, context: plan.FinalContext, finished: readonly plan.FinishedStage[]): void {
  const schedule = plan.finalSchedule(context.pipeline, context.prepared.trainImages);
  const scores: Record<string, Digest> = {};
  const score = (subject: plan.ScoreSubject, iteration: number | null = null): void => {
    scores[scoreName(subject.subject, iteration)] = run.opaque(plan.scoreStep(context, subject), 'score');
  };
  let state = run.opaque(plan.openFinalStep(context), 'state');
  score({ subject: 'noise' });
  score({ subject: 'heldOut' });
  score({ subject: 'untrained', state });
  for (const [index, span] of schedule.segments.entries()) {
    state = run.opaque(plan.finalSegmentStep(context, index, span, state), 'state');
    if (schedule.scoring.includes(span.to)) score({ subject: 'trained', state, iteration: span.to }, span.to);
  }
  run.opaque(plan.exportStep(context, state, finished, scores), 'manifest');
}
