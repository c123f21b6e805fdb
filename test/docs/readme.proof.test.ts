// The commands of README.md work: the program parses each of them, and the quick ones are run.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { openStore } from '../../store/index.js';
import { runEagan, type CommandOutput } from '../cli/support.js';
import { projectRoot, benchProgram } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const read = (name: string): string => readFileSync(join(projectRoot, name), 'utf8');
const npmScripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
const readme = read('README.md');
const home = temporaryFolder();
// A state folder with a store and no run.
await openStore(join(home, 'store'));
const eagan = (words: readonly string[]): Promise<CommandOutput> =>
  runEagan(['--home', home, ...words], {}, projectRoot);

/** The lines of the code blocks, without their comments. */
const lines = [...readme.matchAll(/```sh\n([^]*?)```/g)]
  .flatMap(([, block]) => block!.trim().split('\n'))
  .map((line) => line.replace(/\s+#.*/, ''));

/** Values for the placeholders of the table. `nobody` is a run that does not exist. */
const values: Readonly<Record<string, string>> = {
  ...{ '[DIR]': join(home, 'new'), FILE: 'pipelines/tiny.yaml', RUN: 'nobody', PLACE: 'generator/gen-001' },
  ...{ CODE: 'EAGAN_DISK_FULL', SHELL: 'bash', A: 'pipelines/tiny.yaml', B: 'pipelines/quickstart.yaml' },
};

/** The commands of the table's first column, with the options that the second column names. */
const rows = [...readme.matchAll(/^\| `eagan ([^`]+)` \| (.*) \|$/gm)].map(([, command, text]) => ({
  command: command!,
  words: command!.split(' ').map((word) => values[word] ?? word),
  options: [...text!.matchAll(/`(--[^`]+)`/g)].map((match) => match[1]!.split(' ')),
}));

/** The last program of an npm script, with its arguments: `eagan run FILE` for `npm run quickstart`. */
function programOf(line: string): { program: 'eagan' | 'bench' | null; words: string[] } {
  const [, script, rest] = /^npm (?:run )?([\w:]+)(?: -- (.*))?$/.exec(line) ?? [];
  if (script === undefined) return { program: 'eagan', words: /^npx eagan (.+)$/.exec(line)![1]!.split(' ') };
  const last = npmScripts[script]!.split(' && ').at(-1)!;
  const words = rest?.split(' ') ?? [];
  const [, ours] = /^node cli\/bin\.mjs (.*)$/.exec(last) ?? [];
  if (ours !== undefined) return { program: 'eagan', words: [...ours.split(' '), ...words] };
  return { program: last.endsWith('dist/tools/bench/main.js') ? 'bench' : null, words };
}

const nonsense = '--no-such-option';

/** Asserts that the program understands all words: it complains about an added word, and about nothing before it. */
function assertParsed({ exitCode, stderr }: CommandOutput, what: string): void {
  assert.equal(exitCode, 2, `${what}: ${stderr}`);
  assert.match(stderr, new RegExp(`unknown option '${nonsense}'`), what);
}

async function bench(words: readonly string[]): Promise<CommandOutput> {
  return promisify(execFile)(process.execPath, [benchProgram, ...words]).then(
    (done) => ({ exitCode: 0, ...done }),
    (error: { code: number; stdout: string; stderr: string }) => ({ ...error, exitCode: error.code }),
  );
}

for (const line of lines) {
  test(`the program understands the README's command ${line}`, async () => {
    const { program, words } = programOf(line);
    if (program === 'eagan') assertParsed(await eagan([...words, nonsense]), line);
    if (program !== 'bench' || words.length === 0) return;
    assertParsed(await bench([...words, nonsense]), line);
    assert.match((await bench([words[0]!, '--help'])).stdout, new RegExp(`^Usage: npm run bench -- ${words[0]!} `));
  });
}

for (const { command, words, options } of rows) {
  test(`the program understands the README's command eagan ${command}`, async () => {
    assertParsed(await eagan([...words, nonsense]), words.join(' '));
    const { stdout } = await eagan([...words.filter((word) => /^[a-z]+$/.test(word)), '--help']);
    for (const [option, value] of options) {
      assert.match(stdout, new RegExp(` ${option}[ ,]`), option);
      if (value !== undefined) assertParsed(await eagan([...words, option!, value, nonsense]), option!);
    }
  });
}

test('the README lists every command of the program, and no other', async () => {
  const { stdout } = await eagan(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map((match) => match[1]!);
  const listed = new Set(rows.map(({ words }) => words[0]!));
  assert.deepEqual([...listed].sort(), commands.filter((name) => name !== 'help').sort());
});

/** The quick commands, with the exit codes that the README gives: 0 yes, 1 a negative answer, 4 not found. */
const exitCodes: Readonly<Record<string, number>> = {
  ...{ init: 0, status: 0, gc: 0, validate: 0, compare: 1, explain: 0, completion: 0 },
  ...{ attach: 4, history: 4, verify: 4, logs: 4, pause: 4, resume: 4, fork: 4, cancel: 4 },
};

for (const { command, words } of rows.filter((row) => row.words[0]! in exitCodes)) {
  test(`eagan ${command} does what the README says`, async () => {
    const ran = await eagan(words);
    assert.equal(ran.exitCode, exitCodes[words[0]!], ran.stdout + ran.stderr);
    if (ran.exitCode === 4) assert.match(ran.stderr, /nobody/);
    else assert.notEqual(ran.stdout, '');
  });
}

test('the pipelines that the README links are valid', async () => {
  const shipped = [...readme.matchAll(/\((pipelines\/[\w-]+\.yaml)\)/g)].map((match) => match[1]!);
  assert.equal(new Set(shipped).size, 3);
  assert.equal((await eagan(['validate', ...shipped])).exitCode, 0);
});

test('CI runs the first two commands of the README', () => {
  const run = read('.ci/run').split('\n');
  assert.deepEqual(
    lines.slice(0, 2).filter((line) => !run.includes(line)),
    [],
  );
});

for (const page of ['README.md', 'CONTRIBUTING.md']) {
  test(`all npm scripts and commands that ${page} names exist`, () => {
    const named = (pattern: RegExp): string[] => [...read(page).matchAll(pattern)].map((match) => match[1]!);
    const scripts = named(/npm run ([\w:-]+)/g);
    const commands = named(/`(?:npx )?eagan ([a-z]+)/g);
    assert.ok(scripts.length > 0 && commands.length > 0);
    assert.deepEqual(
      scripts.filter((name) => !(name in npmScripts)),
      [],
    );
    assert.deepEqual(
      commands.filter((name) => !existsSync(join(projectRoot, 'cli', 'commands', `${name}.ts`))),
      [],
    );
  });
}
