// `node scripts/together.mjs SCRIPT…`: runs scripts of package.json at the same time, one for each core, in this order.
// The output of each comes as a whole, when it has ended. Fails if one fails, but lets the others end first.
import { pathToFileURL } from 'node:url';
import { machineSize } from './machine.mjs';
import { projectRoot } from './project.mjs';
import { requireTool, run } from './tools.mjs';

/**
 * Whether all went well.
 * @param {readonly string[]} names
 * @param {(name: string) => Promise<{ code: number, stdout: string, stderr: string }>} runOne
 * @param {number} atOnce
 * @param {(text: string) => void} tell
 */
export async function runTogether(names, runOne, atOnce, tell) {
  const waiting = [...names];
  const failed = /** @type {string[]} */ ([]);
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { code, stdout, stderr } = await runOne(name);
      if (code !== 0) failed.push(name);
      tell(stdout + stderr);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, work));
  if (failed.length > 0) tell(`failed: ${failed.join(', ')}\n`);
  return failed.length === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const npm = requireTool('npm');
  const runOne = (/** @type {string} */ name) =>
    run(npm, ['run', '--silent', name], { child: 'npm', cwd: projectRoot() });
  const tell = (/** @type {string} */ text) => void process.stdout.write(text);
  const isWell = await runTogether(process.argv.slice(2), runOne, machineSize().cores, tell);
  process.exitCode = isWell ? 0 : 1;
}
