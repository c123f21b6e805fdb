// `eagan` as people start it: processes of its own, a state folder of its own.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SupervisorStatus } from '../../worker/types.js';
import { projectRoot } from '../support/project.js';

const program = join(projectRoot, 'cli', 'bin.mjs');

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A state folder and the command line on it. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), 'eagan-e2e-'));

  /** Runs a command to its end. */
  eagan(...args: readonly string[]): CommandResult {
    return this.eaganIn({}, ...args);
  }

  /** The same with more variables in its environment. */
  eaganIn(environment: NodeJS.ProcessEnv, ...args: readonly string[]): CommandResult {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--home', this.folder, ...args], {
      encoding: 'utf8',
      cwd: projectRoot,
      env: { ...withoutTemporal(), ...environment },
    });
    return { exitCode: status, stdout, stderr };
  }

  /** The same as `eagan`, but what it writes to stderr is shown as it comes instead of kept. */
  eaganShowing(...args: readonly string[]): Omit<CommandResult, 'stderr'> {
    const { status, stdout } = spawnSync(process.execPath, [program, '--home', this.folder, ...args], {
      encoding: 'utf8',
      cwd: projectRoot,
      env: withoutTemporal(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return { exitCode: status, stdout };
  }

  /** One JSON object that a command prints. */
  json<T>(...args: readonly string[]): T {
    const { stdout, stderr } = this.eagan('--json', ...args);
    try {
      return JSON.parse(stdout) as T;
    } catch {
      throw new Error(`eagan ${args.join(' ')} must print JSON (got ${stdout}${stderr})`);
    }
  }

  /** Starts a command and leaves it running. */
  start(...args: readonly string[]): ChildProcess {
    return this.startIn({}, ...args);
  }

  /** The same with more variables in its environment. */
  startIn(environment: NodeJS.ProcessEnv, ...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [program, '--home', this.folder, ...args], {
      cwd: projectRoot,
      env: { ...withoutTemporal(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  processes(): SupervisorStatus {
    return this.json<{ processes: SupervisorStatus }>('status').processes;
  }

  /** Ends what runs and removes the folder. */
  remove(): void {
    this.eagan('server', 'stop');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The embedded server, whatever the person who runs the tests has configured. */
function withoutTemporal(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
