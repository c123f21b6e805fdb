// The order of a program that runs as a graph: kernels on large values wait for each other, so that its memory follows
// from the order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Graph } from '../../models/ir/graph.js';
import { relu, scale } from '../../models/ir/operations.js';
import { makeProgram } from '../../models/ir/program.js';
import { toSavedModel } from '../../models/ir/saved-model.js';

for (const { size, waits } of [
  { size: 1000, waits: false },
  { size: 5_000_000, waits: true },
])
  test(`of two independent kernels on ${size} numbers the second ${waits ? 'waits for the first' : 'does not wait'}`, () => {
    const graph = new Graph();
    const [a, b] = [graph.input('a', [size]), graph.input('b', [size])];
    const program = makeProgram(new Map([['a', relu(a)], ['b', scale(b, 2)]])); // prettier-ignore
    const [first, second] = program.instructions as [
      (typeof program.instructions)[0],
      (typeof program.instructions)[0],
    ];
    assert.equal(first.after, undefined);
    assert.equal(second.after, waits ? first.outputs[0] : undefined);
    const written = Buffer.from(toSavedModel(program)).includes(`^n${first.outputs[0]}`);
    assert.equal(written, waits, 'the graph has the control edge');
  });
