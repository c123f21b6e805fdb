// How much memory a trainer will need at its peak: weights, moments, intermediate results, and its judge
// (docs/decisions/0028).
import type { Training } from '../domain/pipeline.js';
import type { ImageCounts, PlannedStep } from '../domain/plan/virtual.js';
import { ofKind } from '../domain/steps/kinds.js';
import type { TrainSegmentParameters } from '../domain/steps/step-parameters.js';
import { declarations } from '../models/networks/declarations.js';
import type { NetworkSpec } from '../models/types.js';
import { judgingOf, type PhaseJudging } from './judging/judges.js';
import { judgingBytes } from './judging/memory.js';
import { stagePair, stageSpecs, winnerPair, type PairForm } from './step-networks.js';
import { pairWork } from './step-work.js';
import type { MemoryEstimate } from './types.js';

/** A process with TensorFlow that has run its first kernels; Node 26 needs 25 MiB less than Node 20 and 24. */
const programBytes = 470 * 2 ** 20;
/**
 * Kernels of a graph run in parallel, and libraries keep buffers of their own: measured against results that follow
 * each other.
 */
const beside = 1.5;
/** A loaded graph, and how many are kept at most (models/program-cache.ts). */
const graphBytes = 8 * 2 ** 20;
const keptGraphs = 96;
/** How many architectures are drawn; the largest counts. */
const looked = 3;

/** The most that a trainer of any phase that trains needs. It may train and judge, so both are counted. */
export function memoryOf(planned: readonly PlannedStep[], counts: ImageCounts, size: number): MemoryEstimate[] {
  const dataBytes = (counts.trainImages + counts.heldOutImages) * size * size * 3;
  const phases = judgingOf(planned, counts).filter(({ phase }) => phase !== 'data');
  return phases.flatMap(({ phase, passes }) => {
    const found = phaseNeeds(
      planned.filter((step) => step.phase === phase),
      size,
    );
    if (!found) return [];
    const { state, peak, graphs, opponents } = found;
    const stateBytes = state;
    const stepBytes = Math.max(Math.round(beside * peak), state);
    const held = Math.min(keptGraphs, graphs) * graphBytes;
    const judgeBytes = judgeNeeds(passes);
    const furtherBytes = programBytes + dataBytes + stateBytes + judgeBytes;
    const totalBytes = furtherBytes + stepBytes + held;
    const parts = { programBytes, dataBytes, stateBytes, opponentBytes: opponents, stepBytes, graphBytes: held };
    return [{ phase, ...parts, judgeBytes, totalBytes, furtherBytes }];
  });
}

const judgeNeeds = (passes: PhaseJudging['passes']): number => Math.max(0, ...passes.map(judgingBytes));

interface Needs {
  readonly state: number;
  readonly peak: number;
  readonly graphs: number;
  readonly opponents: number;
}

function phaseNeeds(planned: readonly PlannedStep[], width: number): Needs | null {
  const winner = ofKind('trainWinner', planned).at(-1)?.step;
  const segment = ofKind('trainSegment', planned).at(-1)?.step;
  if (winner) {
    const { parameters } = winner;
    const pair = winnerPair(parameters);
    const state = networkBytes(pair.generator) + networkBytes(pair.discriminator) + weightBytes(pair.generator);
    return { state, peak: peakOf([pair], parameters.training, width), graphs: 2, opponents: 0 };
  }
  if (!segment) return null;
  const { parameters } = segment;
  const { searched, opponent } = stageSpecs(parameters);
  const individuals = parameters.population?.length ?? 0;
  const opponents = parameters.pairing === 'oneToOne' ? Math.max(1, individuals) : 1;
  return {
    state: networkBytes(searched) + opponents * networkBytes(opponent),
    peak: peakOf(pairsOf(planned, parameters), parameters.training, width),
    graphs: 2 * individuals,
    opponents: (opponents - 1) * networkBytes(opponent),
  };
}

function pairsOf(planned: readonly PlannedStep[], parameters: TrainSegmentParameters): PairForm[] {
  const evaluated = ofKind('evaluate', planned).slice(0, looked);
  return evaluated.map(({ step }) => stagePair(parameters, step.parameters.individual.genotype));
}

function peakOf(pairs: readonly PairForm[], training: Training, width: number): number {
  const works = pairs.map((pair) => pairWork(pair, training, width));
  return Math.max(
    0,
    ...works.flatMap(({ discriminator, generator }) => [discriminator.peakBytes, generator.peakBytes]),
  );
}

/** Weights with both moments, and buffers. */
function networkBytes(spec: NetworkSpec): number {
  return declarations(spec).reduce((sum, { shape, role }) => sum + bytesOf(shape) * (role === 'parameter' ? 3 : 1), 0);
}

const weightBytes = (spec: NetworkSpec): number =>
  declarations(spec).reduce((sum, { shape, role }) => sum + (role === 'parameter' ? bytesOf(shape) : 0), 0);

const bytesOf = (shape: readonly number[]): number => 4 * shape.reduce((product, n) => product * n, 1);
