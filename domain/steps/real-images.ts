// Which real images an iteration trains on, and which of them it mirrors. All of it follows from seed, stage and
// iteration, so that it does not matter where a segment begins or is resumed.
import { permutation } from '../permutation.js';
import { stream } from '../stream.js';
import { streamNames } from './places.js';
import { iterationsPerEpoch, type Span } from './schedule.js';

/**
 * How the order of an epoch comes about. `computed`: each position by itself, without a list. `shuffled`: as a list of
 * all positions, in steps of earlier versions (kind-versions.ts).
 */
export type OrderForm = 'computed' | 'shuffled';

/** What an epoch's order follows from, besides its number. */
export interface EpochOrders {
  readonly seed: number;
  /** A stage's id, or `final`. */
  readonly stage: string;
  readonly images: number;
  readonly form: OrderForm;
}

/** The order in which an epoch visits 0 … images − 1: from a position to the image that stands there. */
export function epochOrder({ seed, stage, images, form }: EpochOrders, epoch: number): (position: number) => number {
  const random = stream(seed, streamNames.order(stage, epoch));
  if (form === 'computed') return permutation(images, random);
  const order = Int32Array.from(random.shuffle(Array.from({ length: images }, (_, index) => index)));
  return (position) => order[position]!;
}

/** The position of iteration t: its epoch, and the span of that epoch's order that it takes. */
export function batchPosition(iteration: number, images: number, batch: number): { readonly epoch: number } & Span {
  const perEpoch = iterationsPerEpoch(images, batch);
  const from = (iteration % perEpoch) * batch;
  return { epoch: Math.floor(iteration / perEpoch), from, to: from + batch };
}

/**
 * Returns a function that gives the image indices of iteration t's real batch. It keeps the order of the last epoch, so
 * that ascending use draws only once for each epoch.
 */
export function batchReader(orders: EpochOrders, batch: number): (iteration: number) => Int32Array {
  let known: { epoch: number; order: (position: number) => number } | undefined;
  return (iteration) => {
    const { epoch, from } = batchPosition(iteration, orders.images, batch);
    if (known?.epoch !== epoch) known = { epoch, order: epochOrder(orders, epoch) };
    const { order } = known;
    return Int32Array.from({ length: batch }, (_, i) => order(from + i));
  };
}

/** Which images of iteration t's real batch are mirrored: each with probability 1/2. */
export function mirroredAt(seed: number, stage: string, iteration: number, batch: number): boolean[] {
  const random = stream(seed, streamNames.mirrored(stage, iteration));
  return Array.from({ length: batch }, () => random.integer(2) === 1);
}
