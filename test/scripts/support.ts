// Folders and processes for the tests of the set-up.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { exitCodeOf, eventually } from '../support/processes.js';

export interface ScriptEnd {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script of scripts/ in a process of its own. `env` is its whole environment. */
export function startScript(
  args: readonly string[],
  env: Record<string, string>,
): { child: ChildProcess; ended: Promise<ScriptEnd> } {
  const child = spawn(process.execPath, args, { cwd: projectRoot, env });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = exitCodeOf(child).then((code) => ({ code, output }));
  return { child, ended };
}

/** Waits until a file has this many lines. */
export const untilLines = (path: string, count: number): Promise<void> =>
  eventually(`${path} has ${count} lines`, () => linesOf(path).length >= count);

export const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];

/**
 * A machine with only a program called `go` on PATH. As `go install` it notes the call, waits while the file `hold`
 * exists, and leaves a program that prints versions as Temporal's does. So the test needs no compilation of four
 * minutes.
 */
export function machineWithGo(): { folder: string; calls: string; hold: string; env: Record<string, string> } {
  const folder = temporaryFolder();
  const [calls, hold] = [join(folder, 'calls'), join(folder, 'hold')];
  mkdirSync(join(folder, 'bin'));
  const script = [
    '#!/bin/sh',
    'if [ "$1" = version ]; then echo "go version go1.22.1 linux/amd64"; exit; fi',
    'if [ "$1" = env ]; then exit; fi',
    `echo "$@" >> ${calls}`,
    `printf '#!/bin/sh\\n' > "$GOBIN/temporal"`,
    `while [ -e ${hold} ]; do /bin/sleep 0.05; done`,
    `echo 'echo "temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)"' >> "$GOBIN/temporal"`,
    '/bin/chmod +x "$GOBIN/temporal"',
  ];
  writeFileSync(join(folder, 'bin', 'go'), script.join('\n') + '\n', { mode: 0o755 });
  const env = { PATH: join(folder, 'bin'), HOME: folder, EAGAN_CACHE: join(folder, 'cache') };
  return { folder, calls, hold, env };
}
