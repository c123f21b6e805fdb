// The Temporal CLI chain: `temporal` on PATH → the cached one → built with Go → a configured server is enough → how to
// get it.
import { existsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, entryLock, makeEntry } from './cache.mjs';
import { firstThatHolds, tryingLink } from './chain.mjs';
import { withLock } from './lock.mjs';
import { formatBytes } from './format.mjs';
import { makeFolder } from './files.mjs';
import { shippedFile } from './project.mjs';
import { whileSaying } from './reporter.mjs';
import { SetupError } from './setup-error.mjs';
import {
  findTemporalCli,
  temporalEntryFolder,
  temporalInCache,
  temporalOnPath,
  temporalVersions,
} from './toolchain.mjs';
import { lastLines, requireTool, run } from './tools.mjs';
import { TEMPORAL_CLI, compareVersions } from './versions.mjs';

/** Measured on two cores: Go downloads and compiles for four minutes, and needs 3 GB more meanwhile. */
const COST = { what: 'Temporal CLI', seconds: 300, bytes: 215e6 };
/** Its version, and the hash of every module that it is made of, are in scripts/temporal-cli. */
const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';
/** The first Go that downloads the newer Go that a module needs. */
const OLDEST_GO = '1.21';

/**
 * Settings of Go that decide what is believed, whatever the environment and `go env -w` say. `-mod=readonly`: a module
 * without a hash in go.sum is an error. The checksum database proves only a newer Go, if Go downloads one.
 */
const TRUST = {
  ...{ GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off', GO111MODULE: 'on' },
  ...{ GOSUMDB: 'sum.golang.org', GONOSUMDB: 'none.invalid', GOINSECURE: 'none.invalid', GOPRIVATE: 'none.invalid' },
};

/** @typedef {{ env: NodeJS.ProcessEnv, say: (text: string) => void, verify: boolean }} Context */

/** @param {Context} context @returns {Promise<import('./chain.mjs').Cost[]>} */
export async function missingTemporal({ env, verify }) {
  if ((await findTemporalCli(env, { verify })).cli) return [];
  const tools = /** @type {import('./tools.mjs').Tool[]} */ (env['TEMPORAL_ADDRESS'] ? [] : ['go']);
  return [{ ...COST, tools }];
}

/** @param {Context} context @returns {Promise<string>} */
export function provideTemporal(context) {
  const { env, say, verify } = context;
  const links = [
    { name: 'PATH', attempt: async () => outcome(await temporalOnPath(env)) },
    { name: 'cache', attempt: async () => outcome(await temporalInCache(env, { verify })) },
    tryingLink('go install', () => buildWithGo(context)),
    tryingLink('configured server', async () => configuredAddress(env)),
  ];
  const waiting = () => say('waiting for another set-up that is building it');
  return withLock(entryLock(temporalEntryFolder(env)), () => firstThatHolds(links, say, noTemporal), waiting);
}

/** @param {import('./toolchain.mjs').TemporalCli | string} answer */
const outcome = (answer) =>
  typeof answer === 'string'
    ? { reason: answer }
    : { found: `Temporal CLI with server ${answer.serverVersion} at ${answer.path}` };

/** @param {string[]} reasons */
const noTemporal = (reasons) =>
  new SetupError(
    'EAGAN_TEMPORAL_MISSING',
    `no Temporal CLI:\n  ${reasons.join('\n  ')}`,
    'Install Go 1.21 or newer (Debian, Ubuntu: sudo apt install golang-go; macOS: brew install go) or the Temporal CLI itself ' +
      '(macOS: brew install temporal), then run the command again. Or set TEMPORAL_ADDRESS to the address of a server.',
  );

/** @param {Context} context */
async function buildWithGo({ env, say }) {
  const go = requireTool('go', env);
  await requireGoVersion(go, env);
  const { caches, tidy } = await goCaches(go, env);
  say(`go install ${PACKAGE} ${TEMPORAL_CLI}: about 4 min on two cores`);
  const entry = await makeEntry(temporalEntryFolder(env), async (partial) => {
    const cwd = await lockedModule(partial);
    const also = { ...TRUST, ...caches, GOBIN: partial };
    const installing = run(go, ['install', '-ldflags=-s -w', PACKAGE], { child: 'go', env, also, cwd });
    const output = await whileSaying(say, 'go install', installing);
    if (output.code !== 0) throw new Error(lastLines(output));
    await rm(cwd, { recursive: true });
    return versionsOf(join(partial, 'temporal'));
  });
  await tidy();
  const bytes = entry.marker.files.reduce((sum, file) => sum + file.bytes, 0);
  return `Temporal CLI with server ${entry.marker.facts['serverVersion']}, ${formatBytes(bytes)}`;
}

/** The folder of a module whose go.sum has every hash. @param {string} partial */
async function lockedModule(partial) {
  const folder = join(partial, 'module');
  await makeFolder(folder);
  for (const name of ['go.mod', 'go.sum'])
    await copyFile(shippedFile(`scripts/temporal-cli/${name}`), join(folder, name));
  return folder;
}

/** @param {string} path */
async function versionsOf(path) {
  const versions = await temporalVersions(path);
  if (!versions) throw new Error(`${path} was built but does not report a version`);
  return versions;
}

/** @param {string} go @param {NodeJS.ProcessEnv} env */
async function requireGoVersion(go, env) {
  const version =
    /go(\d+\.\d+)/.exec((await run(go, ['version'], { child: 'go', env, also: TRUST })).stdout)?.[1] ?? '0';
  if (compareVersions(version, OLDEST_GO) < 0)
    throw new Error(`${go} is ${version}, but ${OLDEST_GO} or newer is needed`);
}

/**
 * People who work with Go have caches, and those are used. For others the caches would leave 3 GB behind: so they are
 * private, survive an interruption, and are removed when the build is done.
 * @param {string} go
 * @param {NodeJS.ProcessEnv} env
 */
async function goCaches(go, env) {
  const modules = (await run(go, ['env', 'GOMODCACHE'], { child: 'go', env })).stdout.trim();
  if (modules && existsSync(join(modules, 'cache', 'download'))) return { caches: {}, tidy: async () => {} };
  const folder = join(cacheFolder(env), `go-for-temporal-${TEMPORAL_CLI}`);
  const caches = {
    GOMODCACHE: join(folder, 'modules'),
    GOCACHE: join(folder, 'build'),
    GOFLAGS: `${TRUST.GOFLAGS} -modcacherw`,
  };
  return { caches, tidy: () => rm(folder, { recursive: true, force: true }) };
}

/** @param {NodeJS.ProcessEnv} env */
function configuredAddress(env) {
  if (!env['TEMPORAL_ADDRESS']) throw new Error('TEMPORAL_ADDRESS is not set');
  return `runs will use ${env['TEMPORAL_ADDRESS']}; there is no embedded server`;
}
