// What a run of a program gives: named tensors.
import { release, type Handle } from '../device.js';

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
