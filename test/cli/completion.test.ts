// Completion: the program says which words may come next, and the shells' scripts pass them on.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { errorCatalogue } from '../../domain/errors.js';
import { writeMatrix } from '../../store/index.js';
import { projectRoot, eaganProgram } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startedRun, stateFolder } from '../control/finished-run.js';
import { runEagan } from './support.js';

/** The candidates for the last of these words, which may be empty. */
async function candidates(...words: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runEagan(['completion', 'candidates', '--', ...words]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0]!);
}

test('every command is a candidate for the first word, and no other word', async () => {
  const files = readdirSync(join(projectRoot, 'cli/commands')).map((file) => file.replace(/\.ts$/, ''));
  assert.deepEqual((await candidates('')).sort(), [...files, 'help'].sort());
  assert.deepEqual((await candidates('re')).sort(), ['report', 'resume']);
});

test('the options of the command and of the program are candidates', async () => {
  assert.deepEqual(await candidates('run', '--'), [
    ...[
      '--param',
      '--set',
      '--seed',
      '--images',
      '--reason',
      '--detach',
      '--new',
      '--fresh',
      '--help',
      '--version',
      '--home',
      '--also-read',
      '--json',
    ],
  ]);
  assert.deepEqual(await candidates('run', 'x.yaml', '--de'), ['--detach']);
  assert.deepEqual(await candidates('server', 'start', '--p'), ['--port']);
});

test('commands below a command are candidates, and hidden ones are not', async () => {
  assert.deepEqual(await candidates('server', ''), ['start', 'stop', 'ui', 'rotate-key', 'help']);
  assert.deepEqual(await candidates('completion', ''), ['bash', 'zsh', 'fish', 'help']);
});

test('a pipeline file, a folder and an error code are offered where the help says <file>, <dir> and <code>', async () => {
  assert.deepEqual(await candidates('run', ''), [':pipelines']);
  assert.deepEqual(await candidates('validate', 'a.yaml', 'b.yaml', ''), [':pipelines']);
  assert.deepEqual(await candidates('run', '--images', ''), [':folders']);
  assert.deepEqual(await candidates('--home', 'x', 'run', '--set', 'seed=1', ''), [':pipelines']);
  assert.deepEqual(await candidates('dataset', 'inspect', ''), [':pipelines']);
  assert.deepEqual(await candidates('dataset', 'find', 'RUN', 'a.png', ''), [':files']);
  assert.deepEqual(await candidates('explain', ''), Object.keys(errorCatalogue));
  assert.deepEqual(await candidates('run', '--', '--'), [':pipelines'], 'there is no option after --');
});

test('the commands of data sets, their kinds and the runs that they ask for are offered', async () => {
  assert.deepEqual(await candidates('dataset', ''), ['inspect', 'prepare', 'find', 'extract', 'help']);
  const kinds = await candidates('dataset', 'inspect', '--kind', '');
  assert.deepEqual(kinds.slice(0, 2), ['imageFolder', 'cifar10Binary']);
  assert.ok(!kinds.includes('shapes'), 'images that the program makes lie nowhere');
});

test('words that cannot be guessed have no candidates', async () => {
  assert.deepEqual(await candidates('run', '--seed', ''), []);
  assert.deepEqual(await candidates('run', 'x.yaml', ''), []);
  assert.deepEqual(await candidates('no-such-command', ''), []);
});

test('the ids of runs in the named state folder are offered', async () => {
  const folder = await stateFolder();
  const runs = [await startedRun(folder, 1), await startedRun(folder, 2)];
  assert.deepEqual((await candidates('--home', folder.folder, 'history', '')).sort(), runs.sort());
  assert.deepEqual(await candidates('--home', folder.folder, 'history', runs[0]!), [runs[0]]);
  const members = [{ run: runs[0]!, seed: 1, setting: [] }];
  const by = { user: 'anna', host: 'here' };
  await writeMatrix(folder.store.refs, { schemaVersion: 1, name: 'pair', file: 'f', members, createdAt: '', by });
  for (const command of ['status', 'report', 'pause', 'resume'])
    assert.deepEqual(await candidates('--home', folder.folder, command, 'pa'), ['pair'], command);
  assert.deepEqual(await candidates('--home', folder.folder, 'history', 'pa'), []);
  assert.deepEqual(await candidates('--home', join(folder.folder, 'none'), 'history', ''), []);
});

/** What bash would offer. Sources the script of the real executable and calls the function that it registered. */
function inBash(directory: string, ...words: string[]): string[] {
  const script = `
    source <("$1" "$2" completion bash) || exit 9
    complete -p eagan >/dev/null || exit 8
    shift 2; COMP_WORDS=(eagan "$@"); COMP_CWORD=$#
    _eagan
    [[ \${#COMPREPLY[@]} == 0 ]] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const ran = spawnSync('bash', ['--norc', '-c', script, 'bash', process.execPath, eaganProgram, ...words], {
    cwd: directory,
    encoding: 'utf8',
  });
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(ran.stderr.replace(/.*compopt: not currently executing completion function\n/, ''), '');
  return ran.stdout.split('\n').filter(Boolean).sort();
}

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const unless = (shell: string): { skip: string | false } => ({ skip: !isThere(shell) && `${shell} is not installed` });

test('in bash the script offers commands, options and files, also files with spaces', unless('bash'), () => {
  const folder = temporaryFolder();
  for (const name of ['one.yaml', 'two words.yml', 'picture.png']) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub/three.yaml'), '');
  assert.deepEqual(inBash(folder, 'val'), ['validate']);
  assert.deepEqual(inBash(folder, 'run', '--fr'), ['--fresh']);
  assert.deepEqual(inBash(folder, 'run', ''), ['one.yaml', 'sub', 'two words.yml']);
  assert.deepEqual(inBash(folder, 'run', 'two'), ['two words.yml']);
  assert.deepEqual(inBash(folder, 'run', 'sub/'), ['sub/three.yaml']);
  assert.deepEqual(inBash(folder, 'run', '--images', ''), ['sub']);
  assert.deepEqual(inBash(folder, 'dataset', 'find', 'RUN', 'p'), ['picture.png']);
  assert.deepEqual(inBash(folder, 'run', '--images', '=', 's'), ['sub'], 'bash breaks --images=s into three words');
  const codes = Object.keys(errorCatalogue).filter((code) => code.startsWith('EAGAN_DISK'));
  assert.deepEqual(inBash(folder, 'explain', 'EAGAN_DISK'), codes.sort());
});

for (const shell of ['zsh', 'fish'] as const) {
  test(`${shell} can read its script`, unless(shell), async () => {
    const { stdout } = await runEagan(['completion', shell]);
    const ran = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
    assert.deepEqual([ran.status, ran.stderr], [0, '']);
  });
}

test('a shell that is not known is a usage error', async () => {
  assert.equal((await runEagan(['completion', 'tcsh'])).exitCode, 2);
});
