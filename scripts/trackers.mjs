// The Python packages that tests read tables and event files with, and an MLflow server: wheels with hashes, kept in
// the cache folder. Only such tests fetch them, because they have 417 MB; no part of the program needs them.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { withLock } from './lock.mjs';
import { projectRoot } from './project.mjs';
import { SetupError } from './setup-error.mjs';
import { isolatedPython, lastLines, requirePip, run } from './tools.mjs';
import { platformName } from './versions.mjs';

/** @typedef {{ python: string, packages: string }} TrackerPackages */

const requirements = join('test', 'support', 'trackers', 'requirements.txt');

/**
 * The Python, and the folder that PYTHONPATH must name. Throws EAGAN_TOOL_MISSING and EAGAN_PACKAGES_MISSING.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<TrackerPackages>}
 */
export async function provideTrackers(env = process.env) {
  const python = await requirePip(env);
  const list = join(projectRoot(), requirements);
  const digest = createHash('sha256')
    .update(await readFile(list))
    .digest('hex');
  const version = await versionOf(python, env);
  const folder = join(cacheFolder(env), `trackers-${digest.slice(0, 12)}-python${version}-${platformName}`);
  return withLock(entryLock(folder), async () => {
    const entry = await readEntry(folder);
    const { folder: found } =
      entry.state === 'ready' ? entry : await makeEntry(folder, (at) => install(at, python, list, env));
    return { python, packages: found };
  });
}

/** @param {string} python @param {NodeJS.ProcessEnv} env */
async function versionOf(python, env) {
  const script = 'import sys; print("%d.%d" % sys.version_info[:2])';
  return (await run(python, [isolatedPython, '-c', script], { child: 'python', env })).stdout.trim();
}

/** @param {string} folder @param {string} python @param {string} list @param {NodeJS.ProcessEnv} env */
async function install(folder, python, list, env) {
  const exact = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--no-compile', '--target', folder];
  const quiet = ['--no-cache-dir', '--disable-pip-version-check', '--no-warn-conflicts', '--progress-bar', 'off'];
  const args = [isolatedPython, '-m', 'pip', 'install', ...exact, ...quiet, '-r', list];
  const output = await run(python, args, { child: 'python', env, cwd: folder });
  if (output.code === 0) return { requirements: list };
  throw new SetupError(
    'EAGAN_PACKAGES_MISSING',
    `pip must install ${requirements} (it ended with ${output.code}: ${lastLines(output)})`,
    'The tests of tables and trackers need Python 3.11 on Linux x64, pip, and a registry of packages.',
  );
}
