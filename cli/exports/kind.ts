// What one kind of export is: the option that asks for it, and how it is written.
import type { RunInStore, Store } from '../../store/index.js';
import type { Context } from '../command.js';

interface ExportRequest {
  readonly store: Store;
  readonly run: RunInStore;
  /** All runs that were asked for, `run` first. One, unless the kind takes several. */
  readonly runs: readonly RunInStore[];
  /** The folder of the run's own files, `runs/<run>` of the state folder, absolute. */
  readonly folder: string;
  /** What stands behind the option, as it was typed: a path, or the address of a server. Empty: nothing. */
  readonly asked: string;
  readonly force: boolean;
  /** Of `--experiment`. */
  readonly experiment?: string;
  readonly context: Context;
}

interface Exported {
  /** For --json. */
  readonly result: object;
  readonly text: () => string;
  /** False: something that belongs to it is missing. The exit code is then that of a negative answer. */
  readonly isWhole: boolean;
}

export interface ExportKind {
  /**
   * What stands behind the option, such as `<file>`, or `[dir]` if it may be left out; completion knows kinds of values
   * by these names.
   */
  readonly value: string;
  /** For the help of the option. */
  readonly description: string;
  /** True: it takes several runs at once. */
  readonly takesSeveral?: true;
  /** Heavy parts are imported here. */
  write(request: ExportRequest): Promise<Exported>;
}
