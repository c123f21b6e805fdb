// Compares what jumps where a ReLU or max pooling changes sides: gradients, and the weights that Adam moves by them.
import type { NetworkName } from '../../../domain/pipeline.js';
import { GoldenFindings } from '../findings.js';
import { largest, largestDifference } from '../numbers.js';
import { adamTolerance, distanceFromAdam } from './adam.js';
import type { OurStep } from './run-step.js';
import { letters, networkNames, publishedTensors, type StepFile } from './step-file.js';

/** One network's numbers on both sides. */
interface Sides {
  readonly file: StepFile;
  readonly ours: OurStep;
  readonly letter: string;
  /** The largest |gradient| of the whole network in the file; 0 when it has none. */
  readonly greatest: number;
}

/** Weights whose gradient is clear of rounding noise, and the others. */
const [close, loose] = [2e-6, 1e-4];
/** Relative to the network's largest gradient: anything smaller may be rounding noise. */
const noise = 1e-5;

export function compareBackward(file: StepFile, ours: OurStep): GoldenFindings {
  const findings = new GoldenFindings();
  for (const network of networkNames) {
    const sides = { file, ours, letter: letters[network], greatest: greatestGradient(file, network) };
    let excused = 0;
    for (const { name, role } of publishedTensors(file.specs[network]))
      if (role === 'parameter') excused += compareParameter(sides, name, findings);
    if (excused > 0)
      findings.note(`${excused} weights of ${sides.letter} moved by rounding noise, judged by Adam's step`);
  }
  return findings;
}

function greatestGradient({ tensors }: StepFile, network: NetworkName): number {
  const gradients = [...tensors].filter(([name]) => name.startsWith(`grad.${letters[network]}.`));
  return gradients.reduce((greatest, [, { data }]) => Math.max(greatest, largest(data)), 0);
}

/**
 * Gradients are on both sides or on neither: of parameters that reach the output. Returns how many weights are excused
 * (see `differences`).
 */
function compareParameter(sides: Sides, name: string, findings: GoldenFindings): number {
  const { file, ours, letter, greatest } = sides;
  const label = `grad.${letter}.${name}`;
  const [theirs, mine] = [file.tensors.get(label)?.data, ours.tensors.get(label)];
  if (theirs !== undefined && mine !== undefined) {
    findings.expect(label, largestDifference(mine, theirs), 1e-4 * largest(theirs) + 1e-5 * greatest);
    return compareMoved(sides, name, theirs, mine, findings);
  }
  if (theirs !== undefined) findings.problem(`${label} is in the file, but for us it does not reach the output`);
  if (mine !== undefined) findings.problem(`${label} is not in the file, but for us it reaches the output`);
  if (mine === undefined) compareUntouched(sides, name, findings);
  return 0;
}

/** Weight, moments and step count keep their bits. */
function compareUntouched({ file, ours, letter }: Sides, name: string, findings: GoldenFindings): void {
  const label = `after.${letter}.${name}`;
  const before = file.tensors.get(`before.${letter}.${name}`)!.data;
  findings.expect(`${label}, without a gradient,`, largestDifference(ours.tensors.get(label)!, before), 0);
  if (ours.moved.has(`${letter}.${name}`))
    findings.problem(`${label}, without a gradient, has moments or a step count`);
}

/**
 * Our weight is where Adam leads by our gradient, and near the file's. docs/decisions/0014 says why one tolerance is
 * not enough.
 */
function compareMoved(
  { file, ours, letter, greatest }: Sides,
  name: string,
  theirs: ArrayLike<number>,
  mine: ArrayLike<number>,
  findings: GoldenFindings,
): number {
  const label = `after.${letter}.${name}`;
  const [after, before] = [ours.tensors.get(label)!, file.tensors.get(`before.${letter}.${name}`)!.data];
  const distance = distanceFromAdam(before, mine, after, file.optimizer.learningRate);
  findings.expect(`${label} and Adam's step by our gradient`, distance, adamTolerance);
  const their = { after: file.tensors.get(label)!.data, gradient: theirs };
  const { clear, small, excused } = differences({ after, gradient: mine }, their, noise * greatest);
  findings.expect(label, clear, close);
  findings.expect(`${label} where the gradient is small`, small, loose);
  return excused;
}

interface Moved {
  readonly after: ArrayLike<number>;
  readonly gradient: ArrayLike<number>;
}

/**
 * The largest differences of weights where the file's gradient is above `bound` (clear) and below (small). Elements are
 * excused from the latter if both gradients are below and differ by no more: that is rounding, and changes Adam's step
 * by up to twice the rate.
 */
function differences(ours: Moved, theirs: Moved, bound: number): { clear: number; small: number; excused: number } {
  let [clear, small, excused] = [0, 0, 0];
  for (let i = 0; i < theirs.after.length; i++) {
    const difference = Math.abs(ours.after[i]! - theirs.after[i]!);
    const [mine, their] = [ours.gradient[i]!, theirs.gradient[i]!];
    if (Math.abs(their) > bound) clear = Math.max(clear, difference);
    else if (difference > loose && Math.abs(mine) <= bound && Math.abs(mine - their) <= bound) excused++;
    else small = Math.max(small, difference);
  }
  return { clear, small, excused };
}
