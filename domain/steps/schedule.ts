// What happens when in a stage's training: iterations, segments, epochs, generator steps and drawn slots. Iteration t
// counts batches of real images from 0.
import { EaganError } from '../errors.js';
import type { Duration, Genotype } from '../pipeline.js';
import { streamNames } from './places.js';
import { randomStageGenotype, type StageSpace } from '../search/stage-space.js';
import { stream } from '../stream.js';

/** Iterations [from, to) of a stage. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Iterations of one epoch. Only whole batches count; a short last one is dropped. Throws EAGAN_BATCH_TOO_LARGE when
 * there is no whole batch.
 */
export function iterationsPerEpoch(trainImages: number, batch: number): number {
  const iterations = Math.floor(trainImages / batch);
  if (iterations > 0) return iterations;
  throw new EaganError(
    'EAGAN_BATCH_TOO_LARGE',
    `training.batch.discriminator must be at most ${trainImages}, the number of training images (got ${batch})`,
    'Add images or use a smaller batch, then: eagan run FILE',
  );
}

/** A duration in iterations. `batch` is the discriminator's, which counts real images. */
export function durationIterations(duration: Duration, trainImages: number, batch: number): number {
  return 'steps' in duration ? duration.steps : duration.epochs * iterationsPerEpoch(trainImages, batch);
}

/**
 * Cuts a span into segments of `segmentIterations`; the last one may be shorter. `extraCuts` are further ends of
 * segments inside the span.
 */
export function segments(span: Span, segmentIterations: number, extraCuts: readonly number[] = []): Span[] {
  const cuts = new Set([span.to, ...extraCuts.filter((cut) => cut > span.from && cut < span.to)]);
  for (let cut = span.from + segmentIterations; cut < span.to; cut += segmentIterations) cuts.add(cut);
  const ends = [...cuts].filter((cut) => cut > span.from).sort((a, b) => a - b);
  return ends.map((to, index) => ({ from: ends[index - 1] ?? span.from, to }));
}

/**
 * True when a generator step follows the discriminator step of iteration t: t mod n = 0, for n discriminator steps for
 * each generator step.
 */
export function isGeneratorStep(iteration: number, discriminatorSteps: number): boolean {
  return iteration % discriminatorSteps === 0;
}

/**
 * The iteration at which the architecture of iteration t was drawn. One is drawn at 0, and again right after each
 * generator step.
 */
export function drawnAt(iteration: number, discriminatorSteps: number): number {
  return iteration === 0 ? 0 : iteration - ((iteration - 1) % discriminatorSteps);
}

/**
 * The slots that may be drawn. If every slot is excluded, all of them: their training steps change nothing, but the run
 * reaches its selection.
 */
export function slotsToDraw(population: number, excluded: readonly number[]): number[] {
  const slots = Array.from({ length: population }, (_, slot) => slot);
  const left = slots.filter((slot) => !excluded.includes(slot));
  return left.length > 0 ? left : slots;
}

/** The slot that trains at iteration t, uniform over `slots` (from `slotsToDraw`). */
export function slotAt(
  seed: number,
  stage: string,
  iteration: number,
  discriminatorSteps: number,
  slots: readonly number[],
): number {
  return stream(seed, streamNames.individual(stage, drawnAt(iteration, discriminatorSteps))).pick(slots);
}

/** The random architecture that trains at iteration t of a warm-up. */
export function warmupGenotypeAt(
  seed: number,
  stage: string,
  iteration: number,
  discriminatorSteps: number,
  space: StageSpace,
): Genotype {
  return randomStageGenotype(
    space,
    stream(seed, streamNames.individual(stage, drawnAt(iteration, discriminatorSteps))),
  );
}

/**
 * The iterations after which the winner is scored: multiples of `every` in the second half, and always the last one.
 */
export function scoringIterations(total: number, every: number | null): number[] {
  const iterations: number[] = [];
  for (let at = every ?? total; every !== null && at < total; at += every) if (at > total / 2) iterations.push(at);
  return [...iterations, total];
}
