// `eagan` as a person starts it, in a process of its own, on a state folder of the drill.
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import type { Environment } from '../../terminal/output.js';
import { childEnvironment } from '../../scripts/child-environment.mjs';
import { shippedFile } from '../../scripts/project.mjs';

/** Where the drill's commands run, and what they inherit. */
export interface ChildSetting {
  readonly home: string;
  /** The drill's folder of this run: every process below inherits it. */
  readonly drill: string;
  readonly directory: string;
  readonly environment: Environment;
  /** The commands' output for people. */
  readonly log: string;
}

export interface EaganChild {
  readonly pid: number;
  /** How it ended; null while it runs. */
  readonly ended: CommandEnd | null;
  readonly done: Promise<CommandEnd>;
  kill(): void;
}

export interface CommandEnd {
  /** null: it was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command, in a process group of its own, so that Ctrl-C reaches only the drill. */
export function startEagan(setting: ChildSetting, args: readonly string[]): EaganChild {
  const { home, directory } = setting;
  const child = spawn(process.execPath, [shippedFile('cli/bin.mjs'), '--home', home, '--json', ...args], {
    cwd: directory,
    env: environmentOf(setting),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let ended: CommandEnd | null = null;
  const done = endOf(child).then((end) => {
    appendLog(setting.log, `eagan ${args.join(' ')}\n${end.stderr}${end.stdout}exit code ${end.exitCode}\n\n`);
    return (ended = end);
  });
  return { pid: child.pid ?? 0, done, kill: () => child.kill('SIGKILL'), get ended() { return ended; } }; // prettier-ignore
}

/** A drill that was interrupted may have removed its folder before its last command has ended. */
function appendLog(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** The drill's own embedded server, whatever Temporal the user has configured. */
function environmentOf({ environment, drill }: ChildSetting): NodeJS.ProcessEnv {
  const rest = Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...childEnvironment('supervisor', Object.fromEntries(rest)), EAGAN_DRILL: drill };
}

function endOf(child: ChildProcess): Promise<CommandEnd> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (data: string) => (text[name] += data));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, ...text }));
  });
}
