// TensorFlow's C library out of a Python wheel: downloaded with pip, unpacked as far as needed, kept in the cache.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { withLock } from './lock.mjs';
import { projectRoot } from './project.mjs';
import { formatBytes } from './format.mjs';
import { whileSaying } from './reporter.mjs';
import { isolatedPython, lastLines, requirePip, run } from './tools.mjs';
import { TENSORFLOW, platformName } from './versions.mjs';
import { makeFolder } from './files.mjs';

/**
 * From the wheel: two libraries (853 of its 1,450 MB), and the 14 headers that the addon includes, with their
 * neighbours.
 */
const NEEDED = [
  'tensorflow/libtensorflow_*',
  'tensorflow/include/tensorflow/c/*',
  'tensorflow/include/tensorflow/core/platform/ctstring*',
  'tensorflow/include/tsl/platform/ctstring*',
  'tensorflow/include/xla/tsl/c/*',
];

/** @typedef {import('./versions.mjs').Wheel} Wheel */
/** @typedef {{ env: NodeJS.ProcessEnv, say: (text: string) => void, verify: boolean }} Context */

/** @param {NodeJS.ProcessEnv} env @param {Wheel} wheel */
export const libraryFolder = (env, wheel) => join(cacheFolder(env), `${wheel.package}-${TENSORFLOW}-${platformName}`);

/**
 * The library's cache entry: found, or downloaded and unpacked.
 * @param {Context} context
 * @param {Wheel} wheel
 * @returns {Promise<string>} its folder
 */
export function provideLibrary(context, wheel) {
  const folder = libraryFolder(context.env, wheel);
  const waiting = () => context.say('waiting for another set-up that is downloading the library');
  return withLock(entryLock(folder), () => cachedOrFetched(context, wheel, folder), waiting);
}

/** @param {Context} context @param {Wheel} wheel @param {string} folder */
async function cachedOrFetched(context, wheel, folder) {
  const { env, say, verify } = context;
  const cached = await readEntry(folder, { verify, known: wheel.files });
  if (cached.state === 'ready') {
    say(`library: in the cache, ${folder}`);
    return folder;
  }
  say(`library in the cache: ${cached.reason}`);
  const python = await requirePip(env);
  const { marker } = await makeEntry(folder, (partial) => fetchInto(partial, python, wheel, context));
  say(`library: ${formatBytes(marker.files.reduce((sum, file) => sum + file.bytes, 0))} in ${folder}`);
  return folder;
}

/** What is needed of the wheels of CUDA. */
const NEEDED_OF_CUDA = ['nvidia/*/lib/*', 'nvidia/*/nvvm/*', 'nvidia/*/bin/ptxas'];

/** @param {string} partial @param {string} python @param {Wheel} wheel @param {Context} context */
async function fetchInto(partial, python, wheel, { env, say }) {
  const downloads = join(partial, 'downloads');
  say(`library: pip download ${wheel.package} ${TENSORFLOW}`);
  const main = [{ package: wheel.package, version: TENSORFLOW, sha256: wheel.sha256 }];
  const [file] = await fetchWheels(python, main, wheel.pipPlatforms, join(downloads, 'main'), { env, say });
  await unpack(python, /** @type {string} */ (file), partial, NEEDED, env);
  if (wheel.cuda) {
    say(`library: ${wheel.cuda.length} CUDA packages, some 3 GB`);
    for (const path of await fetchWheels(python, wheel.cuda, wheel.pipPlatforms, join(downloads, 'cuda'), { env, say }))
      await unpack(python, path, partial, NEEDED_OF_CUDA, env);
  }
  await rm(downloads, { recursive: true });
  return { package: wheel.package, version: TENSORFLOW, wheel: basename(/** @type {string} */ (file)) };
}

/**
 * Lets pip download wheels and refuse any with another hash. pip may believe an index, a cache or a folder of the
 * user's choice; the bytes decide.
 * @param {string} python
 * @param {readonly import('./versions.mjs').HashedWheel[]} wheels
 * @param {readonly string[]} platforms
 * @param {string} folder
 * @param {Pick<Context, 'env' | 'say'>} context
 * @returns {Promise<string[]>} paths of the wheels
 */
async function fetchWheels(python, wheels, platforms, folder, { env, say }) {
  await makeFolder(folder);
  const list = join(folder, 'requirements.txt');
  const lines = wheels.map((one) => `${one.package}==${one.version} --hash=sha256:${one.sha256}`);
  await writeFile(list, lines.join('\n') + '\n');
  const args = pipArguments(folder, list, platforms);
  const downloading = run(python, args, { child: 'python', env, cwd: folder });
  const output = await whileSaying(say, 'pip download', downloading);
  if (output.code !== 0) throw new Error(`pip download: ${lastLines(output)}`);
  return (await readdir(folder)).filter((name) => name.endsWith('.whl')).map((name) => join(folder, name));
}

/** @param {string} folder @param {string} list @param {readonly string[]} platforms */
function pipArguments(folder, list, platforms) {
  const exact = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--python-version', '3.12'];
  const quiet = ['--no-cache-dir', '--disable-pip-version-check', '--progress-bar', 'off'];
  const where = platforms.flatMap((platform) => ['--platform', platform]);
  return [isolatedPython, '-m', 'pip', 'download', ...exact, ...where, ...quiet, '-d', folder, '-r', list];
}

/**
 * @param {string} python
 * @param {string} wheel
 * @param {string} folder
 * @param {string[]} patterns
 * @param {NodeJS.ProcessEnv} env
 */
async function unpack(python, wheel, folder, patterns, env) {
  const script = join(projectRoot(), 'scripts', 'unpack_wheel.py');
  const args = [isolatedPython, script, wheel, folder, ...patterns];
  const output = await run(python, args, { child: 'python', env, cwd: folder });
  if (output.code !== 0) throw new Error(`unpacking ${wheel}: ${lastLines(output)}`);
}
