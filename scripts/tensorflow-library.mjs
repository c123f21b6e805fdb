// TensorFlow's C library out of a Python wheel: downloaded with pip, unpacked as far as needed, kept in the cache.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { withLock } from './lock.mjs';
import { projectRoot } from './project.mjs';
import { formatBytes } from './format.mjs';
import { whileSaying } from './reporter.mjs';
import { lastLines, requirePip, run } from './tools.mjs';
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

/** @param {string} partial @param {string} python @param {Wheel} wheel @param {Context} context */
async function fetchInto(partial, python, wheel, { env, say }) {
  const downloads = join(partial, 'downloads');
  const hash = wheel.wheelSha256 ? ` --hash=sha256:${wheel.wheelSha256}` : '';
  say(`library: pip download ${wheel.package} ${TENSORFLOW}`);
  const requirement = `${wheel.package}==${TENSORFLOW}${hash}`;
  const [file] = await pipDownload(python, [requirement], wheel, downloads, { env, say });
  const main = join(downloads, /** @type {string} */ (file));
  await unpack(python, main, partial, NEEDED, env);
  if (wheel.extra) await unpackExtra(python, main, partial, wheel, { env, say });
  await rm(downloads, { recursive: true });
  return { package: wheel.package, version: TENSORFLOW, wheel: /** @type {string} */ (file) };
}

/**
 * CUDA's own wheels, as the TensorFlow wheel names them.
 * @param {string} python
 * @param {string} main
 * @param {string} partial
 * @param {Wheel} wheel
 * @param {Pick<Context, 'env' | 'say'>} context
 */
async function unpackExtra(python, main, partial, wheel, { env, say }) {
  const script = join(projectRoot(), 'scripts', 'unpack_wheel.py');
  const listed = await run(python, [script, '--requires', main, /** @type {string} */ (wheel.extra)], { env });
  const requirements = listed.stdout.split('\n').filter(Boolean);
  const downloads = join(partial, 'downloads', 'extra');
  say(`library: ${requirements.length} CUDA packages, some 3 GB`);
  for (const file of await pipDownload(python, requirements, wheel, downloads, { env, say })) {
    await unpack(
      python,
      join(downloads, file),
      partial,
      ['nvidia/*/lib/*', 'nvidia/*/nvvm/*', 'nvidia/*/bin/ptxas'],
      env,
    );
  }
}

/**
 * @param {string} python
 * @param {string[]} requirements
 * @param {Wheel} wheel
 * @param {string} folder
 * @param {Pick<Context, 'env' | 'say'>} context
 * @returns {Promise<string[]>} names of the wheels in the folder
 */
async function pipDownload(python, requirements, wheel, folder, { env, say }) {
  await makeFolder(folder);
  const list = join(folder, 'requirements.txt');
  await writeFile(list, requirements.join('\n') + '\n');
  const platform = ['--only-binary=:all:', '--python-version', '3.12', '--platform', wheel.pipPlatform];
  const quiet = ['--no-cache-dir', '--disable-pip-version-check', '--progress-bar', 'off'];
  const args = ['-m', 'pip', 'download', '--no-deps', ...platform, ...quiet, '-d', folder, '-r', list];
  const output = await whileSaying(say, 'pip download', run(python, args, { env }));
  if (output.code !== 0) throw new Error(`pip download: ${lastLines(output)}`);
  return (await readdir(folder)).filter((name) => name.endsWith('.whl'));
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
  const output = await run(python, [script, wheel, folder, ...patterns], { env });
  if (output.code !== 0) throw new Error(`unpacking ${wheel}: ${lastLines(output)}`);
}
