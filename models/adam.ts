// Adam: one native operation a parameter, ε after bias correction, and a step count for each parameter.
import type { Adam } from '../domain/pipeline.js';
import { constant, execute, release, uploadScalar, type Handle } from './device.js';
import type { Parameter } from './network.js';
import { Variable } from './variables.js';

const epsilon = 1e-8;

/** Moves the parameters by their gradients. */
export function applyAdam(updates: readonly (readonly [Parameter, Handle])[], rule: Adam): void {
  const scalars = new Map<number, Handle>();
  const scalar = (value: number): Handle => {
    let handle = scalars.get(value);
    if (handle === undefined) scalars.set(value, (handle = uploadScalar(value)));
    return handle;
  };
  for (const [parameter, gradient] of updates) applyTo(parameter, gradient, rule, scalar);
  for (const handle of scalars.values()) release(handle);
}

/**
 * The kernel computes w −= lr·√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε), with ε before bias correction. So we pass 0 for the
 * powers, the whole rate computed in double, and ε·√(1−β₂ᵗ), which is ε after bias correction.
 */
function applyTo(parameter: Parameter, gradient: Handle, rule: Adam, scalar: (value: number) => Handle): void {
  const { learningRate, betas } = rule;
  const steps = (parameter.steps += 1);
  const [first, second] = (parameter.moments ??= [zerosLike(parameter.weight), zerosLike(parameter.weight)]);
  const correction = Math.sqrt(1 - betas[1] ** steps);
  const rate = (learningRate * correction) / (1 - betas[0] ** steps);
  const settings = [0, 0, rate, betas[0], betas[1], epsilon * correction].map(scalar);
  const variables = [parameter.weight, first, second].map((variable) => variable.handle);
  execute('ResourceApplyAdam', [], [...variables, ...settings, gradient], 0);
}

function zerosLike({ shape }: Variable): Variable {
  const dimensions = constant('int32', [shape.length], shape);
  const [zeros] = execute('Fill', [], [dimensions, constant('float', [], [0])], 1);
  const variable = Variable.fromTensor(shape, zeros!);
  release(zeros!);
  return variable;
}
