// The machine that a pickle is a program for: a stack, marks on it, and a memo. It makes data and calls nothing but the
// allowed names.
import { ByteCursor } from '../byte-cursor.js';
import { FormatError } from '../format-error.js';
import type { PickleCall, PickleGlobal, PickleGlobals } from './values.js';

/** How a pickle refers to what lies outside of it, as the storages of a PyTorch file do. @throws FormatError */
export type PersistentLookup = (id: unknown, offset: number) => unknown;

/** A stack of marks deeper than this is no data. */
const mostMarks = 1000;

export class PickleMachine implements PickleCall {
  private stack: unknown[] = [];
  /** The stacks below each mark. */
  private readonly below: unknown[][] = [];
  private readonly memo = new Map<number, unknown>();
  private readonly byName: ReadonlyMap<string, PickleGlobal>;
  /** Bytes that calls may still take: a few times what the file has. */
  private budget: number;
  /** Of the operation that runs now. */
  offset = 0;

  constructor(
    readonly reader: ByteCursor,
    private readonly globals: PickleGlobals,
    private readonly persistent: PersistentLookup | undefined,
  ) {
    this.byName = new Map(globals.map((each) => [each.name, each]));
    this.budget = 2 ** 20 + 4 * reader.left;
  }

  /** @throws FormatError at the operation that runs now */
  fail(requirement: string): never {
    throw new FormatError(requirement, this.offset);
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    this.top();
    return this.stack.pop();
  }

  /** The last value, which stays. */
  top(): unknown {
    if (this.stack.length === 0) this.fail('the stack of a pickle must hold a value here (it is empty)');
    return this.stack[this.stack.length - 1];
  }

  mark(): void {
    if (this.below.length >= mostMarks) this.fail(`a pickle must not nest deeper than ${mostMarks} marks`);
    this.below.push(this.stack);
    this.stack = [];
  }

  /** The values since the last mark, which is taken away with them. */
  popToMark(): unknown[] {
    const values = this.stack;
    const below = this.below.pop();
    if (below === undefined) this.fail('a pickle must have set a mark here (there is none)');
    this.stack = below;
    return values;
  }

  /** Drops the last value, or the mark if nothing is above it. */
  drop(): void {
    if (this.stack.length === 0 && this.below.length > 0) this.popToMark();
    else this.pop();
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  rememberNext(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    if (!this.memo.has(index)) this.fail(`a pickle must have put value ${index} into its memo before (it has not)`);
    this.push(this.memo.get(index));
  }

  /** @throws FormatError that names what is not allowed */
  global(module: string, name: string): PickleGlobal {
    const full = `${module}.${name}`;
    const found = this.byName.get(full);
    if (found) return found;
    const shown = full.length > 200 ? `${full.slice(0, 200)}…` : full;
    return this.fail(`a pickle must name only what is read as data (it names ${JSON.stringify(shown)})`);
  }

  call(callee: unknown, args: unknown): void {
    const known = this.globals.find((each) => each === callee);
    if (!known?.call) this.fail('a pickle must call only what is read as data (it calls something else)');
    if (!Array.isArray(args)) this.fail('the arguments of a call must be a tuple (they are not)');
    this.push(known.call(args, this));
  }

  spend(bytes: number): void {
    this.budget -= bytes;
    if (this.budget < 0) this.fail('the calls of a pickle must not make much more than the file has (they do)');
  }

  lookUp(id: unknown): void {
    if (!this.persistent) this.fail('a pickle must hold everything itself (it names something outside)');
    this.push(this.persistent(id, this.offset));
  }
}
