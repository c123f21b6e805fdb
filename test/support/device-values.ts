// Evaluates graph values on plain arrays, for tests of operations and layers.
import { release } from '../../models/device.js';
import type { Shape, Value } from '../../models/ir/graph.js';
import { runProgram } from '../../models/ir/interpreter.js';
import { makeProgram } from '../../models/ir/program.js';
import { downloadFloats, uploadFloats } from '../../models/variables.js';

export interface FedTensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** The numbers of the outputs for the given inputs. */
export function evaluate<Name extends string>(
  outputs: Readonly<Record<Name, Value>>,
  inputs: Readonly<Record<string, FedTensor>>,
): Record<Name, Float32Array> {
  const handles = new Map(Object.entries(inputs).map(([name, { shape, data }]) => [name, uploadFloats(shape, data)]));
  const results = runProgram(makeProgram(new Map(Object.entries<Value>(outputs))), (name) => handles.get(name)!);
  const names = Object.keys(outputs) as Name[];
  const data = names.map((name) => [name, downloadFloats(results.get(name))] as const);
  results.dispose();
  for (const handle of handles.values()) release(handle);
  return Object.fromEntries(data) as Record<Name, Float32Array>;
}

/** Numbers between −1 and 1 that look random and never change. */
export function noise(shape: Shape, salt = 0): FedTensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const data = Float32Array.from({ length: size }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + salt * 78.233) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  });
  return { shape, data };
}
