// `npm run test:nodes [-- GROUP…]`: runs the pure tests, or the groups that are named, on each major version of Node
// that newcomers have. The Node that runs this is left out: `npm test` uses it.
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { withLock } from './lock.mjs';
import { becomePrivate } from './privacy.mjs';
import { projectRoot } from './project.mjs';
import { lastLines, requireTool, run, withNodeFirst } from './tools.mjs';
import { NODES, platformName } from './versions.mjs';

/**
 * The program of a version of Node, from npm's package of this platform. It stays in the cache folder.
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 */
export async function provideNode(version, env = process.env) {
  const folder = join(cacheFolder(env), `node-${version}-${platformName}`);
  return withLock(entryLock(folder), async () => {
    const entry = await readEntry(folder);
    const { folder: found } =
      entry.state === 'ready' ? entry : await makeEntry(folder, (at) => install(version, at, env));
    return join(found, 'node_modules', `node-${platformName}`, 'bin', 'node');
  });
}

/** @param {string} version @param {string} folder @param {NodeJS.ProcessEnv} env */
async function install(version, folder, env) {
  const options = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  const output = await run(requireTool('npm', env), ['install', ...options, `node-${platformName}@${version}`], {
    env,
  });
  if (output.code !== 0) throw new Error(`npm install ended with ${output.code}: ${lastLines(output)}`);
  await rm(join(folder, 'node_modules', '.bin'), { recursive: true, force: true }); // links: an entry holds files only
  return { version };
}

/** @param {string} node @param {readonly string[]} groups */
function runTests(node, groups) {
  const args = [join(projectRoot(), 'scripts', 'run-tests.mjs'), ...groups];
  const options = { cwd: projectRoot(), env: withNodeFirst(process.env, node) };
  return spawnSync(node, args, { ...options, stdio: 'inherit' }).status === 0;
}

/** @param {string} version */
const majorOf = (version) => version.split('.')[0];

/** @param {readonly string[]} groups */
async function main(groups) {
  for (const version of NODES.filter((other) => majorOf(other) !== majorOf(process.versions.node))) {
    const node = await provideNode(version);
    console.log(`\nNode ${version}`);
    if (!runTests(node, groups)) process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  becomePrivate();
  await main(process.argv.length > 2 ? process.argv.slice(2) : ['pure']);
}
