// `node scripts/lint-commits.mjs`: commitlint over the commits that are newer than the rule. It checks none in a clone
// without the whole history.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project.mjs';

/** The last commit before the rule. */
const lastBefore = '6d29d24f76b2bab37ca23780bdb7c1413e3998e7';

/**
 * @param {string} folder a git checkout
 * @param {string} since the last commit that is not checked
 * @returns {number} exit code: 0 where every newer message keeps the rule
 */
export function lintCommits(folder, since) {
  const isKnown = spawnSync('git', ['merge-base', '--is-ancestor', since, 'HEAD'], { cwd: folder }).status === 0;
  if (!isKnown) {
    console.log('commits: not checked, because the history is not whole here');
    return 0;
  }
  const commitlint = join(projectRoot(), 'node_modules', '@commitlint', 'cli', 'cli.js');
  const options = ['--config', join(projectRoot(), 'commitlint.config.mjs'), '--cwd', folder, '--from', since];
  return spawnSync(process.execPath, [commitlint, ...options], { stdio: 'inherit' }).status ?? 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = lintCommits(projectRoot(), lastBefore);
}
