// How long a run will take: the measured times of trainers, along the chain of steps.
import { totalOf } from '../domain/averages.js';
import type { JudgeSettings } from '../domain/judges.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { ImageCounts } from '../domain/plan/virtual.js';
import { stageKind } from './calibration.js';
import type { PhaseJudging } from './judging/judges.js';
import { firstSeconds, furtherSeconds } from './judging/time.js';
import type { DiskEstimate, PhaseOutline, PhaseTime, Rates, TimeEstimate } from './types.js';

/**
 * What a step takes besides its work: the server, the look-up, the record, the hand-over. An estimate for every
 * machine, because no calibration starts a server. It rests on a few runs of tiny.yaml on two cores, and matters only
 * where steps take less than a second.
 */
const stepSeconds = 0.12;
/** From the command to the first step: supervisor, server, worker, trainer. Also an estimate, from the same runs. */
const startSeconds = 6;

interface Given {
  readonly pipeline: Pipeline;
  readonly counts: ImageCounts;
  readonly outline: readonly PhaseOutline[];
  readonly judging: readonly PhaseJudging[];
  readonly disk: DiskEstimate;
  readonly rates: Rates;
}

/** Wall time with the requested number of parallel trainers, and with 1, 2, 4, 8. */
export function timeOf(given: Given, slots: number): TimeEstimate {
  const phases = phaseTimes(given, slots);
  const wall = (times: readonly PhaseTime[]): number =>
    startSeconds + totalOf(times.map(({ wallSeconds }) => wallSeconds));
  const device = phases.map((time) => time.trainingSeconds + time.evaluationSeconds + time.otherSeconds);
  return {
    slots,
    phases,
    wallSeconds: wall(phases),
    deviceSeconds: totalOf(device),
    bySlots: [1, 2, 4, 8].map((count) => ({ slots: count, wallSeconds: wall(phaseTimes(given, count)) })),
  };
}

function phaseTimes(given: Given, slots: number): PhaseTime[] {
  return given.outline.map((phase) => {
    if (phase.phase === 'data') return dataTime(given);
    return phase.phase === 'final' ? finalTime(given, phase, slots) : stageTime(given, phase, slots);
  });
}

/** One chain: one step after the other. The reference is a pass over all real images. */
function dataTime({ pipeline, counts, judging, rates }: Given): PhaseTime {
  const { trainImages, heldOutImages } = counts;
  const work =
    rates.ingestImageSeconds * (trainImages + heldOutImages) +
    fitTime(pipeline.metrics, counts, rates) +
    totalOf(
      referencesIn(judging, 'data').map((images) => rates.referenceSeconds + rates.referenceImageSeconds * images),
    );
  return {
    phase: 'data',
    trainingSeconds: 0,
    evaluationSeconds: 0,
    otherSeconds: work,
    wallSeconds: work + 3 * stepSeconds,
  };
}

/** The real images of each reference that a phase makes. */
const referencesIn = (judging: readonly PhaseJudging[], phase: string): number[] =>
  judging
    .filter((each) => each.phase === phase)
    .flatMap(({ references }) => references.map(({ realImages }) => realImages));

/**
 * By how much the figures of a phase take longer than the calibration's, and what each of its trainers does once for a
 * judge that it has not had before.
 */
function figureTime({ judging, rates }: Given, phase: string): { readonly further: number; readonly first: number } {
  const own = judging.find((each) => each.phase === phase)?.passes[0];
  if (!own) return { further: 0, first: 0 };
  const hasOwnJudge = referencesIn(judging, phase).length > 0;
  const isFirst = hasOwnJudge || judging.find((each) => each.passes.length > 0)!.phase === phase;
  const imageSeconds = hasOwnJudge ? rates.final.evaluateImageSeconds : rates.referenceImageSeconds;
  return { further: furtherSeconds(own, imageSeconds), first: isFirst ? firstSeconds(own, imageSeconds) : 0 };
}

function fitTime({ extractor }: JudgeSettings, { trainImages, heldOutImages }: ImageCounts, rates: Rates): number {
  const passes = extractor.kind === 'classifier' ? trainImages * extractor.epochs + heldOutImages : 0;
  return rates.fitSeconds + rates.fitImageSeconds * passes;
}

/** The final pair's own judge: its extractor, which then sees each real image of its reference once. */
function ownJudgeTime({ pipeline: { finalTraining }, counts, judging, rates }: Given): number {
  if (!finalTraining.metrics) return 0;
  const { evaluateSeconds, evaluateImageSeconds } = rates.final;
  const passes = referencesIn(judging, 'final').map((images) => evaluateSeconds + evaluateImageSeconds * images);
  return fitTime(finalTraining.metrics, counts, rates) + totalOf(passes);
}

/** Training is one chain. Evaluations of a generation share the slots, and each slot reads the state once. */
function stageTime(given: Given, phase: PhaseOutline, slots: number): PhaseTime {
  const { pipeline, disk, rates } = given;
  const stage = pipeline.stages.find(({ id }) => id === phase.phase)!;
  const speed = rates.stages[stageKind(stage)]!;
  const training =
    phase.warmupIterations * speed.warmupIterationSeconds +
    (phase.iterations - phase.warmupIterations) * speed.iterationSeconds +
    phase.candidates * speed.graphSeconds +
    writtenBytes(disk, phase.phase) / rates.writeBytesPerSecond;
  const figures = figureTime(given, phase.phase);
  const each = speed.evaluateSeconds + speed.evaluateImageSeconds * stage.evaluation.images + figures.further;
  const side = Math.min(slots, stage.population);
  const evaluation = phase.evaluations * each + side * (phase.generations * speed.stateSeconds + figures.first);
  const rounds = phase.generations * Math.ceil(stage.population / side);
  const judging = rounds * (each + stepSeconds) + phase.generations * speed.stateSeconds + figures.first;
  const chain = stepsBesides(phase, 'evaluate') * stepSeconds;
  return {
    phase: phase.phase,
    trainingSeconds: training,
    evaluationSeconds: evaluation,
    otherSeconds: speed.openSeconds,
    wallSeconds: speed.openSeconds + training + judging + chain,
  };
}

/**
 * Noise, held-out images and the untrained generator are scored during the training if there is a slot; the trained
 * ones too.
 */
function finalTime(given: Given, phase: PhaseOutline, slots: number): PhaseTime {
  const { pipeline, disk, rates } = given;
  const { final } = rates;
  const figures = figureTime(given, 'final');
  const judge = ownJudgeTime(given);
  const training =
    phase.iterations * final.iterationSeconds +
    final.graphSeconds +
    writtenBytes(disk, 'final') / rates.writeBytesPerSecond;
  const scores = phase.steps.scoreWinner ?? 0;
  const each = final.evaluateSeconds + final.evaluateImageSeconds * pipeline.finalTraining.images + figures.further;
  const last = each + stepSeconds;
  const scoring = scores * (each + stepSeconds);
  const chain = training + stepsBesides(phase, 'scoreWinner') * stepSeconds + last;
  return {
    phase: 'final',
    trainingSeconds: training,
    evaluationSeconds: scores * each + figures.first,
    otherSeconds: judge + 2 * final.openSeconds,
    wallSeconds:
      judge +
      2 * final.openSeconds +
      figures.first +
      (slots === 1 ? chain + scoring - last : Math.max(chain, (chain + scoring - last) / slots)),
  };
}

const stepsBesides = ({ steps }: PhaseOutline, kind: 'evaluate' | 'scoreWinner'): number =>
  totalOf(Object.entries(steps).map(([name, count]) => (name === kind ? 0 : count)));

/** What the checkpoints of a phase write. */
const writtenBytes = ({ checkpoints }: DiskEstimate, phase: string): number =>
  totalOf(checkpoints.filter(({ place }) => place.startsWith(`${phase}/`)).map(({ newBytes }) => newBytes));
