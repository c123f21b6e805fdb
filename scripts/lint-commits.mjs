// `node scripts/lint-commits.mjs`: commitlint over the commits that are newer than the rule. It checks none in a clone
// without the whole history.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';

/** The last commit before the rule. */
const since = '6d29d24f76b2bab37ca23780bdb7c1413e3998e7';

const run = (/** @type {string} */ command, /** @type {string[]} */ args, /** @type {'inherit' | 'pipe'} */ stdio) =>
  spawnSync(command, args, { cwd: projectRoot(), stdio, encoding: 'utf8' });

const commitlint = join(projectRoot(), 'node_modules', '@commitlint', 'cli', 'cli.js');
const isKnown = run('git', ['merge-base', '--is-ancestor', since, 'HEAD'], 'pipe').status === 0;
if (isKnown) process.exitCode = run(process.execPath, [commitlint, '--from', since], 'inherit').status ?? 1;
else console.log('commits: not checked, because the history is not whole here');
