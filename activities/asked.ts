// The form of requests. They come through Temporal, so anybody who reaches it may have written them.
import type { StepOrder } from '../domain/plan/index.js';
import { placeOfOrder } from '../domain/plan/index.js';
import { runName } from '../domain/runs/run-shape.js';
import { count, digest, fields, finite, listOf, mapping, oneOf, text, type ValueShape } from '../domain/shape.js';
import { stepKey, type Step } from '../domain/steps/step.js';
import { refusedRequest } from './refusals.js';

/** Longer texts are no names of ours. */
const longestName = 200;

const name: ValueShape = (value, path) =>
  text(value, path) ??
  ((value as string).length > longestName ? `${path} must have at most ${longestName} characters` : null);
const owner = fields({ run: runName, epoch: count });

const step = fields({
  step: fields({ kind: name, kindVersion: finite, place: name, inputs: mapping, parameters: mapping }),
});

const prepared = fields({
  ...{ dataset: digest, extractor: digest, reference: digest },
  ...{ trainImages: count, heldOutImages: count },
});
const generation = {
  ...{ stage: name, generation: count, population: digest, prepared },
  closed: listOf(fields({ winner: digest, state: digest })),
};
const orders: Readonly<Record<StepOrder['kind'], ValueShape>> = {
  trainSegment: fields({ ...generation, index: count, state: digest, excluded: listOf(count) }),
  evaluate: fields({ ...generation, slot: count, state: digest }),
  select: fields({ ...generation, evaluations: listOf(digest), excluded: listOf(count) }),
};
const orderKind = fields({ order: fields({ kind: oneOf(...Object.keys(orders)) }) });

/** The run and the epoch of ownership that a request names. */
export interface AskedOwner {
  readonly run: string;
  readonly epoch: number;
}

/** The step that a request names: by its key, or by an order. */
export type AskedStep = { readonly place: string } & ({ readonly key: string } | { readonly order: StepOrder });

/** Throws EAGAN_REQUEST_REFUSED if the request has another form. */
export function askedOwner(asked: unknown): AskedOwner {
  requireForm(owner, asked);
  const { run, epoch } = asked as AskedOwner;
  return { run, epoch };
}

/** Throws EAGAN_REQUEST_REFUSED if the request has another form. */
export function askedStep(asked: unknown): AskedStep {
  requireForm(mapping, asked);
  if (Object.hasOwn(asked as object, 'order')) return askedOrder(asked);
  requireForm(step, asked);
  const named = (asked as { readonly step: Step }).step;
  return { place: named.place, key: keyOf(named) };
}

function askedOrder(asked: unknown): AskedStep {
  requireForm(orderKind, asked);
  const { order } = asked as { readonly order: StepOrder };
  requireForm(orders[order.kind], order);
  return { place: placeOfOrder(order), order: bareOrder(order) };
}

/** The order with the fields that it must have and no others. */
function bareOrder(order: StepOrder): StepOrder {
  const { stage, generation, population, closed } = order;
  const { dataset, extractor, reference, trainImages, heldOutImages } = order.prepared;
  const ref = {
    ...{ stage, generation, population, closed: closed.map(({ winner, state }) => ({ winner, state })) },
    prepared: { dataset, extractor, reference, trainImages, heldOutImages },
  };
  if (order.kind === 'evaluate') return { ...ref, kind: order.kind, slot: order.slot, state: order.state };
  const { excluded } = order;
  if (order.kind === 'select') return { ...ref, kind: order.kind, evaluations: order.evaluations, excluded };
  return { ...ref, kind: order.kind, index: order.index, state: order.state, excluded };
}

/** Throws EAGAN_REQUEST_REFUSED with what the form requires. */
export function requireForm(form: ValueShape, asked: unknown): void {
  const wrong = form(asked, 'request');
  if (wrong !== null) throw refusedRequest(wrong, 'something else');
}

function keyOf(named: Step): string {
  try {
    return stepKey(named);
  } catch (error) {
    throw refusedRequest('request.step must be plain JSON', 'something else', { cause: error });
  }
}
