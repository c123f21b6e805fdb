// Lets matrices go on while nobody watches: when a run has ended, when the worker starts, and from time to time, it
// starts the next run of each by `eagan matrix NAME --next`, as a person could.
import { canonicalJson } from '../domain/digest.js';
import { nextMembers } from '../domain/runs/matrix.js';
import { memberStates, readMatrices, type MatrixInStore, type Store } from '../store/index.js';
import { OwnCommands } from './own-command.js';
import { statePaths } from './state-paths.js';

/** Whoever was to start the next run may have been killed. */
const lookEveryMs = 60_000;
/** At most so long between two tries of a command that changes nothing: it is told in the log each time. */
const longestPauseMs = 60 * 60_000;

interface Tried {
  /** How the matrix stood. */
  readonly standing: string;
  readonly pauseMs: number;
  readonly until: number;
}

export class Matrices {
  private readonly commands = new OwnCommands();
  private readonly tried = new Map<string, Tried>();
  private looking: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly stateFolder: string,
    private readonly store: Store,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), lookEveryMs).unref();
    this.look();
  }

  /** Starts what is next, if anything is, once it was started. Throws nothing. */
  look(): void {
    if (this.timer === null) return;
    this.looking = this.looking.then(() => this.lookNow()).catch(() => undefined);
  }

  /** Once it has looked. @internal A test waits for it. */
  looked(): Promise<void> {
    return this.looking;
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.looking;
    await this.commands.stop();
  }

  private async lookNow(): Promise<void> {
    for (const found of (await readMatrices(this.store.refs)).matrices) await this.goOn(found);
  }

  private async goOn({ matrix, request }: MatrixInStore): Promise<void> {
    const stateOf = await memberStates(this.store.refs, matrix);
    const next = nextMembers(matrix, request, stateOf)[0];
    if (!next || stateOf(next.run)?.status === 'running') return;
    const standing = canonicalJson([request.at, matrix.members.map(({ run }) => stateOf(run)?.status ?? null)]);
    if (!this.mayTry(matrix.name, standing)) return;
    const { stateFolder } = this;
    const logPath = statePaths(stateFolder).matrixLog;
    this.commands.run({ stateFolder, words: ['matrix', matrix.name, '--next'], environment: 'supervisor', logPath });
  }

  /** A command that failed is tried again after twice the time. */
  private mayTry(name: string, standing: string): boolean {
    const before = this.tried.get(name);
    const isSame = before?.standing === standing;
    if (isSame && Date.now() < before.until) return false;
    const pauseMs = isSame ? Math.min(before.pauseMs * 2, longestPauseMs) : lookEveryMs;
    this.tried.set(name, { standing, pauseMs, until: Date.now() + pauseMs });
    return true;
  }
}
