// TensorFlow's C library out of a Python wheel: downloaded with pip, unpacked as far as needed, kept in the cache.
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { withLock } from './lock.mjs';
import { formatBytes } from './format.mjs';
import { requirePip } from './tools.mjs';
import { TENSORFLOW, platformName } from './versions.mjs';
import { fetchWheels, unpack } from './wheels.mjs';

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
