// The Node addon of @tensorflow/tfjs-node-gpu: its two C++ files compiled against the library in the cache, linked into
// node_modules.
import { existsSync, realpathSync } from 'node:fs';
import { readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { withLock } from './lock.mjs';
import { lastLines, requireNodeHeaders, requireTool, run } from './tools.mjs';
import { requireTrusted } from './trust.mjs';
import { makeFolderSync } from './files.mjs';
import { withUmaskOfProgram } from './privacy.mjs';

/** The newest Node-API that tfjs-node knows. Every Node since 16 has it, so one addon serves them all. */
const NODE_API = 8;

/** Raise it when the addon is compiled in another way: older entries of the cache are then skipped. */
const REVISION = 2;
/** The mark that session-options.h leaves in the addon. */
const MARK = 'eagan: graphs run as written';

/** Included before the addon's sources. */
const sessionOptions = fileURLToPath(new URL('session-options.h', import.meta.url));

/** @typedef {import('./tensorflow-library.mjs').Context & { root: string }} Context */

/** @param {string} root */
const packageFolder = (root) => join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu');

/** Where tfjs-node looks for its addon. @param {string} root */
export const installedAddon = (root) => join(packageFolder(root), 'lib', `napi-v${NODE_API}`, 'tfjs_binding.node');

/** Throws EAGAN_NOT_TRUSTED if other users could have changed the addon or its library. @param {string} root */
export function requireTrustedAddon(root) {
  const addon = installedAddon(root);
  requireTrusted(addon, { safe: [root] });
  if (!existsSync(addon)) return;
  const entry = dirname(realpathSync(addon));
  const library = basename(entry).replace(/^addon-[^-]*-r\d+-/, '');
  requireTrusted(join(dirname(entry), library, 'tensorflow'), { safe: [root] });
}

/** The cache entry of the addon for that library. @param {Context} context @param {string} library */
async function addonFolder({ root, env }, library) {
  const { version } = JSON.parse(await readFile(join(packageFolder(root), 'package.json'), 'utf8'));
  return join(cacheFolder(env), `addon-${version}-r${REVISION}-${basename(library)}`);
}

/** Whether this set-up compiled the addon, so that graphs run as they are written. @param {string} addon */
export const runsGraphsAsWritten = async (addon) => (await readFile(addon)).includes(MARK);

/** Looks the addon's entry up. @param {Context} context @param {string} library */
export const readAddon = async (context, library) =>
  readEntry(await addonFolder(context, library), { verify: context.verify });

/**
 * The addon's cache entry for that library: found, or compiled.
 * @param {Context} context
 * @param {string} library folder of the library's entry
 * @returns {Promise<string>} path of the addon
 */
export async function provideAddon(context, library) {
  const folder = await addonFolder(context, library);
  const waiting = () => context.say('waiting for another set-up that is compiling the addon');
  await withLock(entryLock(folder), () => cachedOrCompiled(context, folder, library), waiting);
  return join(folder, 'tfjs_binding.node');
}

/** @param {Context} context @param {string} folder @param {string} library */
async function cachedOrCompiled(context, folder, library) {
  const cached = await readAddon(context, library);
  if (cached.state === 'ready') return context.say(`addon: in the cache, ${folder}`);
  context.say(`addon in the cache: ${cached.reason}`);
  const compiler = context.env['CXX'] || requireTool('g++', context.env);
  context.say(`addon: compiling with ${compiler}`);
  await makeEntry(folder, (partial) => compile(compiler, partial, library, context));
}

/** @param {string} compiler @param {string} partial @param {string} library @param {Context} context */
async function compile(compiler, partial, library, { root, env }) {
  const cwd = join(packageFolder(root), 'binding');
  const args = compilerArguments(partial, library, requireNodeHeaders(env));
  const output = await run(compiler, args, { child: 'compiler', cwd, env });
  if (output.code !== 0) throw new Error(`${compiler}: ${lastLines(output, 12)}`);
  return { compiler, library: basename(library) };
}

/**
 * The library is found relative to the addon's entry, so the cache may move.
 * @param {string} partial
 * @param {string} library
 * @param {string} headers
 */
function compilerArguments(partial, library, headers) {
  const libraries = join(library, 'tensorflow');
  const mac = process.platform === 'darwin';
  const suffix = mac ? '.2.dylib' : '.so.2';
  const origin = mac ? '@loader_path' : '$ORIGIN';
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-w', '-shared', ...(mac ? ['-undefined', 'dynamic_lookup'] : [])],
    ...[`-DNAPI_VERSION=${NODE_API}`, '-DBUILDING_NODE_EXTENSION', '-include', sessionOptions],
    ...[`-I${headers}`, '-I..', `-I${join(libraries, 'include')}`, 'tfjs_backend.cc', 'tfjs_binding.cc'],
    ...['-o', join(partial, 'tfjs_binding.node')],
    ...['cc', 'framework'].map((name) => join(libraries, `libtensorflow_${name}${suffix}`)),
    `-Wl,-rpath,${origin}/../${basename(library)}/tensorflow`,
  ];
}

/** Puts a link to the addon where tfjs-node looks for it, in one step. @param {string} root @param {string} addon */
export async function linkAddon(root, addon) {
  const place = installedAddon(root);
  if (existsSync(place) && realpathSync(place) === realpathSync(addon)) return;
  withUmaskOfProgram(() => makeFolderSync(dirname(place)));
  const temporary = `${place}.${process.pid}`;
  await rm(temporary, { force: true });
  await symlink(addon, temporary);
  await rename(temporary, place);
}
