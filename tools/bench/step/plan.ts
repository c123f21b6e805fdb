// What the options of `bench step` ask for: sizes, runs, genotypes, and the program to compare with.
import type { ExecutionMode } from '../../../models/types.js';
import { usageError } from '../options.js';
import { drawPairs, readPairs, type GenotypePair } from './pairs.js';
import { publishedSizes, sizeOf, usualIterations, type StepSize } from './sizes.js';
import { torchSetup, type TorchSetup } from './torch.js';

export interface StepOptions {
  readonly channels: readonly [number, number];
  readonly batch: readonly [number, number];
  readonly iterations: number;
  readonly runs: number;
  readonly threads: number;
  readonly latent: number;
  readonly bottomWidth: number;
  readonly sizes: boolean;
  readonly execution: ExecutionMode;
  /** True: given without a seed. */
  readonly supernet: number | true;
  readonly pairs: string;
  readonly against: string;
  readonly python: string;
  readonly torchStep: string;
}

export interface StepPlan {
  readonly sizes: readonly StepSize[];
  readonly runs: number;
  readonly threads: number;
  readonly execution: ExecutionMode;
  iterations(size: StepSize): number;
  /** The seed of the supernets' pairs; null: the paper's genotypes. */
  readonly supernet: number | null;
  /** Pairs from a file, one a step. */
  readonly pairs: readonly GenotypePair[] | null;
  readonly against: TorchSetup | null;
}

/** Reads the options. Throws EAGAN_USAGE if they contradict each other, and what the files' readers throw. */
export async function planSteps(given: Partial<StepOptions>): Promise<StepPlan> {
  refuseContradictions(given);
  const { against, python, torchStep, iterations } = given;
  const pairs = given.pairs === undefined ? null : await readPairs(given.pairs);
  const one = sizeOf(given.channels ?? [16, 16], given.batch ?? [20, 40], sizesOfImages(given));
  return {
    sizes: given.sizes ? publishedSizes.map((size) => ({ ...size, ...sizesOfImages(given) })) : [one],
    runs: given.runs ?? 3,
    threads: given.threads ?? 2,
    // As generations train; only a stage's warm-up, whose architectures do not return, runs eagerly.
    execution: given.execution ?? 'graph',
    iterations: (size) => pairs?.length ?? iterations ?? usualIterations(size),
    supernet: given.supernet === undefined ? null : given.supernet === true ? 1 : given.supernet,
    pairs,
    against: against === undefined ? null : await torchSetup(against, python, torchStep),
  };
}

/** The pairs of one run: those of the file, or new ones in each run. */
export function pairsOfRun(
  { pairs, supernet }: StepPlan,
  iterations: number,
  run: number,
): readonly GenotypePair[] | null {
  return supernet === null ? null : (pairs ?? drawPairs(iterations, supernet + run));
}

function sizesOfImages({
  latent,
  bottomWidth,
}: Partial<StepOptions>): Partial<Pick<StepSize, 'latent' | 'bottomWidth'>> {
  return { ...(latent !== undefined && { latent }), ...(bottomWidth !== undefined && { bottomWidth }) };
}

function refuseContradictions(given: Partial<StepOptions>): void {
  const { sizes, channels, batch, pairs, supernet, iterations, against, latent, python, torchStep } = given;
  const rules: [broken: boolean, rule: string][] = [
    [Boolean(sizes && (channels ?? batch)), '--sizes cannot be combined with --channels or --batch: it sets both'],
    [pairs !== undefined && supernet === undefined, '--pairs needs --supernet: the pairs are genotypes of supernets'],
    [
      pairs !== undefined && iterations !== undefined,
      '--pairs cannot be combined with --iterations: each pair is one step',
    ],
    [
      pairs !== undefined && against !== undefined,
      '--pairs cannot be combined with --against: the published script draws the pairs',
    ],
    [
      latent !== undefined && latent !== 120 && against !== undefined,
      '--latent must be 120 with --against: the published script has no other size',
    ],
    [(python ?? torchStep) !== undefined && against === undefined, '--python and --torch-step need --against'],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken) throw usageError(broken[1]);
}
