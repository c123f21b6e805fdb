// Counts what a run will do, phase by phase, from the steps of its plan.
import { genotypeKey } from '../domain/search/genotype.js';
import type { Pipeline, Training } from '../domain/pipeline.js';
import { recalibrationBatches, samplingBatch } from '../domain/steps/protocol.js';
import type { PlannedStep } from '../domain/plan/virtual.js';
import { spaceOfStage, stageSpaceSize } from '../domain/search/stage-space.js';
import type { StepKind } from '../domain/steps/step.js';
import type { EvaluateParameters, ScoreParameters, TrainSegmentParameters } from '../domain/steps/step-parameters.js';
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
  const spans = planned.filter(isTraining).map(spanOf);
  const warmup = planned.filter(({ step }) => step.place.startsWith(`${phase}/warmup/`)).map(spanOf);
  const training = (stage ?? pipeline.finalTraining).training;
  const iterations = phase === 'data' ? 0 : sum(spans.map(({ from, to }) => to - from));
  const generatorSteps = phase === 'data' ? 0 : sum(spans.map((span) => generatorStepsIn(span, training)));
  const judged = judgedImages(planned);
  const genotypes = planned.filter(({ step }) => step.kind === 'evaluate').map(genotypeOf);
  return {
    phase,
    search: stage?.search ?? null,
    spaceSize: stage ? String(stageSpaceSize(spaceOfStage(stage, pipeline.searchSpaces))) : null,
    steps,
    generations: stage?.generations ?? 0,
    evaluations: genotypes.length,
    candidates: new Set(genotypes).size,
    iterations,
    warmupIterations: sum(warmup.map(({ from, to }) => to - from)),
    generatorSteps,
    imagesTrained: iterations * training.batch.discriminator,
    imagesGenerated:
      iterations * training.batch.discriminator + generatorSteps * training.batch.generator + judged.generated,
    imagesJudged: judged.judged,
    stopsEarly: Boolean(stage?.earlyStopping),
  };
}

const isTraining = ({ step }: PlannedStep): boolean => step.kind === 'trainSegment' || step.kind === 'trainWinner';
const spanOf = ({ step }: PlannedStep): { from: number; to: number } =>
  step.parameters as unknown as Pick<TrainSegmentParameters, 'from' | 'to'>;
const genotypeOf = ({ step }: PlannedStep): string =>
  genotypeKey((step.parameters as unknown as EvaluateParameters).individual.genotype);

/** G steps follow the D steps of iterations that `discriminatorSteps` divides. */
function generatorStepsIn({ from, to }: { from: number; to: number }, { discriminatorSteps }: Training): number {
  return Math.ceil(to / discriminatorSteps) - Math.ceil(from / discriminatorSteps);
}

function judgedImages(planned: readonly PlannedStep[]): { judged: number; generated: number } {
  const evaluations = planned.filter(({ step }) => step.kind === 'evaluate');
  const recalibration = evaluations.filter(({ step }) => parametersOf(step.parameters).batchNorm === 'recalibrated');
  const scores = planned.filter(({ step }) => step.kind === 'scoreWinner');
  const made = scores.filter(({ step }) => 'state' in step.inputs);
  const images = (steps: readonly PlannedStep[]): number =>
    sum(steps.map(({ step }) => parametersOf(step.parameters).images));
  return {
    judged: images(evaluations) + images(scores),
    generated: images(evaluations) + images(made) + recalibration.length * recalibrationBatches * samplingBatch,
  };
}

const parametersOf = (parameters: unknown): Partial<EvaluateParameters> & Pick<ScoreParameters, 'images'> =>
  parameters as EvaluateParameters & ScoreParameters;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
