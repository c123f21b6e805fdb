// Commit messages: what scripts/lint-commits.mjs accepts and refuses, and in which clones it checks.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'commit.gpgsign=false'];

/** Runs git in the folder and gives the output. */
function git(folder: string, ...args: string[]): string {
  return execFileSync('git', [...identity, '-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Makes a new history with an empty commit for each message, the oldest first. Gives the ids. */
function history(folder: string, messages: readonly string[]): string[] {
  git(folder, 'init', '--quiet');
  return messages.map((message) => {
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
    return git(folder, 'rev-parse', 'HEAD');
  });
}

/** What the check reports about a history after a commit. */
function check(folder: string, from: string): { status: number | null; output: string } {
  const script = pathToFileURL(join(projectRoot, 'scripts', 'lint-commits.mjs')).href;
  const code = `import { lintCommits } from '${script}'; process.exitCode = lintCommits('${folder}', '${from}');`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return { status, output: stdout };
}

const old = 'An old subject without a scope, and of more than the seventy-two characters that are allowed now';
const good = [
  'store: flush a folder before its rename is relied upon',
  'replay: record histories\n\nThe order of commands changed.',
  'trainer: feed GPUs from one pool',
  'schemas, pipelines: renew the examples',
  "Merge branch 'main' into habits",
  'Revert "store: flush a folder before its rename is relied upon"',
];
const bad: readonly [message: string, rule: string][] = [
  [`store: ${'flush '.repeat(12).trim()}`, 'header-max-length'],
  ['shop: sell a thing', 'scope-known'],
  ['flush a folder before its rename', 'type-empty'],
  ['store: flushed the first folder', 'subject-imperative'],
  ['store: Flush the second folder', 'subject-imperative'],
  ['store: flush the third folder.', 'subject-full-stop'],
  ['store: flush the fourth folder\nat once', 'body-leading-blank'],
];

test('messages that follow the rules, git’s merges and old commits pass', () => {
  const folder = temporaryFolder();
  const [first] = history(folder, [old, ...good]);
  assert.deepEqual(check(folder, first!), { status: 0, output: '' });
});

test('each message that breaks a rule is refused by this rule', () => {
  const folder = temporaryFolder();
  const [first] = history(folder, [old, ...bad.map(([message]) => message)]);
  const { status, output } = check(folder, first!);
  assert.equal(status, 1);
  const told = output.split('⧗').slice(1);
  for (const [message, rule] of bad) {
    const about = told.filter((text) => text.includes(message.split('\n')[0]!));
    assert.equal(about.length, 1, `${message}: told ${about.length} times`);
    assert.match(about[0]!, new RegExp(`\\[${rule}\\]`));
  }
  assert.ok(!output.includes(old));
});

test('a clone without the whole history is not checked, and the check says so', () => {
  const folder = temporaryFolder();
  const [first] = history(folder, [old, old, old]);
  const clone = join(temporaryFolder(), 'clone');
  git(folder, 'clone', '--quiet', '--depth', '1', pathToFileURL(folder).href, clone);
  assert.equal(check(folder, first!).status, 1);
  const { status, output } = check(clone, first!);
  assert.equal(status, 0);
  assert.match(output, /not checked/);
});
