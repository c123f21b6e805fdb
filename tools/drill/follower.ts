// The person in a drill: starts the run, follows it, and whenever the command is gone, types `eagan attach` again.
import type { Digest } from '../../domain/digest.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import { childrenOf, livingOf } from '../../worker/process-table.js';
import { waitUntil } from '../../worker/processes.js';
import { stopSupervisor } from '../../worker/supervisor.js';
import { startEagan, type ChildSetting, type EaganChild, type Ended } from './eagan-child.js';

/** Commands that say something went wrong are tried again so often; then the drill says so. */
const patience = 10;
const pauseMs = 1_000;
const endLimitMs = 60_000;

export class Follower {
  run: string | null = null;
  /** What the last command told of the run's end. */
  status: string | null = null;
  resultDigest: Digest | null = null;
  /** Commands started so far. */
  attached = 0;
  /** What commands said that ended by themselves without the run's end. */
  readonly troubles: string[] = [];
  private child: EaganChild | null = null;
  private notBefore = 0;

  constructor(
    private readonly setting: ChildSetting,
    private readonly start: readonly string[],
  ) {}

  /** Process id of the command that runs now. */
  get pid(): number | null {
    return this.child && !this.child.ended ? this.child.pid : null;
  }

  /** Sees to it that a command follows the run; 'ended' when there is nothing to follow any more. */
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

  /**
   * Ends the command; and the supervisor that it may be starting at this moment, which does not listen yet to whoever
   * would stop it.
   */
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

  private hear({ exitCode, stdout, stderr }: Ended): void {
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
