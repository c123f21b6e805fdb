// The moving average of a generator's weights: parameters only, updated after each G step (reference: algorithm, "Final
// training").
import type { TensorData, Tensors } from '../store/types.js';
import { constant, execute, release, type Handle } from './device.js';
import { deviceNetwork } from './network.js';
import type { Network } from './types.js';
import { downloadFloats, uploadFloats } from './variables.js';

/** An averaged copy of a network's parameters, on the device. */
export interface WeightAverage {
  dispose(): void;
}

class DeviceAverage implements WeightAverage {
  constructor(readonly weights: Map<string, Handle>) {}

  dispose(): void {
    for (const handle of this.weights.values()) release(handle);
    this.weights.clear();
  }
}

/** An average that starts at the generator's weights. */
export function createAverage(generator: Network): WeightAverage {
  const { parameters } = deviceNetwork(generator);
  return new DeviceAverage(new Map([...parameters].map(([name, { weight }]) => [name, weight.read()])));
}

/** average ← decay · average + (1 − decay) · weight. */
export function updateAverage(average: WeightAverage, generator: Network, decay: number): void {
  const { weights } = deviceAverage(average);
  const [keep, take] = [constant('float', [], [decay]), constant('float', [], [1 - decay])];
  for (const [name, { weight }] of deviceNetwork(generator).parameters) {
    const current = weight.read();
    const parts = [multiply(weights.get(name)!, keep), multiply(current, take)];
    const sum = execute('AddV2', [], parts, 1)[0]!;
    for (const handle of [...parts, current, weights.get(name)!]) release(handle);
    weights.set(name, sum);
  }
}

/** `weights/NAME` for each parameter. */
export function averageToTensors(average: WeightAverage, generator: Network): Map<string, TensorData> {
  const { weights } = deviceAverage(average);
  const { parameters } = deviceNetwork(generator);
  return new Map(
    [...weights].map(([name, handle]) => [
      `weights/${name}`,
      { shape: parameters.get(name)!.weight.shape, data: downloadFloats(handle) },
    ]),
  );
}

/**
 * An average of the generator's weights, from `weights/NAME`.
 * @throws Error if the average of a weight is missing
 */
export function averageFromTensors(tensors: Tensors, generator: Network): WeightAverage {
  const entries = [...deviceNetwork(generator).parameters].map(([name, { weight }]): [string, Handle] => {
    const tensor = tensors.get(`weights/${name}`);
    if (tensor === undefined) throw new Error(`the average of ${name} must be there (got ${tensors.size} others)`);
    return [name, uploadFloats(weight.shape, tensor.data as Float32Array)];
  });
  return new DeviceAverage(new Map(entries));
}

/** Gives the network the averaged weights; moments, steps and buffers are unchanged. */
export function applyAverage(network: Network, average: WeightAverage): void {
  const { weights } = deviceAverage(average);
  for (const [name, { weight }] of deviceNetwork(network).parameters) weight.assign(weights.get(name)!);
}

function deviceAverage(average: WeightAverage): DeviceAverage {
  if (!(average instanceof DeviceAverage)) throw new TypeError('the average must be one of models/average.ts');
  return average;
}

const multiply = (a: Handle, b: Handle): Handle => execute('Mul', [], [a, b], 1)[0]!;
