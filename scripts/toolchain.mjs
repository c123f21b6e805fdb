// Finds the set-up's tools for the program itself: the Temporal CLI that the embedded server runs.
import { join } from 'node:path';
import { cacheFolder, readEntry } from './cache.mjs';
import { SetupError } from './setup-error.mjs';
import { run, whichAll } from './tools.mjs';
import { distrustOf } from './trust.mjs';
import { OLDEST_TEMPORAL_SERVER, TEMPORAL_CLI, compareVersions, platformName } from './versions.mjs';

/**
 * A Temporal CLI that can run the embedded server. Use `serverVersion` to check databases: a CLI built by `go install`
 * calls itself 0.0.0-DEV.
 * @typedef {{ path: string, from: 'PATH' | 'cache', version: string, serverVersion: string }} TemporalCli
 */

/** @param {NodeJS.ProcessEnv} env */
export const temporalEntryFolder = (env = process.env) =>
  join(cacheFolder(env), `temporal-${TEMPORAL_CLI}-${platformName}`);

/**
 * The Temporal CLI: `temporal` on PATH if its server is new enough, else the one that the set-up built. Throws
 * EAGAN_TEMPORAL_MISSING.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<TemporalCli>}
 */
export async function temporalCli(env = process.env) {
  const { cli, reasons } = await findTemporalCli(env);
  if (cli) return cli;
  throw new SetupError('EAGAN_TEMPORAL_MISSING', `no Temporal CLI: ${reasons.join('; ')}`, 'Run `npx eagan setup`.');
}

/**
 * The same without throwing: what was found, or one reason for each link.
 * @param {NodeJS.ProcessEnv} env
 * @param {{ verify?: boolean }} options `verify` hashes the cached one
 * @returns {Promise<{ cli: TemporalCli | null, reasons: string[] }>}
 */
export async function findTemporalCli(env = process.env, options = {}) {
  const onPath = await temporalOnPath(env);
  if (typeof onPath === 'object') return { cli: onPath, reasons: [] };
  const cached = await temporalInCache(env, options);
  if (typeof cached === 'object') return { cli: cached, reasons: [onPath] };
  return { cli: null, reasons: [onPath, cached] };
}

/** The CLI on PATH, or why there is none. @param {NodeJS.ProcessEnv} env @returns {Promise<TemporalCli | string>} */
export async function temporalOnPath(env) {
  const found = whichAll('temporal', env);
  const path = found.find((program) => distrustOf(program, { env }) === null);
  if (!path) return found[0] ? distrustText(found[0], env) : 'no `temporal` on PATH';
  const versions = await temporalVersions(path);
  if (!versions) return `${path} does not report a version, so it is not the Temporal CLI`;
  if (compareVersions(versions.serverVersion, OLDEST_TEMPORAL_SERVER) < 0) {
    return `${path} has server ${versions.serverVersion}, which is older than ${OLDEST_TEMPORAL_SERVER}`;
  }
  return { path, from: 'PATH', ...versions };
}

/**
 * The CLI in the cache, or why there is none.
 * @param {NodeJS.ProcessEnv} env
 * @param {{ verify?: boolean }} options
 * @returns {Promise<TemporalCli | string>}
 */
export async function temporalInCache(env, options = {}) {
  const entry = await readEntry(temporalEntryFolder(env), options);
  if (entry.state !== 'ready') return entry.reason;
  const { version, serverVersion } = entry.marker.facts;
  return {
    path: join(entry.folder, 'temporal'),
    from: 'cache',
    version: version ?? TEMPORAL_CLI,
    serverVersion: serverVersion ?? 'unknown',
  };
}

/** Why a program on PATH is not started. @param {string} program @param {NodeJS.ProcessEnv} env */
function distrustText(program, env) {
  const { path, required, found } = /** @type {import('./trust.mjs').Distrust} */ (distrustOf(program, { env }));
  return `${program} on PATH is not trusted: ${path} must ${required} (${found})`;
}

/** Reads `temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)`. @param {string} path */
export async function temporalVersions(path) {
  const { stdout } = await run(path, ['--version'], { timeoutMs: 20_000 });
  const match = /version (\S+) \(Server ([0-9.]+)/.exec(stdout);
  return match?.[1] && match[2] ? { version: match[1], serverVersion: match[2] } : null;
}
