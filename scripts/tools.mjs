// Finds the tools that the set-up needs on PATH and runs them; a missing one is named together with the way to get it.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/** How to get each tool, for Debian-like systems and for macOS. */
const howToGet = {
  npm: ['sudo apt install npm', 'brew install node'],
  python3: ['sudo apt install python3 python3-pip', 'brew install python'],
  pip: ['sudo apt install python3-pip', 'python3 -m ensurepip'],
  'g++': ['sudo apt install g++', 'xcode-select --install'],
  go: ['sudo apt install golang-go (1.21 or newer)', 'brew install go'],
};

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * All programs of that name, in PATH's order.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function whichAll(name, env = process.env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

/**
 * The first program found under one of the names. Throws EAGAN_TOOL_MISSING naming `tool`.
 * @param {keyof typeof howToGet} tool
 * @param {string[]} names
 * @param {NodeJS.ProcessEnv} env
 */
export function requireTool(tool, names, env = process.env) {
  const found = names.flatMap((name) => whichAll(name, env))[0];
  if (!found) throw toolMissing(tool, `none of ${names.join(', ')} is on PATH`);
  return found;
}

/**
 * @param {keyof typeof howToGet} tool
 * @param {string} reason
 */
export function toolMissing(tool, reason) {
  const [apt, brew] = howToGet[tool];
  return new SetupError(
    'EAGAN_TOOL_MISSING',
    `${tool} is needed for the set-up: ${reason}`,
    `Install it (Debian, Ubuntu: ${apt}; macOS: ${brew}), then run the command again.`,
  );
}

/**
 * Runs a program without a shell and gives what it wrote; never throws for its exit code.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number }} options
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
    child.on('error', (error) => resolve({ code: 127, ...output, stderr: error.message }));
    child.on('close', (code, signal) => {
      const ended = signal ? `\nended by ${signal}` : '';
      resolve({ code: code ?? 1, stdout: output.stdout, stderr: output.stderr + ended });
    });
  });
}

/**
 * The last lines of a program's complaints, for an error message.
 * @param {{ stdout: string, stderr: string }} output
 */
export function lastLines({ stdout, stderr }, count = 6) {
  return (stderr.trim() || stdout.trim()).split('\n').slice(-count).join('\n');
}
