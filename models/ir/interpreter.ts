// Runs a program eagerly, one native call an instruction, and frees each tensor at its last use.
import type { NativeAttribute } from '../backend.js';
import { constant, execute, nativeAttributes, release, type Handle } from '../device.js';
import type { Instruction, Program } from './program.js';

/** The results of a run; the caller disposes of them. */
export class Results {
  constructor(private readonly handles: ReadonlyMap<string, Handle>) {}

  get(name: string): Handle {
    const handle = this.handles.get(name);
    if (handle === undefined) throw new Error(`the program has no output ${name}`);
    return handle;
  }

  names(): readonly string[] {
    return [...this.handles.keys()];
  }

  /** Releases all results except those that the caller keeps. */
  dispose(kept: ReadonlySet<Handle> = new Set()): void {
    for (const handle of new Set(this.handles.values())) if (!kept.has(handle)) release(handle);
  }
}

/** Runs the program on fed tensors, which stay the caller's. When a kernel throws, everything made so far is released. */
export function runProgram(program: Program, feed: (name: string) => Handle): Results {
  const slots: (Handle | undefined)[] = new Array<undefined>(program.slots);
  for (const { name, slot } of program.inputs) slots[slot] = feed(name);
  for (const { type, shape, data, slot } of program.constants) slots[slot] = constant(type, shape, data);
  const made = new Set<number>();
  try {
    for (const instruction of program.instructions) runInstruction(instruction, slots, made);
  } catch (error) {
    for (const slot of made) release(slots[slot]!);
    throw error;
  }
  return new Results(new Map([...program.outputs].map(([name, slot]) => [name, slots[slot]!])));
}

function runInstruction(instruction: Instruction, slots: (Handle | undefined)[], made: Set<number>): void {
  const inputs = instruction.inputs.map((slot) => slots[slot]!);
  const results = execute(instruction.kernel, preparedAttributes(instruction), inputs, instruction.outputs.length);
  instruction.outputs.forEach((slot, i) => {
    slots[slot] = results[i]!;
    made.add(slot);
  });
  for (const slot of instruction.release) {
    release(slots[slot]!);
    made.delete(slot);
  }
}

const prepared = new Map<string, readonly NativeAttribute[]>();

function preparedAttributes({ attributes, attributesKey }: Instruction): readonly NativeAttribute[] {
  let result = prepared.get(attributesKey);
  if (result === undefined) prepared.set(attributesKey, (result = nativeAttributes(attributes)));
  return result;
}
