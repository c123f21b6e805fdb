// `npm run test:nodes [-- GROUP…]`: runs the pure tests, or the groups that are named, on each major version of Node
// that newcomers have. The Node that runs this is left out: `npm test` uses it.
import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { withLock } from './lock.mjs';
import { becomePrivate } from './privacy.mjs';
import { projectRoot } from './project.mjs';
import { lastLines, requireTool, run, withNodeFirst } from './tools.mjs';
import { SetupError } from './setup-error.mjs';
import { nodePackages, platformName } from './versions.mjs';

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
  await writeLock(version, folder);
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const output = await run(requireTool('npm', env), args, { child: 'npm', env, cwd: folder });
  if (output.code !== 0) throw new Error(`npm ci ended with ${output.code}: ${lastLines(output)}`);
  await rm(join(folder, 'node_modules', '.bin'), { recursive: true, force: true }); // links: an entry holds files only
  return { version };
}

/** A project of one package, locked by its digest. @param {string} version @param {string} folder */
async function writeLock(version, folder) {
  const name = `node-${platformName}`;
  const integrity = nodePackages[version]?.[platformName];
  if (!integrity) throw noNode(version);
  const dependencies = { [name]: version };
  const packages = { '': { dependencies }, [`node_modules/${name}`]: { version, integrity } };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
}

/** @param {string} version */
const noNode = (version) =>
  new SetupError(
    'EAGAN_PLATFORM_UNSUPPORTED',
    `there is no Node ${version} for ${platformName} whose digest we know`,
    'Run `npm run test:nodes` on Linux.',
  );

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
  for (const version of Object.keys(nodePackages).filter(
    (other) => majorOf(other) !== majorOf(process.versions.node),
  )) {
    const node = await provideNode(version);
    console.log(`\nNode ${version}`);
    if (!runTests(node, groups)) process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  becomePrivate();
  await main(process.argv.length > 2 ? process.argv.slice(2) : ['pure']);
}
