// Another user of this machine, for tests that attack: `nobody`, by `runuser`, which only root may use.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, chmodSync, readFileSync } from 'node:fs';
import { temporaryFolder } from './temporary-folder.js';

const name = 'nobody';

interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SecondUser {
  readonly uid: number;
  readonly gid: number;
  /** Runs a command as that user and waits for its end. */
  run(command: string, args: readonly string[], options?: CommandOptions): CommandResult;
  /** Starts a command as that user; its stdout and stderr are pipes. */
  start(command: string, args: readonly string[], options?: CommandOptions): ChildProcess;
  /** Runs a piece of JavaScript (a module) as that user; `args` are in `process.argv.slice(1)`. */
  script(code: string, args?: readonly string[], options?: CommandOptions): CommandResult;
  /** Whether that user may read a program. */
  canRun(program: string): boolean;
  /** A new folder that belongs to that user and that others may read. */
  folder(): string;
}

/** Why a test with a second user cannot run here; false if it can. For `test(name, { skip: needsSecondUser }, …)`. */
export const needsSecondUser = secondUser() === null && 'only root can act as the second user `nobody`';

/** The other user; null if this process is not root, or there is no `runuser` or no `nobody`. */
export function secondUser(): SecondUser | null {
  const ids = process.getuid?.() === 0 ? idsOf(name) : null;
  if (ids === null || spawnSync('runuser', ['-u', name, '--', 'true']).status !== 0) return null;
  const as = (command: string, args: readonly string[]): string[] => ['-u', name, '--', command, ...args];
  // The folder of this process may be closed to the other user.
  const place = ({ env, cwd = '/' }: CommandOptions): object => ({ cwd, env: { PATH: process.env.PATH, ...env } });
  const run: SecondUser['run'] = (command, args, options = {}) => {
    const ended = spawnSync('runuser', as(command, args), { encoding: 'utf8', ...place(options) });
    return { exitCode: ended.status, stdout: ended.stdout, stderr: ended.stderr };
  };
  return {
    ...ids,
    run,
    start: (command, args, options = {}) => spawn('runuser', as(command, args), place(options)),
    script: (code, args = [], options = {}) =>
      run(process.execPath, ['--input-type=module', '-e', code, ...args], options),
    canRun: (program) => run('test', ['-r', program]).exitCode === 0,
    folder() {
      const folder = temporaryFolder();
      chownSync(folder, ids.uid, ids.gid);
      chmodSync(folder, 0o755);
      return folder;
    },
  };
}

function idsOf(user: string): { uid: number; gid: number } | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${user}:`));
  if (line === undefined) return null;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}
