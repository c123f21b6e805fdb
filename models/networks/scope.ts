// A network during a trace: gives its parameters and buffers as graph inputs, and remembers how passes change the
// buffers.
import type { Graph, Value } from '../ir/graph.js';
import type { NetworkSpec } from '../types.js';
import { declarationsByName, type Declaration } from './declarations.js';

export type Mode = 'training' | 'evaluation';

export interface ScopeOptions {
  readonly mode: Mode;
  /** How far a training pass moves running statistics: 0.1 as published, 1 gives the batch's own. */
  readonly momentum?: number;
}

/** Graph inputs are named `<prefix>/weights/NAME` and `<prefix>/buffers/NAME`. */
export class Scope {
  readonly mode: Mode;
  readonly momentum: number;
  private readonly declared: ReadonlyMap<string, Declaration>;
  private readonly used = new Map<string, Value>();
  private readonly buffers = new Map<string, Value>();

  constructor(
    readonly graph: Graph,
    readonly prefix: string,
    spec: NetworkSpec,
    { mode, momentum = 0.1 }: ScopeOptions,
  ) {
    this.mode = mode;
    this.momentum = momentum;
    this.declared = declarationsByName(spec);
  }

  parameter(name: string): Value {
    const value = this.graph.input(`${this.prefix}/weights/${name}`, this.shape(name));
    this.used.set(name, value);
    return value;
  }

  /** A buffer as the passes so far have left it. */
  buffer(name: string): Value {
    return this.buffers.get(name) ?? this.graph.input(`${this.prefix}/buffers/${name}`, this.shape(name));
  }

  setBuffer(name: string, value: Value): void {
    this.buffers.set(name, value);
  }

  /** Parameters of operations that ran, in order of first use. */
  parameters(): ReadonlyMap<string, Value> {
    return this.used;
  }

  /** New values of the buffers that passes have changed. */
  changedBuffers(): ReadonlyMap<string, Value> {
    return this.buffers;
  }

  private shape(name: string): readonly number[] {
    const declaration = this.declared.get(name);
    if (declaration === undefined) throw new Error(`the ${this.prefix} has no ${name}`);
    return declaration.shape;
  }
}
