// `eagan verify` changes nothing, also where something is damaged, and needs no right to write.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { runEagan } from '../cli/support.js';
import { forgedRun, honestRun, type Forger } from '../support/forger.js';

let original: Forger;
before(async () => {
  original = await honestRun();
});

/** Every name below a folder with its kind, rights, size and time. */
const snapshot = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { mode, size, mtimeMs } = lstatSync(join(folder, name));
      return `${name} ${mode} ${size} ${mtimeMs}`;
    });

const verify = (folder: string, ...more: string[]): ReturnType<typeof runEagan> =>
  runEagan(['verify', forgedRun, '--home', folder, ...more]);

/** A record, an object and the last line of the ledger. */
async function damage(run: Forger): Promise<void> {
  const { outputs, key, fingerprint } = await run.record('generator/open');
  writeFileSync(run.objectPath(outputs.state!), 'other bytes');
  writeFileSync(run.path('records', key.slice(0, 2), `${key}-${fingerprint}.json`), '{"half');
  const lines = readdirSync(run.path('ledger', forgedRun)).sort();
  writeFileSync(run.path('ledger', forgedRun, lines.at(-1)!), '{"torn');
}

test('a whole and a damaged run are verified, with a pure step again, and nothing changes', async () => {
  const run = await original.copy();
  const was = snapshot(run.folder);
  const { exitCode, stdout } = await verify(run.folder, '--rerun', 'generator/gen-000/select');
  assert.deepEqual([exitCode, /1 of 1 step gave the same bits/.test(stdout)], [0, true], stdout);
  assert.deepEqual(snapshot(run.folder), was);
  await damage(run);
  const damaged = snapshot(run.folder);
  const bad = await verify(run.folder);
  assert.equal(bad.exitCode, 1);
  assert.deepEqual(snapshot(run.folder), damaged);
});

test('all damages are told, each with its file', async () => {
  const run = await original.copy();
  await damage(run);
  const { stdout } = await verify(run.folder, '--json');
  const { findings } = JSON.parse(stdout) as { findings: { file?: string }[] };
  const kinds = new Set(findings.map(({ file }) => file?.split('/')[0]));
  for (const kind of ['records', 'ledger']) assert.ok(kinds.has(kind), stdout);
});

test('a folder without a store is not made into one', async () => {
  const run = await original.copy();
  const empty = join(run.folder, 'empty');
  const { exitCode, stderr } = await verify(empty);
  assert.deepEqual([exitCode, /EAGAN_RUN_NOT_FOUND/.test(stderr)], [4, true]);
  assert.ok(!readdirSync(run.folder).includes('empty'));
});

test(
  'a folder that this user may not write to is verified',
  { skip: process.getuid?.() === 0 && 'root may write anywhere: the mounted disk below stands for it' },
  async () => {
    const run = await original.copy();
    execFileSync('chmod', ['-R', 'a-w', run.folder]);
    try {
      assert.equal((await verify(run.folder)).exitCode, 0);
    } finally {
      execFileSync('chmod', ['-R', 'u+w', run.folder]);
    }
  },
);

/** Mounts the folder on itself, read-only; null if this user may not. */
function mountedReadOnly(folder: string): (() => void) | null {
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const unmount = (): void => void execFileSync('umount', [folder]);
  try {
    execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'ignore' });
    return unmount;
  } catch {
    unmount();
    return null;
  }
}

test('a damaged run on a disk that is mounted read-only is verified', async (context) => {
  const run = await original.copy();
  await damage(run);
  const unmount = mountedReadOnly(run.folder);
  if (unmount === null) return context.skip('this user may not mount');
  try {
    assert.throws(() => chmodSync(run.folder, 0o700), { code: 'EROFS' });
    const { exitCode, stdout, stderr } = await verify(run.folder);
    assert.deepEqual([exitCode, stderr], [1, ''], stdout);
    assert.match(stdout, /EAGAN_OBJECT_CORRUPT|EAGAN_OBJECT_MISSING/);
  } finally {
    unmount();
  }
});

test('a head comes from the command line or a file, and anything else is refused', async () => {
  const run = await original.copy();
  const { head } = await run.verify();
  const file = join(run.folder, 'head.json');
  writeFileSync(file, JSON.stringify({ head }));
  for (const asked of [head!, file]) {
    const { exitCode, stdout } = await verify(run.folder, '--head', asked);
    assert.deepEqual(
      [exitCode, /compared {5}the given head is line \d+; 0 lines came after it/.test(stdout)],
      [0, true],
      stdout,
    );
  }
  const other = await verify(run.folder, '--head', 'a'.repeat(64));
  assert.deepEqual([other.exitCode, /EAGAN_HEAD_DIFFERS/.test(other.stdout)], [1, true]);
  writeFileSync(file, '{"head":7}');
  for (const asked of [file, join(run.folder, 'nothing')]) {
    const refused = await verify(run.folder, '--head', asked);
    assert.deepEqual([refused.exitCode, /EAGAN_USAGE/.test(refused.stderr)], [2, true]);
  }
});

test('a sample is drawn by a fresh seed, which is printed, and again by that seed', async () => {
  const run = await original.copy();
  const sampled = async (...more: string[]): Promise<{ sampleSeed: number }> =>
    JSON.parse((await verify(run.folder, '--json', '--rerun', '1%', ...more)).stdout) as never;
  const [first, second] = [await sampled(), await sampled()];
  assert.notEqual(first.sampleSeed, second.sampleSeed);
  assert.equal((await sampled('--sample-seed', '7')).sampleSeed, 7);
  assert.equal((await verify(run.folder, '--rerun', '1%', '--sample-seed', '-1')).exitCode, 2);
});
