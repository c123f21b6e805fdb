// Writes the report of each run that ends, by `eagan report` in a process of its own: whatever goes wrong there is a
// line in the log and no concern of the run.
import { spawn, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { omit } from '../domain/omit.js';
import { childEnvironment } from '../scripts/child-environment.mjs';
import { guardProcess } from './guard.js';
import { withLogFile } from './log-file.js';
import { endChild, endingOf } from './processes.js';
import { statePaths } from './state-paths.js';

const program = fileURLToPath(new URL('../../cli/bin.mjs', import.meta.url));
const stopGraceMs = 1_000;

/** Whether runs get a report at their end: it takes some seconds of a processor, which a small machine may not have. */
export const reportsAreOn = (environment: NodeJS.ProcessEnv): boolean => environment['EAGAN_REPORTS'] !== 'off';

export class RunReports {
  private child: { readonly process: ChildProcess; readonly ended: Promise<string> } | null = null;
  private waiting: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly stateFolder: string) {}

  /** Begins the report, or waits for its turn: one at a time is enough. Throws nothing. */
  write(run: string): void {
    this.waiting = this.waiting.then(() => this.writeNow(run)).catch(() => undefined);
  }

  /** Once all that was begun has ended. @internal A test waits for it. */
  written(): Promise<void> {
    return this.waiting;
  }

  /** Ends what is being written; nothing is half-written then. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.child) await endChild(this.child.process, this.child.ended, stopGraceMs);
    await this.waiting;
  }

  private async writeNow(run: string): Promise<void> {
    if (this.stopped) return;
    const child = withLogFile(statePaths(this.stateFolder).reportLog, (log) =>
      spawn(process.execPath, [program, '--home', this.stateFolder, 'report', run], {
        // A drill stops and kills what runs, not what tells of it.
        env: omit(childEnvironment('node'), 'EAGAN_DRILL'),
        stdio: ['ignore', log, log],
      }),
    );
    this.child = { process: child, ended: endingOf(child) };
    const guard = guardProcess(child.pid ?? 0);
    yieldToOthers(child.pid);
    await this.child.ended.catch(() => undefined);
    guard.dismiss();
    this.child = null;
  }
}

/** Runs that go on come first. */
function yieldToOthers(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended, or the system forbids it.
  }
}
