// The list of steps that a run will have, before anything has run: for plans and for the time that is left.
import type { Pipeline, Stage } from '../pipeline.js';
import { places, scoreName } from '../steps/places.js';
import type { Span } from '../steps/schedule.js';
import type { StepKind } from '../steps/step.js';
import { finalSchedule } from './final.js';
import { stageSchedule } from './stage.js';

/**
 * One step to come. `phase`: `data`, a stage's id, or `final`. `work`: iterations of training, images of evaluation,
 * else 1.
 */
export interface ExpectedStep {
  readonly phase: string;
  readonly kind: StepKind;
  readonly place: string;
  readonly work: number;
}

/** Every step of a run in order; fewer happen where a small space left offspring missing. */
export function expectedSteps(pipeline: Pipeline, trainImages: number): ExpectedStep[] {
  return [
    ...inPhase('data', [
      ['ingest', places.dataset, 1],
      ['fitExtractor', places.extractor, 1],
      ['referenceStatistics', places.reference, trainImages],
    ]),
    ...pipeline.stages.flatMap((stage) => inPhase(stage.id, stageSteps(stage, trainImages))),
    ...inPhase('final', finalSteps(pipeline, trainImages)),
  ];
}

type Line = readonly [StepKind, string, number];

const inPhase = (phase: string, lines: readonly Line[]): ExpectedStep[] =>
  lines.map(([kind, place, work]) => ({ phase, kind, place, work }));

function stageSteps(stage: Stage, trainImages: number): Line[] {
  const schedule = stageSchedule(stage, trainImages);
  const training = (generation: number | null, spans: readonly Span[]): Line[] =>
    spans.map(({ from, to }, index) => ['trainSegment', places.segment(stage.id, generation, index), to - from]);
  const evaluations = (generation: number): Line[] =>
    Array.from({ length: stage.population }, (_, slot) => [
      'evaluate',
      places.evaluate(stage.id, generation, slot),
      stage.evaluation.images,
    ]);
  return [
    ['openStage', places.openStage(stage.id), 1],
    ...training(null, schedule.warmup),
    ...schedule.generations.flatMap((spans, generation): Line[] => [
      ...training(generation, spans),
      ...evaluations(generation),
      ['select', places.select(stage.id, generation), 1],
    ]),
    ['closeStage', places.closeStage(stage.id), 1],
  ];
}

function finalSteps(pipeline: Pipeline, trainImages: number): Line[] {
  const { segments, scoring } = finalSchedule(pipeline, trainImages);
  const score = (name: string): Line => ['scoreWinner', places.score(name), pipeline.finalTraining.images];
  return [
    ['openStage', places.openFinal, 1],
    ...(['noise', 'heldOut', 'untrained'] as const).map((subject) => score(scoreName(subject, null))),
    ...segments.map(({ from, to }, index): Line => ['trainWinner', places.finalSegment(index), to - from]),
    ...scoring.map((iteration) => score(scoreName('trained', iteration))),
    ['export', places.export, 1],
  ];
}
