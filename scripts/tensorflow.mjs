// The native TensorFlow chain: the addon in node_modules → a build in the cache or from a wheel (CUDA, then CPU) → a
// clear error.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readEntry } from './cache.mjs';
import { firstThatHolds, tryingLink } from './chain.mjs';
import { projectRoot } from './project.mjs';
import { SetupError } from './setup-error.mjs';
import { installedAddon, linkAddon, provideAddon, readAddon, runsGraphsAsWritten } from './tensorflow-addon.mjs';
import { libraryFolder, provideLibrary } from './tensorflow-library.mjs';
import { lastLines, run } from './tools.mjs';
import { TENSORFLOW, cpuWheel, gpuWheel } from './versions.mjs';

/** @typedef {import('./tools.mjs').Tool} Tool */
/** @typedef {import('./chain.mjs').Cost} Cost */
/** @typedef {import('./tensorflow-addon.mjs').Context} Context */
/** @typedef {{ version: string, gpu: boolean }} TensorFlowProbe */

/** Measured: 274 MB to download, 854 MB kept. @type {Cost} */
const CPU_COST = { what: 'TensorFlow', seconds: 60, bytes: 855e6, tools: ['python3', 'pip', 'g++', 'node-headers'] };
/** Not measured: the sizes are those of the wheels. @type {Cost} */
const GPU_COST = { ...CPU_COST, what: 'TensorFlow with CUDA', seconds: 600, bytes: 6e9 };
/** Measured: 11 s of compiling. @type {Cost} */
const ADDON_COST = { what: 'TensorFlow addon', seconds: 15, bytes: 1e6, tools: ['g++', 'node-headers'] };

/**
 * Loads an addon in a child process.
 * @param {string} addon
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<TensorFlowProbe | string>} what it is, or why it does not work
 */
async function probeAddon(addon, env = process.env) {
  if (!existsSync(addon)) return `no addon at ${addon}`;
  const script = join(projectRoot(), 'scripts', 'probe-tensorflow.mjs');
  const output = await run(process.execPath, [script, addon], { child: 'trainer', env, timeoutMs: 60_000 });
  if (output.code !== 0) return `${addon} does not load: ${lastLines(output, 2)}`;
  if (!(await runsGraphsAsWritten(addon))) return `${addon} lets TensorFlow rewrite graphs, which changes bits`;
  return JSON.parse(output.stdout);
}

/** The addon in node_modules. @param {string} root @param {NodeJS.ProcessEnv} env */
const probeInstalled = (root, env = process.env) => probeAddon(installedAddon(root), env);

/** True if there is an NVIDIA driver and nobody asked for the CPU. @param {NodeJS.ProcessEnv} env */
const wantsGpu = (env) =>
  env['EAGAN_TENSORFLOW'] !== 'cpu' && existsSync('/proc/driver/nvidia/version') && !!gpuWheel();

/**
 * What is missing: nothing if the addon in node_modules works and, with `verify`, the cache is complete as well.
 * @param {Context} context
 * @param {boolean} packagesMissing
 * @returns {Promise<Cost[]>}
 */
export async function missingTensorFlow(context, packagesMissing) {
  const { root, env, verify } = context;
  const wheel = wantsGpu(env) ? /** @type {import('./versions.mjs').Wheel} */ (gpuWheel()) : cpuWheel();
  const works = !packagesMissing && 'found' in (await installed(root, env));
  if (works && !verify) return [];
  const library = await readEntry(libraryFolder(env, wheel), { verify, known: wheel.files });
  if (library.state !== 'ready') return [wantsGpu(env) ? GPU_COST : CPU_COST];
  return works && (await readAddon(context, library.folder)).state === 'ready' ? [] : [ADDON_COST];
}

/**
 * @param {Context} context
 * @param {Promise<unknown> | null} packages resolves when node_modules was installed anew, without an addon; null: it
 *   is complete already
 * @returns {Promise<string>}
 */
export function provideTensorFlow(context, packages) {
  const { root, env } = context;
  /** @param {import('./versions.mjs').Wheel} wheel */
  const built = (wheel) => async () => {
    const library = await provideLibrary(context, wheel);
    await packages;
    await linkAddon(root, await provideAddon(context, library));
    return describe(await probeInstalled(root, env), wheel.tested);
  };
  const gpu = wantsGpu(env) ? gpuWheel() : undefined;
  const links = [
    ...(context.verify || packages !== null ? [] : [{ name: 'node_modules', attempt: () => installed(root, env) }]),
    ...(gpu ? [tryingLink('CUDA build (untested; EAGAN_TENSORFLOW=cpu skips it)', built(gpu))] : []),
    tryingLink('CPU build', built(cpuWheel())),
  ];
  return firstThatHolds(links, context.say, noTensorFlow);
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ found: string } | { reason: string }>}
 */
async function installed(root, env) {
  const probe = await probeInstalled(root, env);
  if (typeof probe === 'string') return { reason: probe };
  if (wantsGpu(env) && !probe.gpu) return { reason: 'the addon is built for the CPU, but this machine has a GPU' };
  return { found: describe(probe, true) };
}

/** @param {TensorFlowProbe | string} probe @param {boolean} tested */
function describe(probe, tested) {
  if (typeof probe === 'string') throw new Error(probe);
  return `TensorFlow ${probe.version} on the ${probe.gpu ? 'GPU' : 'CPU'}${tested ? '' : ' (this platform is untested)'}`;
}

/** @param {string[]} reasons */
const noTensorFlow = (reasons) =>
  new SetupError(
    'EAGAN_TENSORFLOW_MISSING',
    `no native TensorFlow ${TENSORFLOW}:\n  ${reasons.join('\n  ')}`,
    'Fix the last of these reasons (network, disk space, compiler), then run the command again; finished parts are kept.',
  );
