// Runs a program as one TensorFlow graph: loaded once, then one native call a run, with independent nodes in parallel.
import { runGraph, unloadGraph, type Handle } from '../device.js';
import { loadGraphFiles } from '../load-graph.js';
import { Results } from './results.js';
import type { Program } from './program.js';
import { outputNames, slotName, toSavedModel } from './saved-model.js';

/** A program that TensorFlow holds as a graph. */
export class GraphSession {
  private readonly graph: number;
  private readonly feeds: readonly string[];
  private readonly feedNames: string;
  private readonly fetched: readonly number[];
  private readonly fetchNames: string;

  /** Loads the program; its kernels are prepared at the first run. */
  constructor(private readonly program: Program) {
    this.feeds = program.inputs.map(({ name }) => name);
    this.feedNames = program.inputs.map(({ slot }) => `${slotName(slot)}:0`).join();
    this.fetched = [...new Set(program.outputs.values())];
    const names = outputNames(program);
    this.fetchNames = this.fetched.map((slot) => names[slot]!).join();
    this.graph = loadGraphFiles(new Map([['saved_model.pb', [toSavedModel(program)]]]));
  }

  /** Runs it on fed tensors, which the caller keeps. */
  run(feed: (name: string) => Handle): Results {
    const handles = runGraph(this.graph, this.feeds.map(feed), this.feedNames, this.fetchNames);
    const bySlot = new Map(this.fetched.map((slot, i) => [slot, handles[i]!]));
    return new Results(new Map([...this.program.outputs].map(([name, slot]) => [name, bySlot.get(slot)!])));
  }

  dispose(): void {
    unloadGraph(this.graph);
  }
}
