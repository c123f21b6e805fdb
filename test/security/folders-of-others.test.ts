// State folders that another user owns, planted or could change: nothing is read from them, and nothing is written.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { storeOf } from '../../control/runs/open-store.js';
import { stateNames } from '../../worker/state-paths.js';
import { runEagan, type CommandOutput } from '../cli/support.js';
import { projectRoot } from '../support/project.js';
import { needsSecondUser, secondUser } from '../support/second-user.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const other = secondUser()!;
const configuration = temporaryFolder();
process.env.XDG_CONFIG_HOME = configuration;
const environment = { XDG_CONFIG_HOME: configuration };
beforeEach(() => rmSync(join(configuration, 'eagan'), { recursive: true, force: true }));

/** Commands that only read, that write, and that talk to the supervisor. */
const commands = [
  ['status'],
  ['gc'],
  ['logs'],
  ['server', 'stop'],
  ['history', 'a-run'],
  ['run', join(projectRoot, 'pipelines/tiny.yaml')],
];

const storeMaker = join(projectRoot, 'dist/test/security/store-maker.js');

const inFolder = (home: string, args: readonly string[]): Promise<CommandOutput> =>
  runEagan(['--home', home, ...args], environment);

/** Refused by each command, with a way out; nothing is made. */
async function refused(home: string, found: RegExp, cure: RegExp, code = 'EAGAN_NOT_TRUSTED'): Promise<void> {
  const before = existsSync(home) ? readdirSync(home, { recursive: true }) : null;
  for (const args of commands) {
    const { exitCode, stderr, stdout } = await inFolder(home, args);
    assert.ok(stderr.includes(`error ${code}: `), `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, found);
    assert.match(stderr, cure);
    assert.match(stderr, /eagan trust |Move /);
    assert.equal(exitCode, 3);
    assert.equal(stdout, '');
  }
  assert.deepEqual(existsSync(home) ? readdirSync(home, { recursive: true }) : null, before);
}

test('a state folder of another user is refused', { skip: needsSecondUser }, async () => {
  await refused(other.folder(), /must belong to you or to root \(it belongs to nobody/, /chown -R/);
});

test('a state folder that others can write into is refused, until its owner closes it', async () => {
  const home = temporaryFolder();
  chmodSync(home, 0o777);
  await refused(home, /must not be writable by other users \(its mode is 777\)/, /chmod -R go-w/);
  chmodSync(home, 0o755);
  assert.equal((await inFolder(home, ['status'])).exitCode, 0);
  assert.equal(statSync(home).mode & 0o777, 0o700, 'and then nobody else may read it');
});

test('a sticky folder is no state folder either: others can make files in it', async () => {
  const home = temporaryFolder();
  chmodSync(home, 0o1777);
  await refused(home, /must not be writable by other users/, /chmod/);
});

test('a folder above that others can write into is refused: they could replace the state folder', async () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, 'deep/er'), { recursive: true });
  chmodSync(join(parent, 'deep'), 0o777);
  await refused(join(parent, 'deep/er/.eagan'), /deep must not be writable by other users/, /chmod/);
});

test('a folder that a group with other members can write into is refused', { skip: needsSecondUser }, async () => {
  const parent = temporaryFolder();
  const { chownSync } = await import('node:fs');
  chownSync(parent, 0, other.gid);
  chmodSync(parent, 0o770);
  await refused(join(parent, '.eagan'), /must not be writable by a group of other users .*nogroup/, /chmod g-w/);
});

test(
  'a .eagan that another user planted in a sticky folder above is not adopted',
  { skip: needsSecondUser },
  async () => {
    const sticky = temporaryFolder();
    chmodSync(sticky, 0o1777);
    const work = join(sticky, 'work');
    mkdirSync(work);
    other.run('mkdir', ['-p', join(sticky, '.eagan/logs')]);
    other.run('ln', ['-s', join(work, 'start-up'), join(sticky, '.eagan/logs/supervisor.log')]);
    for (const args of commands) {
      const { stderr } = await runEagan(args, environment, work);
      assert.match(stderr, /EAGAN_NOT_TRUSTED: .*\.eagan must belong to you or to root/);
      assert.match(stderr, /--home/);
    }
    assert.deepEqual(readdirSync(work), []);
    assert.equal((await runEagan(['--home', join(work, '.eagan'), 'status'], environment, work)).exitCode, 0);
  },
);

test('a link of another user on the way to the state folder is refused', { skip: needsSecondUser }, async () => {
  const [sticky, mine] = [temporaryFolder(), temporaryFolder()];
  chmodSync(sticky, 0o1777);
  other.run('ln', ['-s', mine, join(sticky, 'link')]);
  await refused(join(sticky, 'link/.eagan'), /link must belong to you or to root/, /choose a place/);
});

test("a link of one's own to a state folder is used", async () => {
  const [place, real] = [temporaryFolder(), temporaryFolder()];
  symlinkSync(real, join(place, '.eagan'));
  assert.equal((await runEagan(['status'], environment, place)).exitCode, 0);
  chmodSync(real, 0o777);
  assert.match((await runEagan(['status'], environment, place)).stderr, /EAGAN_NOT_TRUSTED/);
});

for (const name of [...stateNames, 'supervisor.sock', 'supervisor.secret', 'payload-keys']) {
  test(`a link in place of ${name} is refused, also by name`, async () => {
    const [home, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(home, name));
    const code = stateNames.includes(name) ? 'EAGAN_STATE_LINK' : 'EAGAN_NOT_TRUSTED';
    await refused(home, new RegExp(`${name} must be a .* link`), /Move (it away|what it leads to)/, code);
    await runEagan(['trust', home], environment);
    await refused(home, / link/, /Move (it away|what it leads to)/, code);
    assert.deepEqual(readdirSync(elsewhere), []);
  });
}

for (const name of ['logs/supervisor.log', 'logs/server.log', 'temporal/eagan.db', 'temporal/database.sock']) {
  test(`a link in place of ${name} is refused`, async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, name, '..'), { recursive: true });
    symlinkSync(join(home, 'elsewhere'), join(home, name));
    await refused(home, new RegExp(`${name} must not be a link`), /Move it away/);
    assert.ok(!existsSync(join(home, 'elsewhere')));
  });
}

test(
  'a folder is used as it is once its name is listed, and no longer when it is removed',
  { skip: needsSecondUser },
  async () => {
    const home = other.folder();
    const listed = await runEagan(['--json', 'trust', home], environment);
    assert.deepEqual((JSON.parse(listed.stdout) as { folders: string[] }).folders, [realpathSync(home)]);
    assert.equal((await inFolder(home, ['status'])).exitCode, 0);
    assert.match((await inFolder(other.folder(), ['status'])).stderr, /EAGAN_NOT_TRUSTED/);
    assert.equal(statSync(join(configuration, 'eagan/trusted-folders')).mode & 0o077, 0);
    assert.equal((await runEagan(['trust', '--remove', home], environment)).exitCode, 0);
    assert.match((await inFolder(home, ['status'])).stderr, /EAGAN_NOT_TRUSTED/);
  },
);

test('a folder that is not there yet can be named, below one that others can write into', async () => {
  const parent = temporaryFolder();
  chmodSync(parent, 0o777);
  const home = join(parent, '.eagan');
  assert.match((await inFolder(home, ['status'])).stderr, /EAGAN_NOT_TRUSTED/);
  await runEagan(['trust', home], environment);
  assert.equal((await inFolder(home, ['status'])).exitCode, 0);
  await storeOf(home);
  assert.equal((await inFolder(home, ['status'])).exitCode, 0);
  assert.match((await inFolder(join(parent, 'another'), ['status'])).stderr, /EAGAN_NOT_TRUSTED/);
});

test('EAGAN_SAFE_FOLDERS names folders too, each alone', async () => {
  const [home, another] = [temporaryFolder(), temporaryFolder()];
  for (const folder of [home, another]) chmodSync(folder, 0o777);
  process.env.EAGAN_SAFE_FOLDERS = `/nowhere:${home}`;
  try {
    assert.equal((await inFolder(home, ['status'])).exitCode, 0);
    assert.match((await inFolder(another, ['status'])).stderr, /EAGAN_NOT_TRUSTED/);
  } finally {
    delete process.env.EAGAN_SAFE_FOLDERS;
  }
});

test('a list of trusted folders that others can change is not read', async () => {
  const home = temporaryFolder();
  chmodSync(home, 0o777);
  await runEagan(['trust', home], environment);
  chmodSync(join(configuration, 'eagan'), 0o777);
  assert.match((await inFolder(home, ['status'])).stderr, /EAGAN_NOT_TRUSTED/);
  assert.match((await runEagan(['trust'], environment)).stderr, /EAGAN_NOT_TRUSTED: .*eagan must not be writable/);
});

test('a trusted name does not cover a link that leads out of it', async () => {
  const [home, outside] = [temporaryFolder(), temporaryFolder()];
  chmodSync(outside, 0o777);
  mkdirSync(join(outside, 'state'));
  symlinkSync(join(outside, 'state'), join(home, 'state'));
  await runEagan(['trust', home], environment);
  assert.match((await inFolder(join(home, 'state'), ['status'])).stderr, /EAGAN_NOT_TRUSTED/);
});

const program = join(projectRoot, 'cli', 'bin.mjs');
const needsReader = needsSecondUser || (!other.canRun(program) && 'the second user may not read this project');

test('what this user may not enter, read or write is no fault of eagan', { skip: needsReader }, async () => {
  const [closed, readable] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(join(closed, 'inner'));
  chmodSync(readable, 0o755);
  const codes = [closed, join(closed, 'inner'), readable, join(readable, 'new')].map((home) =>
    commands.map((args) => {
      const env = { HOME: other.folder() };
      const { stderr, stdout } = other.run(process.execPath, [program, '--home', home, ...args], { env });
      return /EAGAN_\w+/.exec(stderr)?.[0] ?? stdout.split('\n')[0];
    }),
  );
  const known =
    /^EAGAN_(NOT_TRUSTED|STORE_NOT_WRITABLE|SYSTEM|RUN_NOT_FOUND|PIPELINE_NOT_FOUND)$|^state folder|^Nothing|^$/;
  for (const code of codes.flat()) assert.match(code!, known);
});

test(
  'another user reads nothing of a state folder, whatever the umask of its owner',
  { skip: needsSecondUser },
  async () => {
    const parent = temporaryFolder();
    chmodSync(parent, 0o755);
    const home = join(parent, '.eagan');
    const started = spawnSync('sh', ['-c', `umask 000; exec "$@"`, 'sh', process.execPath, storeMaker, home], {
      encoding: 'utf8',
    });
    assert.equal(started.status, 0, started.stderr);
    assert.ok(existsSync(join(home, 'store/store.json')));
    for (const path of ['', 'store', 'store/store.json', 'store/objects'].map((name) => join(home, name))) {
      assert.notEqual(other.run('ls', [path]).exitCode, 0, path);
      if (existsSync(path)) assert.equal(statSync(path).mode & 0o077, 0, path);
    }
  },
);
