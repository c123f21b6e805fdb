// Counts what a run will do, phase by phase, from the steps of its plan.
import { totalOf } from '../domain/averages.js';
import { genotypeKey } from '../domain/search/genotype.js';
import type { Pipeline, Training } from '../domain/pipeline.js';
import { recalibrationBatches, samplingBatch } from '../domain/steps/protocol.js';
import type { PlannedStep } from '../domain/plan/virtual.js';
import { spaceOfStage, stageSpaceSize } from '../domain/search/stage-space.js';
import { ofKind, type Step, type StepKind } from '../domain/steps/kinds.js';
import { parsePlace } from '../domain/steps/parse-place.js';
import type { Span } from '../domain/steps/schedule.js';
import type { PhaseOutline } from './types.js';

/** Phases in the order of the run. */
export function outlineOf(pipeline: Pipeline, planned: readonly PlannedStep[]): PhaseOutline[] {
  const phases = ['data', ...pipeline.stages.map(({ id }) => id), 'final'];
  return phases.map((phase) =>
    phaseOutline(
      pipeline,
      phase,
      planned.filter((step) => step.phase === phase),
    ),
  );
}

function phaseOutline(pipeline: Pipeline, phase: string, planned: readonly PlannedStep[]): PhaseOutline {
  const stage = pipeline.stages.find(({ id }) => id === phase);
  const steps: Partial<Record<StepKind, number>> = {};
  for (const { step } of planned) steps[step.kind] = (steps[step.kind] ?? 0) + 1;
  const spans = planned.flatMap(spanOf);
  const warmup = planned.filter(({ step }) => parsePlace(step.place)?.part === 'warmup').flatMap(spanOf);
  const training = (stage ?? pipeline.finalTraining).training;
  const iterations = phase === 'data' ? 0 : totalOf(spans.map(({ from, to }) => to - from));
  const generatorSteps = phase === 'data' ? 0 : totalOf(spans.map((span) => generatorStepsIn(span, training)));
  const judged = judgedImages(planned);
  const genotypes = ofKind('evaluate', planned).map(({ step }) => genotypeKey(step.parameters.individual.genotype));
  return {
    phase,
    search: stage?.search ?? null,
    spaceSize: stage ? String(stageSpaceSize(spaceOfStage(stage, pipeline.searchSpaces))) : null,
    steps,
    generations: stage?.generations ?? 0,
    evaluations: genotypes.length,
    candidates: new Set(genotypes).size,
    iterations,
    warmupIterations: totalOf(warmup.map(({ from, to }) => to - from)),
    generatorSteps,
    imagesTrained: iterations * training.batch.discriminator,
    imagesGenerated:
      iterations * training.batch.discriminator + generatorSteps * training.batch.generator + judged.generated,
    imagesJudged: judged.judged,
    stopsEarly: Boolean(stage?.earlyStopping),
  };
}

/** The iterations of a step that trains; none for another step. */
function spanOf({ step }: PlannedStep): Span[] {
  return step.kind === 'trainSegment' || step.kind === 'trainWinner' ? [step.parameters] : [];
}

/** G steps follow the D steps of iterations that `discriminatorSteps` divides. */
function generatorStepsIn({ from, to }: Span, { discriminatorSteps }: Training): number {
  return Math.ceil(to / discriminatorSteps) - Math.ceil(from / discriminatorSteps);
}

function judgedImages(planned: readonly PlannedStep[]): { judged: number; generated: number } {
  const evaluations = ofKind('evaluate', planned);
  const recalibration = evaluations.filter(({ step }) => step.parameters.batchNorm === 'recalibrated');
  const scores = ofKind('scoreWinner', planned);
  const made = scores.filter(({ step }) => 'state' in step.inputs);
  const images = (judging: readonly { readonly step: Step<'evaluate' | 'scoreWinner'> }[]): number =>
    totalOf(judging.map(({ step }) => step.parameters.images));
  return {
    judged: images(evaluations) + images(scores),
    generated: images(evaluations) + images(made) + recalibration.length * recalibrationBatches * samplingBatch,
  };
}
