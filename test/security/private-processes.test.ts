// Everything that a supervisor, its server, its worker and trainers make is private, whatever umask and modes they
// find.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { stopSupervisor, supervisorStatus } from '../../worker/supervisor.js';
import { projectRoot } from '../support/project.js';
import { descendantsOf, runs } from '../support/processes.js';
import { needsSecondUser, secondUser } from '../support/second-user.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { forgetConfiguredTemporal } from '../worker/support.js';

forgetConfiguredTemporal();
const other = secondUser()!;
const program = join(projectRoot, 'cli', 'bin.mjs');
const parent = temporaryFolder();
chmodSync(parent, 0o755);
/** Its sockets have paths that are too long for the kernel. */
const home = join(parent, 'a-state-folder-with-a-long-name-'.repeat(4));
after(() => stopSupervisor(home));

function tryServer(umask: string): { readonly status: number | null; readonly stderr: string } {
  const command = ['-c', `umask ${umask}; exec "$@"`, 'sh', process.execPath, program, '--home', home];
  return spawnSync('sh', [...command, 'server', 'start', '--slots', '1'], { encoding: 'utf8' });
}

function startServer(umask: string): void {
  const { status, stderr } = tryServer(umask);
  assert.equal(status, 0, stderr);
}

/** What others could read or change. */
function openEntries(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const paths = ['', ...names].map((name) => join(folder, name));
  return paths.filter((path) => !lstatSync(path).isSymbolicLink() && (lstatSync(path).mode & 0o077) !== 0);
}

test('under umask 000, nothing that the processes make is open to others, and each keeps umask 077', async () => {
  startServer('000');
  assert.deepEqual(openEntries(home), []);
  const { pid } = (await supervisorStatus(home))!;
  const processes = [pid, ...descendantsOf(pid)];
  assert.ok(processes.length >= 4, 'supervisor, server, guard, worker, trainer');
  if (process.platform === 'linux')
    for (const each of processes) assert.match(readFileSync(`/proc/${each}/status`, 'utf8'), /Umask:\t0077/);
});

test('another user can neither see nor stop it', { skip: needsSecondUser }, async () => {
  const { pid } = (await supervisorStatus(home))!;
  const env = { HOME: other.folder() };
  for (const args of [['status'], ['server', 'stop']]) {
    if (!other.canRun(program)) break;
    const { exitCode, stderr } = other.run(process.execPath, [program, '--home', home, ...args], { env });
    assert.equal(exitCode, 3, stderr);
    // Root is trusted, so it is only that this user may not enter.
    assert.match(stderr, /EAGAN_STORE_NOT_WRITABLE/);
  }
  for (const place of ['', 'logs', 'store/store.json', 'temporal/eagan.db', 'supervisor.secret', 'supervisor.sock'])
    assert.notEqual(other.run('ls', [join(home, place)]).exitCode, 0, place);
  assert.ok(runs(pid));
});

test('what an earlier version left open is closed when the folder is used again', async () => {
  await stopSupervisor(home);
  mkdirSync(join(home, 'runs'), { recursive: true });
  spawnSync('chmod', ['-R', 'a+rX', home]);
  assert.ok(openEntries(home).length > 5);
  // Whoever read the keys keeps them, so a person must decide.
  assert.match(tryServer('022').stderr, /EAGAN_PAYLOAD_KEYS: [^]*nobody else may read[^]*chmod 600/);
  chmodSync(join(home, 'payload-keys'), 0o600);
  startServer('022');
  const open = openEntries(home).map((path) => path.slice(home.length + 1));
  // Nobody can reach what is deeper: the folders above are closed.
  assert.deepEqual(
    open.filter((path) => !path.startsWith('store/') && !path.startsWith('.gitignore')),
    [],
  );
  assert.ok(existsSync(join(home, 'temporal/eagan.db')));
});
