// Runs a program eagerly, one native call an instruction, and frees each tensor at its last use.
import type { NativeAttribute } from '../backend.js';
import { constant, execute, nativeAttributes, release, type Handle } from '../device.js';
import type { Attributes } from './graph.js';
import type { Instruction, Program } from './program.js';
import { Results } from './results.js';

/** Runs the program on fed tensors, which the caller keeps. If a kernel throws, everything made so far is released. */
export function runProgram(program: Program, feed: (name: string) => Handle): Results {
  const slots: Handle[] = new Array<Handle>(program.slots);
  for (const { name, slot } of program.inputs) slots[slot] = feed(name);
  for (const each of program.constants) slots[each.slot] = interned(each);
  let done = 0;
  try {
    for (const instruction of program.instructions) {
      runInstruction(instruction, slots);
      done++;
    }
  } catch (error) {
    releaseAll(program.instructions.slice(0, done), slots);
    throw error;
  }
  return new Results(new Map([...program.outputs].map(([name, slot]) => [name, slots[slot]!])));
}

const handles = new WeakMap<Program['constants'][number], Handle>();

/**
 * The device's tensor of a program's constant. From the second run on it is found by object: comparing thousands of
 * numbers as text takes longer than their kernel.
 */
function interned(each: Program['constants'][number]): Handle {
  let handle = handles.get(each);
  if (handle === undefined) handles.set(each, (handle = constant(each.type, each.shape, each.data)));
  return handle;
}

function runInstruction(instruction: Instruction, slots: Handle[]): void {
  const { kernel, inputs, outputs } = instruction;
  const operands = inputs.map((slot) => slots[slot]!);
  const results = execute(kernel, preparedAttributes(instruction), operands, outputs.length);
  for (let i = 0; i < outputs.length; i++) slots[outputs[i]!] = results[i]!;
  for (const slot of instruction.release) release(slots[slot]!);
}

/** Releases what these instructions have made and not yet released. */
function releaseAll(instructions: readonly Instruction[], slots: readonly Handle[]): void {
  const alive = new Set<number>();
  for (const { outputs, release: released } of instructions) {
    for (const slot of outputs) alive.add(slot);
    for (const slot of released) alive.delete(slot);
  }
  for (const slot of alive) release(slots[slot]!);
}

const prepared: (readonly NativeAttribute[])[] = [];

function preparedAttributes({ attributes, attributesId }: Instruction): readonly NativeAttribute[] {
  return (prepared[attributesId] ??= nativeAttributes(notInferred(attributes)));
}

/**
 * Each attribute costs about 2 µs a call. TensorFlow infers types from inputs, but not those of lists (they have an N)
 * and of results (DstT).
 */
function notInferred(attributes: Attributes): Attributes {
  if ('N' in attributes || 'DstT' in attributes) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([, { kind }]) => kind !== 'type'));
}
