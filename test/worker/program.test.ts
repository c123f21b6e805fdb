// Which program runs: read from files, without a process.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { programProblem } from '../../domain/ledger/program.js';
import { commitOf, runningProgram } from '../../worker/program.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const a = 'a'.repeat(40);

function checkout(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('it names its version, the packages of the lock file, and what is below it', () => {
  const program = runningProgram();
  assert.equal(programProblem(program), null);
  const lock = readFileSync(join(projectRoot, 'package-lock.json'));
  assert.equal(program.lock, createHash('sha256').update(lock).digest('hex'));
  assert.deepEqual([program.node, program.version], [process.version, '0.1.0']);
});

test('the commit of this checkout is what git says', (t) => {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: projectRoot, encoding: 'utf8' });
  if (status !== 0) return t.skip('this is no checkout of git');
  assert.equal(runningProgram().commit, stdout.trim());
});

const found: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['a branch', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${a}\n` }],
  ['a packed branch', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `# pack\n${a} refs/heads/main\n` }],
  ['no branch', { '.git/HEAD': `${a}\n` }],
  [
    'a linked work tree',
    {
      '.git': 'gitdir: main/worktrees/one\n',
      'main/worktrees/one/HEAD': 'ref: refs/heads/one\n',
      'main/worktrees/one/commondir': '../..\n',
      'main/refs/heads/one': `${a}\n`,
    },
  ],
];
for (const [what, files] of found)
  test(`the commit of a checkout on ${what} is found`, () => assert.equal(commitOf(checkout(files)), a));

for (const [what, files] of [
  ['no checkout', { 'package.json': '{}' }],
  ['a branch without a commit', { '.git/HEAD': 'ref: refs/heads/main\n' }],
  ['a damaged HEAD', { '.git/HEAD': 'nonsense\n' }],
] as const)
  test(`${what} has no commit`, () => assert.equal(commitOf(checkout(files)), null));
