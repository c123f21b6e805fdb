// Adam in double precision, as PyTorch defines it: ε after bias correction.
import type { Adam } from '../../../domain/pipeline.js';

export interface AdamState {
  readonly weight: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Steps of this parameter alone. */
  readonly steps: number;
}

export const adamStart = (weight: ArrayLike<number>): AdamState => ({
  weight: Float64Array.from(weight),
  first: new Float64Array(weight.length),
  second: new Float64Array(weight.length),
  steps: 0,
});

/** w ← w − lr · m̂ / (√v̂ + 1e-8). */
export function adamStep(state: AdamState, gradient: ArrayLike<number>, { learningRate, betas }: Adam): AdamState {
  const steps = state.steps + 1;
  const [b1, b2] = betas;
  const first = state.first.map((m, i) => b1 * m + (1 - b1) * gradient[i]!);
  const second = state.second.map((v, i) => b2 * v + (1 - b2) * gradient[i]! ** 2);
  const weight = state.weight.map((w, i) => {
    const [m, v] = [first[i]! / (1 - b1 ** steps), second[i]! / (1 - b2 ** steps)];
    return w - (learningRate * m) / (Math.sqrt(v) + 1e-8);
  });
  return { weight, first, second, steps };
}
