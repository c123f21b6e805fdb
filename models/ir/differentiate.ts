// Reverse-mode differentiation: appends the nodes that compute a scalar's gradients.
import type { Value } from './graph.js';
import { gradientRule } from './gradients.js';
import { sumOf } from './operations.js';

/**
 * The gradient of a scalar with respect to each wanted value; undefined if the value does not reach the scalar. It only
 * follows paths to wanted values: others (D's weights in a G step, the generator in a D step) cost nothing.
 */
export function differentiate(loss: Value, wanted: readonly Value[]): (Value | undefined)[] {
  const { graph, node: last } = loss;
  const active = dependants(loss, wanted);
  const gradients = new Map<Value, Value[]>([[loss, [graph.scalar(1)]]]);
  for (let id = last.id; id >= 0; id--) {
    const node = graph.nodes[id]!;
    if (!active[id] || node.inputs.length === 0) continue;
    const ofOutputs = node.outputs.map((output) => total(gradients, output));
    if (ofOutputs.every((gradient) => gradient === undefined)) continue;
    const needed = node.inputs.map((input) => active[input.node.id]!);
    const ofInputs = gradientRule(node)(node, ofOutputs, needed);
    node.inputs.forEach((input, i) => {
      const gradient = ofInputs[i];
      if (needed[i] && gradient !== undefined) append(gradients, input, gradient);
    });
  }
  return wanted.map((value) => total(gradients, value));
}

/** For each node up to the loss: does it depend on a wanted value? */
function dependants(loss: Value, wanted: readonly Value[]): boolean[] {
  const sources = new Set(wanted.map((value) => value.node.id));
  const active: boolean[] = [];
  for (let id = 0; id <= loss.node.id; id++)
    active.push(sources.has(id) || loss.graph.nodes[id]!.inputs.some((input) => active[input.node.id]));
  return active;
}

function append(gradients: Map<Value, Value[]>, value: Value, gradient: Value): void {
  const parts = gradients.get(value);
  if (parts === undefined) gradients.set(value, [gradient]);
  else parts.push(gradient);
}

function total(gradients: ReadonlyMap<Value, Value[]>, value: Value): Value | undefined {
  const parts = gradients.get(value);
  return parts && sumOf(parts);
}
