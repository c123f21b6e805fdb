// The npm packages: `npm ci` without install scripts, unless node_modules already matches the lock file.
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';
import { formatBytes } from './format.mjs';
import { withUmaskOfProgram } from './privacy.mjs';
import { whileSaying } from './reporter.mjs';
import { lastLines, requireTool, run, withNodeFirst } from './tools.mjs';

/** Measured: 642 MB on disk, 20–60 s. */
const COST = /** @type {import('./chain.mjs').Cost} */ ({
  what: 'packages',
  seconds: 60,
  bytes: 650e6,
  tools: ['npm'],
});

/**
 * Compares node_modules with the lock file. npm writes its own copy of the lock at the end of an installation, so an
 * interrupted one never counts as complete.
 * @param {string} root
 * @returns {string | null} the first difference; null if there is none
 */
export function packagesDifference(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'node_modules is not installed';
  for (const [path, entry] of Object.entries(wanted ?? {})) {
    const found = installed[path];
    if (path === '' || entry.link || (!found && entry.optional)) continue;
    if (!found || found.version !== entry.version || found.integrity !== entry.integrity) {
      return `${path} must be ${entry.version} (${found ? `got ${found.version}` : 'it is not installed'})`;
    }
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is missing`;
  }
  return null;
}

/**
 * @param {string} path
 * @returns {Record<string, { version: string, integrity?: string, optional?: boolean, link?: boolean }> | null}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** @param {string} root @returns {import('./chain.mjs').Cost[]} */
export const missingPackages = (root) => (packagesDifference(root) ? [COST] : []);

/**
 * @param {string} root
 * @param {(text: string) => void} say
 * @param {NodeJS.ProcessEnv} env
 */
export async function providePackages(root, say, env = process.env) {
  const difference = packagesDifference(root);
  if (!difference) return say('node_modules matches package-lock.json');
  refuseLink(root);
  say(`${difference}: npm ci --ignore-scripts, ${formatBytes(COST.bytes)}`);
  const npm = requireTool('npm', withNodeFirst(env));
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const installing = withUmaskOfProgram(() => run(npm, args, { child: 'npm', cwd: root, env: withNodeFirst(env) }));
  const output = await whileSaying(say, 'npm ci', installing);
  if (output.code !== 0) {
    throw new SetupError(
      'EAGAN_PACKAGES_MISSING',
      `npm ci ended with ${output.code}: ${lastLines(output)}`,
      'Check the network (npm ping), then run the command again.',
    );
  }
  say('npm ci: done');
}

/** npm ci would empty a folder that belongs to others. @param {string} root */
function refuseLink(root) {
  const folder = join(root, 'node_modules');
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new SetupError(
    'EAGAN_PACKAGES_MISSING',
    `${folder} is a link and does not match package-lock.json`,
    'Remove the link, or install in the folder that it points to.',
  );
}
