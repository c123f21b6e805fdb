// A command of eagan in a process of its own, begun by the worker: whatever goes wrong there is a line in a log and no
// concern of the runs.
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { omit } from '../domain/omit.js';
import { childEnvironment } from '../scripts/child-environment.mjs';
import { guardProcess } from './guard.js';
import { withLogFile } from './log-file.js';
import { endChild, endingOf } from './processes.js';

const program = fileURLToPath(new URL('../../cli/bin.mjs', import.meta.url));
const stopGraceMs = 1_000;

interface OwnCommand {
  readonly stateFolder: string;
  readonly words: readonly string[];
  /** `supervisor`: it needs Temporal; `node`: it does not. */
  readonly environment: 'supervisor' | 'node';
  readonly logPath: string;
}

/** At most one such command at a time. */
export class OwnCommands {
  private child: { readonly process: ChildProcess; readonly ended: Promise<string> } | null = null;
  private waiting: Promise<void> = Promise.resolve();
  private stopped = false;

  /** Begins the command, or waits for its turn. Throws nothing. `onStart` gets its process id. */
  run(command: OwnCommand, onStart: (pid: number | undefined) => void = () => undefined): void {
    this.waiting = this.waiting.then(() => this.runNow(command, onStart)).catch(() => undefined);
  }

  /** Once all that was begun has ended. */
  ended(): Promise<void> {
    return this.waiting;
  }

  /** Ends what runs now and begins nothing more. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.child) await endChild(this.child.process, this.child.ended, stopGraceMs);
    await this.waiting;
  }

  private async runNow(
    { stateFolder, words, environment, logPath }: OwnCommand,
    onStart: (pid: number | undefined) => void,
  ): Promise<void> {
    if (this.stopped) return;
    const child = withLogFile(logPath, (log) =>
      spawn(process.execPath, [program, '--home', stateFolder, ...words], {
        // A drill stops and kills what runs, not what tells of it.
        env: omit(childEnvironment(environment), 'EAGAN_DRILL'),
        stdio: ['ignore', log, log],
      }),
    );
    this.child = { process: child, ended: endingOf(child) };
    const guard = guardProcess(child.pid ?? 0);
    onStart(child.pid);
    await this.child.ended.catch(() => undefined);
    guard.dismiss();
    this.child = null;
  }
}
