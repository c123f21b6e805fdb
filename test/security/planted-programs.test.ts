// Programs that another user planted in the cache, on PATH or behind a link are not started.
import assert from 'node:assert/strict';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { makeEntry, readEntry } from '../../scripts/cache.mjs';
import { installedAddon, requireTrustedAddon } from '../../scripts/tensorflow-addon.mjs';
import { makeTemporaryFolder } from '../../scripts/temporary.mjs';
import { findTemporalCli, temporalCli, temporalEntryFolder } from '../../scripts/toolchain.mjs';
import { machineWithGo, startScript } from '../scripts/support.js';
import { needsSecondUser, secondUser } from '../support/second-user.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const other = secondUser()!;
const refused = { code: 'EAGAN_NOT_TRUSTED' };

/** A machine whose cache has a `temporal` that leaves a mark when it runs, with digests of its own. */
async function withPlanted(): Promise<{ env: Record<string, string>; cache: string; entry: string; mark: string }> {
  const { env, folder } = machineWithGo();
  const [entry, mark] = [temporalEntryFolder(env), join(folder, 'it-ran')];
  await makeEntry(entry, async (partial) => {
    const script = `#!/bin/sh\n: > ${mark}\necho "temporal version 9.9.9 (Server 9.9.9, UI 2)"\n`;
    writeFileSync(join(partial, 'temporal'), script, { mode: 0o755 });
    return { version: '9.9.9', serverVersion: '9.9.9' };
  });
  return { env, cache: dirname(entry), entry, mark };
}

/** What another user could have done to a cache, and what of it is then refused. */
const attacks: Readonly<Record<string, (cache: string, entry: string) => void>> = {
  'belongs to another user': (cache) => chownSync(cache, other.uid, other.gid),
  'is writable by others': (cache) => chmodSync(cache, 0o777),
  'is sticky and writable by others': (cache) => chmodSync(cache, 0o1777),
  'is below a folder that is writable by others': (cache) => chmodSync(dirname(cache), 0o777),
  'has an entry of another user': (_, entry) => chownSync(entry, other.uid, other.gid),
  'has an entry that is writable by others': (_, entry) => chmodSync(entry, 0o777),
  'has a program of another user': (_, entry) => chownSync(join(entry, 'temporal'), other.uid, other.gid),
  'has a program that is writable by others': (_, entry) => chmodSync(join(entry, 'temporal'), 0o777),
  'has a list of digests of another user': (_, entry) => chownSync(join(entry, 'entry.json'), other.uid, other.gid),
};

for (const [attack, perform] of Object.entries(attacks)) {
  test(`a cache that ${attack} is not used, nor made larger`, { skip: needsSecondUser }, async () => {
    const { env, cache, entry, mark } = await withPlanted();
    perform(cache, entry);
    await assert.rejects(temporalCli(env), refused);
    await assert.rejects(readEntry(entry, { verify: true }), refused);
    const program = join('dist', 'test', 'scripts', 'provide-temporal.js');
    const setUp = await startScript([program, '--verify'], env).ended;
    assert.notEqual(setUp.code, 0);
    assert.match(setUp.output, /EAGAN_NOT_TRUSTED|must (not )?be/);
    assert.equal(existsSync(mark), false, 'it ran');
  });
}

test('a cache entry that is a link, or has one, is not used', async () => {
  const { env, cache, entry, mark } = await withPlanted();
  symlinkSync('/bin/true', join(entry, 'also'));
  await assert.rejects(temporalCli(env), refused);
  const linked = join(cache, 'linked');
  symlinkSync(entry, linked);
  await assert.rejects(readEntry(linked), refused);
  assert.equal(existsSync(mark), false);
});

test('an entry that names files outside itself is no entry', async () => {
  const { entry } = await withPlanted();
  const marker = { schemaVersion: 1, facts: {}, files: [{ path: '../../bin/go', bytes: 1, mtimeMs: 1, sha256: '' }] };
  writeFileSync(join(entry, 'entry.json'), JSON.stringify(marker));
  assert.notEqual((await readEntry(entry)).state, 'ready');
});

test('an entry whose digests are not those of the repository is not used, whatever its own list says', async () => {
  const { entry, mark } = await withPlanted();
  const { marker } = (await readEntry(entry)) as { marker: { files: { sha256: string }[] } };
  assert.equal((await readEntry(entry, { known: { temporal: marker.files[0]!.sha256 } })).state, 'ready');
  const found = await readEntry(entry, { verify: true, known: { temporal: 'a'.repeat(64) } });
  assert.equal(found.state, 'corrupt');
  assert.equal((await readEntry(entry, { known: { another: 'a'.repeat(64) } })).state, 'corrupt');
  assert.equal(existsSync(mark), false);
});

for (const [where, perform] of Object.entries({
  'a folder of another user': (bin: string) => chownSync(bin, other.uid, other.gid),
  'a folder that others can write into': (bin: string) => chmodSync(bin, 0o777),
})) {
  test(`a temporal on PATH in ${where} is not even asked for its version`, { skip: needsSecondUser }, async () => {
    const { folder, env } = machineWithGo();
    const [bin, mark] = [join(folder, 'other'), join(folder, 'it-ran')];
    mkdirSync(bin);
    const script = `#!/bin/sh\n: > ${mark}\necho "temporal version 9.9.9 (Server 9.9.9, UI 2)"\n`;
    writeFileSync(join(bin, 'temporal'), script, { mode: 0o755 });
    perform(bin);
    const { cli, reasons } = await findTemporalCli({ ...env, PATH: bin });
    assert.equal(cli, null);
    assert.match(reasons.join(), /temporal on PATH is not trusted: .*other must/);
    assert.equal(existsSync(mark), false, 'it ran');
    writeFileSync(join(folder, 'bin', 'temporal'), script, { mode: 0o755 });
    const next = await findTemporalCli({ ...env, PATH: `${bin}:${join(folder, 'bin')}` });
    assert.equal(next.cli?.path, join(folder, 'bin', 'temporal'), 'the next one on PATH is used');
  });
}

test('a TensorFlow addon that leads to what another user can change is not loaded', { skip: needsSecondUser }, () => {
  const [root, theirs] = [temporaryFolder(), other.folder()];
  const addon = installedAddon(root);
  mkdirSync(dirname(addon), { recursive: true });
  requireTrustedAddon(root);
  writeFileSync(join(theirs, 'tfjs_binding.node'), '');
  symlinkSync(join(theirs, 'tfjs_binding.node'), addon);
  assert.throws(() => requireTrustedAddon(root), refused);
});

test('temporary folders are not made where others could replace them', () => {
  const open = temporaryFolder();
  chmodSync(open, 0o777);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = open;
  try {
    assert.throws(() => makeTemporaryFolder('eagan-'), refused);
    chmodSync(open, 0o1777);
    assert.equal(statSync(makeTemporaryFolder('eagan-')).mode & 0o777, 0o700);
  } finally {
    process.env.TMPDIR = before ?? '/tmp';
  }
});
