// The ways of running a program: kernel by kernel, and as one TensorFlow graph. A golden step must be right in each.
import type { Handle } from '../../../models/device.js';
import { runProgram } from '../../../models/ir/interpreter.js';
import type { Program } from '../../../models/ir/program.js';
import type { Results } from '../../../models/ir/results.js';
import { GraphSession } from '../../../models/ir/session.js';
import type { ExecutionMode } from '../../../models/types.js';

/** Runs a program once on fed tensors, which the caller keeps. */
export type Runner = (program: Program, feed: (name: string) => Handle) => Results;

export const runners: Readonly<Record<ExecutionMode, Runner>> = {
  eager: runProgram,
  graph: (program, feed) => {
    const session = new GraphSession(program);
    try {
      return session.run(feed);
    } finally {
      session.dispose();
    }
  },
};
