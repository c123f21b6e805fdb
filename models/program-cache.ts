// Traced programs, the most recently used kept: tracing costs milliseconds, and a search alternates between a few dozen architectures.
import type { Value } from './ir/graph.js';
import { makeProgram, type Program } from './ir/program.js';

const limit = 96;
const programs = new Map<string, Program>();

/** The program of this description, traced when it is not in the cache. `key` is JSON of everything that the trace depends on. */
export function cachedProgram(key: unknown, trace: () => ReadonlyMap<string, Value>): Program {
  const name = JSON.stringify(key);
  const program = programs.get(name) ?? makeProgram(trace());
  programs.delete(name);
  programs.set(name, program);
  if (programs.size > limit) programs.delete(programs.keys().next().value!);
  return program;
}
