// Commands in faulty surroundings, with the real command line as a child: each gives the right code and a cure, prints
// no stack, and ends.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { eaganProgram } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { Home } from '../support/home.js';
import { exitCodeOf, patienceMs } from '../support/processes.js';
import { noDevFull } from '../support/dev-full.js';
import { shippedFile } from '../support/pipelines.js';

const tiny = shippedFile('tiny.yaml');
const folder = temporaryFolder();
chmodSync(folder, 0o755);

interface CommandEnd {
  readonly exitCode: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}
interface How {
  readonly cwd?: string;
  readonly stdout?: number;
  readonly stderr?: number;
  /** Runs it as another user. */
  readonly before?: readonly string[];
}

function eagan(args: readonly string[], { cwd = folder, stdout, stderr, before = [] }: How = {}): Promise<CommandEnd> {
  const [file, ...rest] = [...before, process.execPath, eaganProgram, ...args];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TEMPORAL_|EAGAN_)/.test(name)));
  const child = spawn(file!, rest, { cwd, env, stdio: ['ignore', stdout ?? 'pipe', stderr ?? 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs); // a command that takes longer hangs
  const written = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text) => (written.stdout += String(text)));
  child.stderr?.on('data', (text) => (written.stderr += String(text)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? signal, ...written });
    });
  });
}

function assertNoFault({ stdout, stderr, exitCode }: CommandEnd, what: string): void {
  const text = `${stdout}${stderr}`;
  assert.doesNotMatch(text, /EAGAN_INTERNAL|^\s+at .*:\d+:\d+\)?$|node:internal/m, `${what}:\n${text}`);
  assert.equal(typeof exitCode, 'number', `${what} must end by itself (got ${exitCode})`);
}

function assertRefused(ended: CommandEnd, what: string, exitCode: number, code: string): void {
  assertNoFault(ended, what);
  assert.match(ended.stderr, new RegExp(`error ${code}: `), what);
  assert.match(ended.stderr, /\n→ \S/, what);
  assert.equal(ended.exitCode, exitCode, `${what}:\n${ended.stderr}`);
}

const at = (name: string): string => join(folder, name);
writeFileSync(at('file'), '');
symlinkSync('nowhere', at('dangling'));
symlinkSync('circle', at('circle'));
execFileSync('mkfifo', [at('pipe'), at('pipe.json')]);
mkdirSync(at('closed'), { mode: 0o555 });
mkdirSync(at('secret'), { mode: 0o000 });
const deep = at(Array.from({ length: 30 }, () => 'twelve-signs').join('/'));

/** Places where no state folder can be. */
const homes: Readonly<Record<string, string>> = {
  'below a file': at('file/state'),
  'a file': at('file'),
  'a link that leads nowhere': at('dangling'),
  'links in a circle': at('circle'),
  'a pipe': at('pipe'),
  'a device': '/dev/null',
  'a name that is too long': at('x'.repeat(300)),
  'a path that is too long': at('x/'.repeat(3_000)),
  ...(existsSync('/proc/self') ? { 'below /proc': '/proc/x', 'deep below /proc': '/proc/x/y/z' } : {}),
};
for (const [what, home] of Object.entries(homes)) {
  test(`commands that would create a state folder refuse one that is ${what}`, async () => {
    const commands = [
      ['run', tiny],
      ['run', tiny, '--detach'],
      ['server', 'start'],
    ];
    for (const command of commands)
      assertRefused(await eagan(['--home', home, ...command]), command.join(' '), 3, 'EAGAN_STORE_NOT_WRITABLE');
  });
  test(`commands that only read report no fault if the state folder is ${what}`, async () => {
    const commands = [['status'], ['history'], ['logs'], ['server', 'stop'], ['gc'], ['verify'], ['attach']];
    const ends = await Promise.all(commands.map((command) => eagan(['--home', home, ...command])));
    for (const [i, ended] of ends.entries()) assertNoFault(ended, `${commands[i]!.join(' ')}`);
  });
}

test('a state folder works even if its path is too long for a socket', async () => {
  const ended = await eagan(['--home', deep, 'status']);
  assertNoFault(ended, 'status');
  assert.equal(ended.exitCode, 0);
});

/** How to run a command as nobody, because root may write and read everywhere. */
function unprivileged(): readonly string[] | null {
  if (process.getuid?.() !== 0) return [];
  const before = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  try {
    execFileSync(before[0]!, [...before.slice(1), process.execPath, eaganProgram, '--version'], { stdio: 'ignore' });
    return before;
  } catch {
    return null;
  }
}
const before = unprivileged();
const cannotDrop = before === null && 'this root cannot run eagan as another user (setpriv, or rights on its folder)';
for (const home of ['closed', 'secret']) {
  test(
    `a state folder without ${home === 'closed' ? 'write' : 'any'} permission is refused`,
    { skip: cannotDrop },
    async () => {
      const commands = [
        ['run', tiny],
        ['server', 'start'],
        ...(home === 'secret' ? [['status'], ['history'], ['gc']] : []),
      ];
      for (const command of commands)
        assertRefused(
          await eagan(['--home', at(home), ...command], { before: before! }),
          command.join(' '),
          3,
          'EAGAN_STORE_NOT_WRITABLE',
        );
    },
  );
}

writeFileSync(at('extends.yaml'), 'extends: pipe\n');
writeFileSync(
  at('names-pipes.yaml'),
  `extends: ${tiny}\nmetrics: { latency: { from: file, path: pipe.json } }\nfinalTraining: { networks: { generator: { from: file, path: pipe } } }\n`,
);
const noFile: readonly [file: string, code: string][] = [
  ['pipe', 'EAGAN_PIPELINE_NOT_FOUND'],
  ['circle', 'EAGAN_PIPELINE_NOT_FOUND'],
  ['dangling', 'EAGAN_PIPELINE_NOT_FOUND'],
  ['/dev/zero', 'EAGAN_PIPELINE_NOT_FOUND'],
  ['file/below', 'EAGAN_PIPELINE_NOT_FOUND'],
  ['.', 'EAGAN_PIPELINE_NOT_FOUND'],
  ['x'.repeat(300), 'EAGAN_PIPELINE_NOT_FOUND'],
  ['extends.yaml', 'EAGAN_PIPELINE_EXTENDS'],
  ['names-pipes.yaml', 'EAGAN_PATH_MISSING'],
];
for (const [file, code] of noFile) {
  test(`${file.slice(0, 20)}, which is no regular file or names one, is refused without waiting`, async () => {
    for (const command of ['validate', 'run', 'plan']) {
      const ended = await eagan(['--home', at('home'), command, file]);
      assertNoFault(ended, command);
      assert.match(`${ended.stdout}${ended.stderr}`, new RegExp(code), command);
      assert.equal(ended.exitCode, 2, command);
    }
  });
}

test('a folder that init cannot create is named with a cure', async () => {
  for (const place of ['file', 'file/below', 'circle', 'dangling'])
    assertRefused(await eagan(['init', place]), place, 3, 'EAGAN_SYSTEM');
});

test('a removed working folder is reported', { skip: process.platform !== 'linux' && 'Linux only' }, async () => {
  const gone = at('gone');
  mkdirSync(gone);
  const child = spawn('/bin/sh', ['-c', 'read _; exec "$0" "$@"', process.execPath, eaganProgram, 'status'], {
    cwd: gone,
  });
  rmdirSync(gone);
  child.stdin.end('\n');
  let stderr = '';
  child.stderr.on('data', (text) => (stderr += String(text)));
  const exitCode = await exitCodeOf(child);
  assertRefused({ exitCode, stdout: '', stderr }, 'status', 3, 'EAGAN_SYSTEM');
});

test(
  'a result that does not fit on a full disk gives an error of one line and a cure',
  { skip: noDevFull },
  async () => {
    const full = openSync('/dev/full', 'w');
    const commands = [
      ['explain', 'EAGAN_USAGE'],
      ['--json', 'explain', 'EAGAN_USAGE'],
      ['--help'],
      ['validate', tiny],
      ['completion', 'bash'],
      ['--version'],
    ];
    for (const command of commands) {
      assertRefused(await eagan(command, { stdout: full }), command.join(' '), 3, 'EAGAN_DISK_FULL');
      assert.equal((await eagan(command, { stdout: full, stderr: full })).exitCode, 3);
      assert.equal((await eagan(command, { stderr: full })).exitCode, 0);
    }
    assert.equal((await eagan(['explain', 'EAGAN_NONE'], { stdout: full, stderr: full })).exitCode, 2);
    closeSync(full);
  },
);

test('a command whose reader has gone ends quietly, as with SIGPIPE', async () => {
  for (const [script, expected] of [
    ['"$0" "$@" | true', 141],
    ['"$0" "$@" 2>&1 | true', 141],
    ['"$0" "$@" 2> >(true)', 0],
  ] as const) {
    const args = [
      '-c',
      `set -o pipefail; sleep 0.1; ${script}`,
      process.execPath,
      eaganProgram,
      'validate',
      '--resolved',
      tiny,
    ];
    const child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += String(text)));
    child.stdout.resume();
    const exitCode = await exitCodeOf(child);
    assert.doesNotMatch(stderr, /Error|node:/, script);
    assert.equal(exitCode, expected, script);
  }
});

test(
  'an unwritable log does not change a run: the disk is full, or the folder of logs is a file',
  { skip: noDevFull },
  async () => {
    const home = new Home();
    after(() => home.remove());
    const full = openSync('/dev/full', 'w');
    writeFileSync(join(home.folder, 'logs'), '');
    const run = ['--home', home.folder, 'run', tiny];
    const first = spawn(process.execPath, [eaganProgram, ...run], { stdio: ['ignore', full, full] });
    assert.equal(await exitCodeOf(first), 0);
    assert.deepEqual(
      home.runs().map(({ status }) => status),
      ['completed'],
    );
    assertNoFault(await eagan(['--home', home.folder, 'logs']), 'logs');
    const told = await eagan(run, { stdout: full });
    assert.match(told.stderr, /error EAGAN_DISK_FULL: the command must be able to write to standard output/);
    assert.equal(told.exitCode, 0, 'the run completed');
    assert.equal((await eagan(['--json', ...run], { stdout: full })).exitCode, 3, 'the reader of JSON gets nothing');
    assertRefused(await eagan(['--home', home.folder, 'history'], { stdout: full }), 'history', 3, 'EAGAN_DISK_FULL');
    closeSync(full);
  },
);
