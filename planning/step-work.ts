// What one training step computes and holds, from its traced program: nothing runs.
import type { Training } from '../domain/pipeline.js';
import type { Node, Value } from '../models/ir/graph.js';
import { makeProgram } from '../models/ir/program.js';
import { discriminatorStepGraph, generatorStepGraph, stepOutputs } from '../models/step-graph.js';
import type { PairForm } from './step-networks.js';

interface Work {
  /** Products of matrices and convolutions, forwards and backwards. */
  readonly multiplyAdds: number;
  /** The peak of intermediate results when kernels run one after another. */
  readonly peakBytes: number;
}

/** Both steps of a pair on images of that width. */
export interface PairWork {
  readonly discriminator: Work;
  readonly generator: Work;
}

/** Traces both steps: some tens of milliseconds. */
export function pairWork(pair: PairForm, { batch, gradientClipping }: Training, width: number): PairWork {
  const form = { ...pair, gradientClipping, device: 'cpu' } as const;
  const { discriminator, generator } = batch;
  return {
    discriminator: workOf(stepOutputs(discriminatorStepGraph(form, discriminator, discriminator, width))),
    generator: workOf(stepOutputs(generatorStepGraph(form, generator))),
  };
}

/** Multiply-adds of an iteration: a D step and its share of a G step. */
export function iterationWork({ discriminator, generator }: PairWork, discriminatorSteps: number): number {
  return discriminator.multiplyAdds + generator.multiplyAdds / discriminatorSteps;
}

function workOf(outputs: ReadonlyMap<string, Value>): Work {
  const nodes = neededNodes(outputs);
  const multiplyAdds = nodes.reduce((sum, node) => sum + nodeWork(node), 0);
  return { multiplyAdds, peakBytes: peakOf(outputs, nodes) };
}

function neededNodes(outputs: ReadonlyMap<string, Value>): Node[] {
  const needed = new Set<Node>();
  const open = [...outputs.values()].map(({ node }) => node);
  for (let node = open.pop(); node; node = open.pop()) {
    if (needed.has(node)) continue;
    needed.add(node);
    open.push(...node.inputs.map((input) => input.node));
  }
  return [...needed].sort((a, b) => a.id - b.id);
}

/**
 * Follows a program's results: when each is made, and when it is freed. Slots are numbered in the order of the nodes.
 */
function peakOf(outputs: ReadonlyMap<string, Value>, nodes: readonly Node[]): number {
  const bytes = nodes.flatMap((node) => node.outputs.map(bytesOf));
  let live = 0;
  let peak = 0;
  for (const { outputs: made, release } of makeProgram(outputs).instructions) {
    for (const slot of made) live += bytes[slot]!;
    peak = Math.max(peak, live);
    for (const slot of release) live -= bytes[slot]!;
  }
  return peak;
}

const count = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
const bytesOf = ({ shape, type }: Value): number => count(shape) * (type === 'uint8' ? 1 : 4);

/**
 * m·k·n of a product of m×k and k×n, whichever is transposed: the root of (mk)(kn)(mn). For a convolution, its filter's
 * for each pixel.
 */
function nodeWork({ kernel, inputs, outputs }: Node): number {
  const sizes = [...inputs, ...outputs].map(({ shape }) => count(shape));
  if (kernel === 'MatMul') return Math.sqrt(sizes[0]! * sizes[1]! * sizes[2]!);
  if (kernel.startsWith('BatchMatMul')) {
    const batch = count(outputs[0]!.shape.slice(0, -2));
    return Math.sqrt((sizes[0]! * sizes[1]! * sizes[2]!) / batch);
  }
  const shape = (value: Value): readonly number[] => value.shape;
  if (kernel === 'Conv2D') return convolutionWork(shape(outputs[0]!), shape(inputs[1]!));
  if (kernel === 'Conv2DBackpropInput') return convolutionWork(shape(inputs[2]!), shape(inputs[1]!));
  if (kernel === 'Conv2DBackpropFilter') return convolutionWork(shape(inputs[2]!), shape(outputs[0]!));
  return 0;
}

/** Each of a convolution's results is a product of k·k·inputs. */
function convolutionWork(result: readonly number[], filter: readonly number[]): number {
  return count(result) * count(filter.slice(0, 3));
}
