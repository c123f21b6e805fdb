// A training step as a graph: forwards, hinge losses, gradients, new buffers (docs/reference/networks.md, "Training
// step").
import { differentiate } from './ir/differentiate.js';
import { Graph, type Device, type Value } from './ir/graph.js';
import {
  add,
  divide,
  halfSquaredNorm,
  mean,
  minimum,
  multiply,
  relu,
  scale,
  sqrt,
  stack,
  subtract,
  sumOf,
  toFloat,
} from './ir/operations.js';
import { forward } from './networks/forward.js';
import { Scope } from './networks/scope.js';
import type { Architecture, NetworkSpec } from './types.js';

/** Everything that the graph of a step depends on. */
export interface StepForm {
  readonly generator: NetworkSpec;
  readonly generatorArchitecture: Architecture;
  readonly discriminator: NetworkSpec;
  readonly discriminatorArchitecture: Architecture;
  readonly gradientClipping: number | null;
  /** Where it will run: a GPU refuses one kernel of the gradients (test/models/kernels-on-gpu.ts). */
  readonly device: Device;
}

/** A step's values by meaning: what changes, and what a check may look at. */
export interface StepGraph {
  readonly loss: Value;
  /** Gradients of the trained network, by parameter; only those that reach the loss. */
  readonly gradients: ReadonlyMap<string, Value>;
  /** The Euclidean norm of all gradients before clipping. */
  readonly norm: Value;
  readonly generator: Scope;
  readonly discriminator: Scope;
  readonly fake: Value;
  readonly fakeLogits: Value;
  readonly realLogits?: Value;
}

/**
 * D's step: real bytes (input `real` [n, h, w, 3]) and latents (input `latents`) to D's gradients. G runs in training
 * mode and is not trained.
 */
export function discriminatorStepGraph(form: StepForm, real: number, fakes: number, size: number): StepGraph {
  const graph = new Graph(form.device);
  const images = bytesToImages(graph.input('real', [real, size, size, 3], 'uint8'));
  return discriminatorStepOn(graph, form, images, fakes);
}

/** D's step on images in [−1, 1]. The passes have the published order: real, generator, fake. Buffers move in each. */
export function discriminatorStepOn(graph: Graph, form: StepForm, real: Value, fakes: number): StepGraph {
  const { generator, discriminator } = scopes(graph, form);
  const judge = (images: Value): Value =>
    forward(discriminator, form.discriminator, form.discriminatorArchitecture, images);
  const realLogits = judge(real);
  const fake = fakeImages(graph, form, generator, fakes);
  const fakeLogits = judge(fake);
  const one = graph.scalar(1);
  const loss = add(mean(relu(subtract(one, realLogits))), mean(relu(add(one, fakeLogits))));
  return { ...trained(loss, discriminator, form), loss, generator, discriminator, fake, fakeLogits, realLogits };
}

/** G's step: latents (input `latents`) to G's gradients. D's power iteration advances; its weights get no gradients. */
export function generatorStepGraph(form: StepForm, fakes: number): StepGraph {
  const graph = new Graph(form.device);
  const { generator, discriminator } = scopes(graph, form);
  const fake = fakeImages(graph, form, generator, fakes);
  const fakeLogits = forward(discriminator, form.discriminator, form.discriminatorArchitecture, fake);
  const loss = scale(mean(fakeLogits), -1);
  return { ...trained(loss, generator, form), loss, generator, discriminator, fake, fakeLogits };
}

/**
 * The results of a step's program: `report` [loss, norm], `gradients/NAME`, `generator/NAME` and `discriminator/NAME`
 * (new buffers).
 */
export function stepOutputs(step: StepGraph): Map<string, Value> {
  const named = (prefix: string, values: ReadonlyMap<string, Value>): [string, Value][] =>
    [...values].map(([name, value]) => [`${prefix}/${name}`, value]);
  return new Map([
    ['report', stack([step.loss, step.norm])],
    ...named('gradients', step.gradients),
    ...named('generator', step.generator.changedBuffers()),
    ...named('discriminator', step.discriminator.changedBuffers()),
  ]);
}

function scopes(graph: Graph, form: StepForm): { generator: Scope; discriminator: Scope } {
  return {
    generator: new Scope(graph, 'generator', form.generator, { mode: 'training' }),
    discriminator: new Scope(graph, 'discriminator', form.discriminator, { mode: 'training' }),
  };
}

function fakeImages(graph: Graph, form: StepForm, scope: Scope, count: number): Value {
  if (form.generator.network !== 'generator') throw new TypeError('the pair must have a generator');
  const latents = graph.input('latents', [count, form.generator.latent]);
  return forward(scope, form.generator, form.generatorArchitecture, latents);
}

/** 0…255 to [−1, 1]. */
function bytesToImages(bytes: Value): Value {
  return subtract(scale(toFloat(bytes), 1 / 127.5), bytes.graph.scalar(1));
}

/**
 * The gradients of the scope's parameters and their norm; clipped to the form's limit by × min(1, limit/(norm + 1e-6)).
 */
function trained(loss: Value, scope: Scope, { gradientClipping }: StepForm): Pick<StepGraph, 'gradients' | 'norm'> {
  const names = [...scope.parameters().keys()];
  const found = differentiate(loss, [...scope.parameters().values()]);
  const reaching = names.flatMap((name, i) => (found[i] === undefined ? [] : [[name, found[i]] as const]));
  const norm = sqrt(scale(sumOf(reaching.map(([, gradient]) => halfSquaredNorm(gradient))), 2));
  if (gradientClipping === null) return { gradients: new Map(reaching), norm };
  const { graph } = loss;
  const limited = divide(graph.scalar(gradientClipping), add(norm, graph.scalar(1e-6)));
  const factor = minimum(graph.scalar(1), limited);
  return { gradients: new Map(reaching.map(([name, gradient]) => [name, multiply(gradient, factor)])), norm };
}
