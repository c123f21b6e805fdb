// Finds the tools that the set-up needs on PATH and runs them. If one is missing, the error says how to get it.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, parse } from 'node:path';
import { absoluteFolders, childEnvironment } from './child-environment.mjs';
import { SetupError } from './setup-error.mjs';

/** Each tool's names on PATH, and how to get it on Debian-like systems and on macOS. */
const tools = {
  npm: { names: ['npm'], apt: 'sudo apt install npm', brew: 'brew install node' },
  python3: { names: ['python3', 'python'], apt: 'sudo apt install python3', brew: 'brew install python' },
  pip: { names: [], apt: 'sudo apt install python3-pip', brew: 'python3 -m ensurepip' },
  'g++': { names: ['g++', 'c++', 'clang++'], apt: 'sudo apt install g++', brew: 'xcode-select --install' },
  'node-headers': { names: [], apt: 'sudo apt install libnode-dev', brew: 'brew install node' },
  go: { names: ['go'], apt: 'sudo apt install golang-go', brew: 'brew install go' },
};

/** @typedef {keyof typeof tools} Tool */

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
 * All programs of that name, in PATH's order. Folders that are not absolute depend on where the command is typed, which
 * may be a stranger's folder: they are skipped.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function whichAll(name, env = process.env) {
  return absoluteFolders(env['PATH'] ?? '')
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

/**
 * An environment in which a Node, and the npm beside it, come first on PATH.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node
 */
export const withNodeFirst = (env, node = process.execPath) => ({
  ...env,
  PATH: `${dirname(node)}${delimiter}${env['PATH'] ?? ''}`,
});

/**
 * The program of a tool. Throws EAGAN_TOOL_MISSING.
 * @param {Tool} tool
 * @param {NodeJS.ProcessEnv} env
 */
export function requireTool(tool, env = process.env) {
  const found = tools[tool].names.flatMap((name) => whichAll(name, env))[0];
  if (!found) throw toolsMissing([tool]);
  return found;
}

/**
 * How Python is started: isolated from PYTHON… variables, from the user's own packages and from the working directory,
 * whose `pip.py` it would run.
 */
export const isolatedPython = '-I';

/**
 * A Python 3 that has pip. Throws EAGAN_TOOL_MISSING.
 * @param {NodeJS.ProcessEnv} env
 */
export async function requirePip(env = process.env) {
  requireTool('python3', env);
  for (const python of tools.python3.names.flatMap((name) => whichAll(name, env))) {
    if ((await run(python, [isolatedPython, '-m', 'pip', '--version'], { child: 'python', env })).code === 0)
      return python;
  }
  throw toolsMissing(['pip']);
}

/**
 * The folder of Node's C headers. Those of any Node since 16 are good enough: Node-API is stable. Throws
 * EAGAN_TOOL_MISSING.
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} installed where Nodes keep theirs
 */
export function requireNodeHeaders(
  env = process.env,
  installed = [join(dirname(process.execPath), '..'), '/usr', '/usr/local'],
) {
  const fetched = join(env['HOME'] || homedir(), '.cache', 'node-gyp', process.versions.node);
  const prefixes = [...(env['npm_config_nodedir'] ? [env['npm_config_nodedir']] : []), ...installed, fetched];
  const folders = prefixes.map((prefix) => join(prefix, 'include', 'node'));
  const found = folders.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (!found) throw toolsMissing(['node-headers']);
  return found;
}

/**
 * The tools that are missing.
 * @param {Tool[]} needed
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Tool[]>}
 */
export async function missingTools(needed, env = process.env) {
  const missing = /** @type {Tool[]} */ ([]);
  for (const tool of new Set(needed)) {
    if (!(await isThere(tool, env))) missing.push(tool);
  }
  return missing;
}

/** @param {Tool} tool @param {NodeJS.ProcessEnv} env @returns {Promise<boolean>} */
async function isThere(tool, env) {
  try {
    if (tool === 'pip') await requirePip(env);
    else if (tool === 'node-headers') requireNodeHeaders(env);
    else requireTool(tool, env);
    return true;
  } catch {
    return false;
  }
}

/** @param {Tool[]} missing */
export function toolsMissing(missing) {
  const ways = missing.map((tool) => `  ${tool}: ${tools[tool].apt} (Debian, Ubuntu), ${tools[tool].brew} (macOS)`);
  return new SetupError(
    'EAGAN_TOOL_MISSING',
    `the set-up needs ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not on PATH`,
    `Install what is missing, then run the command again:\n${ways.join('\n')}`,
  );
}

/**
 * Runs a program without a shell and returns its output; an exit code other than 0 does not throw. The program gets
 * what such a `child` needs of `env`, and `also`; it runs in the root folder, where strangers have no files.
 * @param {string} program
 * @param {string[]} args
 * @param {{ child?: import('./child-environment.mjs').Child, env?: NodeJS.ProcessEnv, also?: NodeJS.ProcessEnv,
 * cwd?: string, timeoutMs?: number }} options
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? parse(process.execPath).root,
      env: { ...childEnvironment(options.child ?? 'tool', options.env), ...options.also },
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
 * The last lines of a program's error output, for an error message.
 * @param {{ stdout: string, stderr: string }} output
 */
export function lastLines({ stdout, stderr }, count = 6) {
  return (stderr.trim() || stdout.trim()).split('\n').slice(-count).join('\n');
}
