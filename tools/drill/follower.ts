// Plays the user in a drill: starts the run, follows it, and types `eagan attach` again whenever the command is gone.
import type { Digest } from '../../domain/digest.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import { childrenOf, livingOf } from '../../worker/process-table.js';
import { waitUntil } from '../../worker/processes.js';
import { stopSupervisor } from '../../worker/supervisor.js';
import { startEagan, type ChildSetting, type EaganChild, type CommandEnd } from './eagan-child.js';

/** How often commands that report an error are tried again; then the drill reports it. */
const patience = 10;
const pauseMs = 1_000;
const endLimitMs = 60_000;

export class DrillFollower {
  run: string | null = null;
  /** What the last command said about the run's end. */
  status: string | null = null;
  resultDigest: Digest | null = null;
  /** Commands started so far. */
  attached = 0;
  /** The output of commands that ended by themselves before the run did. */
  readonly troubles: string[] = [];
  private child: EaganChild | null = null;
  private notBefore = 0;

  constructor(
    private readonly setting: ChildSetting,
    private readonly start: readonly string[],
  ) {}

  /** Process id of the running command. */
  get pid(): number | null {
    return this.child && !this.child.ended ? this.child.pid : null;
  }

  /** Makes sure that a command follows the run; 'ended' if there is nothing left to follow. */
  keep(): 'ended' | 'goes on' {
    if (this.isOver()) return 'ended';
    if (this.child && !this.child.ended) return 'goes on';
    if (this.child?.ended) this.hear(this.child.ended);
    this.child = null;
    if (this.isOver()) return 'ended';
    if (Date.now() < this.notBefore) return 'goes on';
    this.child = startEagan(this.setting, this.run === null ? [...this.start, '--detach'] : ['attach', this.run]);
    this.attached += 1;
    return 'goes on';
  }

  /** Ends the command, and the supervisor that it may be starting at this moment and that does not listen yet. */
  async stop(): Promise<void> {
    const { pid } = this;
    if (pid === null) return;
    const launched = childrenOf(pid);
    this.child!.kill();
    await waitUntil(async () => {
      await stopSupervisor(this.setting.home);
      return livingOf(launched).length === 0;
    }, endLimitMs);
  }

  private isOver(): boolean {
    return this.status !== null || this.troubles.length >= patience;
  }

  private hear({ exitCode, stdout, stderr }: CommandEnd): void {
    if (exitCode === null) return;
    const told = lastJson(stdout) as {
      run?: string;
      status?: string;
      resultDigest?: Digest;
      error?: { message: string };
    };
    if (this.run === null && exitCode === exitCodes.yes && told?.run) {
      this.run = told.run;
      return;
    }
    if (this.run !== null && exitCode === exitCodes.yes && told?.status === 'completed') {
      this.status = told.status;
      this.resultDigest = told.resultDigest ?? null;
      return;
    }
    this.troubles.push(`exit code ${exitCode}: ${told?.error?.message ?? stderr.trim().split('\n').at(-1) ?? ''}`);
    this.notBefore = Date.now() + pauseMs;
  }
}

function lastJson(stdout: string): unknown {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  } catch {
    return null;
  }
}
