// Python wheels: downloaded with pip, which refuses any with another hash, and unpacked as far as needed.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './files.mjs';
import { projectRoot } from './project.mjs';
import { whileSaying } from './reporter.mjs';
import { isolatedPython, lastLines, run } from './tools.mjs';

/**
 * Lets pip download wheels and refuse any with another hash. pip may believe an index, a cache or a folder of the
 * user's choice; the bytes decide.
 * @param {string} python
 * @param {readonly import('./versions.mjs').HashedWheel[]} wheels
 * @param {readonly string[]} platforms none: wheels that run everywhere
 * @param {string} folder
 * @param {{ env: NodeJS.ProcessEnv, say: (text: string) => void }} context
 * @returns {Promise<string[]>} paths of the wheels
 */
export async function fetchWheels(python, wheels, platforms, folder, { env, say }) {
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
 * Unpacks what matches one of the patterns.
 * @param {string} python
 * @param {string} wheel
 * @param {string} folder
 * @param {string[]} patterns
 * @param {NodeJS.ProcessEnv} env
 */
export async function unpack(python, wheel, folder, patterns, env) {
  const script = join(projectRoot(), 'scripts', 'unpack_wheel.py');
  const args = [isolatedPython, script, wheel, folder, ...patterns];
  const output = await run(python, args, { child: 'python', env, cwd: folder });
  if (output.code !== 0) throw new Error(`unpacking ${wheel}: ${lastLines(output)}`);
}
