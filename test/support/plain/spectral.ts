// Spectral normalisation in double precision: power iterations as they are defined, on weights seen as [inputs,
// outputs].
import type { Weights } from './operations.js';

/** The two vectors of a layer's power iteration. */
export interface Directions {
  readonly u: Float64Array;
  readonly v: Float64Array;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / Math.max(length, 1e-12));
}

const inputsOf = ({ shape, data }: Weights): number => data.length / shape.at(-1)!;

/** Σ over outputs for each input: Wᵀu of the published W. */
function towardsInputs(weight: Weights, u: Float64Array): Float64Array {
  const to = u.length;
  const result = new Float64Array(inputsOf(weight));
  weight.data.forEach((w, i) => (result[Math.floor(i / to)]! += w * u[i % to]!));
  return result;
}

/** Wv of the published W. */
function towardsOutputs(weight: Weights, v: Float64Array): Float64Array {
  const to = weight.shape.at(-1)!;
  const result = new Float64Array(to);
  weight.data.forEach((w, i) => (result[i % to]! += w * v[Math.floor(i / to)]!));
  return result;
}

/** v ← Wᵀu, then u ← Wv, both normalised. */
export function powerIteration(weight: Weights, { u }: Directions): Directions {
  const v = unit(towardsInputs(weight, u));
  return { u: unit(towardsOutputs(weight, v)), v };
}

/** σ = uᵀWv. */
export const spectralNorm = (weight: Weights, { u, v }: Directions): number =>
  towardsOutputs(weight, v).reduce((sum, x, i) => sum + x * u[i]!, 0);
