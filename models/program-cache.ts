// Programs ready to run, the most recently used ones kept. Tracing costs milliseconds and loading a graph a fraction of
// a second, and a search alternates between a few dozen architectures.
import type { Handle } from './device.js';
import { runProgram } from './ir/interpreter.js';
import type { Value } from './ir/graph.js';
import { makeProgram } from './ir/program.js';
import type { Results } from './ir/results.js';
import { GraphSession } from './ir/session.js';
import type { ExecutionMode } from './types.js';

/** A program ready to run. The caller keeps fed tensors and disposes of the results. */
export interface Runnable {
  run(feed: (name: string) => Handle): Results;
  dispose(): void;
}

/** Both steps of a population of 48; a graph holds about 8 MB. */
const limit = 96;
const programs = new Map<string, Runnable>();

/**
 * The program of this description; makes it if it is not in the cache. `key` is JSON of everything that the trace
 * depends on.
 */
export function cachedProgram(
  key: unknown,
  execution: ExecutionMode,
  trace: () => ReadonlyMap<string, Value>,
): Runnable {
  const name = JSON.stringify([execution, key]);
  const program = programs.get(name) ?? runnable(trace(), execution);
  programs.delete(name);
  programs.set(name, program);
  if (programs.size > limit) dropOldest();
  return program;
}

/**
 * From this many runs on a graph pays for its loading: measured at 16 channels, where two steps save the time that
 * loading a step's two graphs takes.
 */
const worthwhileRuns = 4;

/** The best way to run a program that runs this many times. */
export const executionFor = (runs: number): ExecutionMode => (runs >= worthwhileRuns ? 'graph' : 'eager');

function dropOldest(): void {
  const [name, program] = programs.entries().next().value!;
  programs.delete(name);
  program.dispose();
}

/** A program that is not kept: the caller disposes of it. */
export function runnable(outputs: ReadonlyMap<string, Value>, execution: ExecutionMode): Runnable {
  const program = makeProgram(outputs);
  if (execution === 'graph') return new GraphSession(program);
  return { run: (feed) => runProgram(program, feed), dispose: () => {} };
}
