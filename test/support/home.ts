// `eagan` as people start it, in processes of its own and with a state folder of its own.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunOverview } from '../../control/runs/run-overview.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { isCode } from '../../store/file-errors.js';
import type { SupervisorStatus } from '../../worker/types.js';
import { projectRoot, eaganProgram } from './project.js';
import { removeFolder, temporaryFolder } from './temporary-folder.js';

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A state folder and the command line on it. */
export class Home {
  readonly folder = temporaryFolder();

  /** `on`: each run gets a report and its winner's folder, as for people. Other tests need none and are quicker. */
  constructor(private readonly endFiles: 'on' | 'off' = 'off') {}

  /** Runs a command to its end. */
  eagan(...args: readonly string[]): CommandResult {
    return this.eaganIn({}, ...args);
  }

  /** The same with more variables in its environment. */
  eaganIn(environment: NodeJS.ProcessEnv, ...args: readonly string[]): CommandResult {
    const { status, stdout, stderr } = spawnSync(process.execPath, [eaganProgram, '--home', this.folder, ...args], {
      encoding: 'utf8',
      cwd: projectRoot,
      env: { ...this.environment(), ...environment },
    });
    return { exitCode: status, stdout, stderr };
  }

  /** The same as `eagan`, but shows stderr immediately instead of keeping it. */
  eaganShowing(...args: readonly string[]): Omit<CommandResult, 'stderr'> {
    const { status, stdout } = spawnSync(process.execPath, [eaganProgram, '--home', this.folder, ...args], {
      encoding: 'utf8',
      cwd: projectRoot,
      env: this.environment(),
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
    return spawn(process.execPath, [eaganProgram, '--home', this.folder, ...args], {
      cwd: projectRoot,
      env: { ...this.environment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  processes(): SupervisorStatus {
    return this.json<{ processes: SupervisorStatus }>('status').processes;
  }

  /** Every run, as `eagan status` lists them. */
  runs(): readonly RunOverview[] {
    return this.json<{ runs: readonly RunOverview[] }>('status').runs;
  }

  /** The only run; it must be there. */
  onlyRun(): RunOverview {
    const [run, ...others] = this.runs();
    if (!run || others.length > 0) throw new Error(`one run is expected (there are ${run ? 1 + others.length : 0})`);
    return run;
  }

  /** The records of a run, or of the last one, as `eagan history` lists them: of the steps that stand. */
  history(...run: readonly string[]): StepRecord[] {
    const lines = this.eagan('--json', 'history', ...run, '--kind', 'step').stdout.split('\n');
    const told = lines.filter(Boolean).map((line) => JSON.parse(line) as StepRecord & { takenBackIn?: number });
    return told.filter(({ takenBackIn }) => takenBackIn === undefined);
  }

  /** Iterations of the recovery points that are in the store now. */
  recoveryPoints(): number[] {
    const folder = join(this.folder, 'store', 'recovery');
    if (!existsSync(folder)) return [];
    try {
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      return names.flatMap((name) => /\/points\/(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number);
    } catch (error) {
      // A folder was removed while it was read.
      if (isCode(error, 'ENOENT')) return this.recoveryPoints();
      throw error;
    }
  }

  /**
   * True once the final training has a recovery point beyond an iteration. Every long step writes points: those that
   * are there once the final training is open are its own.
   */
  isInFinalTraining(beyond = 0): boolean {
    const ledger = join(this.folder, 'store', 'ledger');
    if (!existsSync(ledger)) return false;
    const names = readdirSync(ledger, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    const isOpen = names.some((name) => readFileSync(join(ledger, name), 'utf8').includes('"final/open"'));
    return isOpen && this.recoveryPoints().some((iteration) => iteration > beyond);
  }

  /** The embedded server, whatever the person who runs the tests has configured. */
  private environment(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
    return { ...Object.fromEntries(own), EAGAN_REPORTS: this.endFiles, EAGAN_WINNER_FOLDERS: this.endFiles };
  }

  /** Ends what runs and removes the folder. */
  remove(): void {
    this.eagan('server', 'stop');
    removeFolder(this.folder);
  }
}

/** The tiny search with one long segment at its end, which a test can disturb inside; `set` as on the command line. */
export const longEnd = (iterations: number, ...set: readonly string[]): readonly string[] => [
  'pipelines/tiny.yaml',
  ...[`finalTraining.duration.steps=${iterations}`, `training.segmentIterations=${iterations}`, ...set].flatMap(
    (setting) => ['--set', setting],
  ),
];
