// A store on a disk that is full, forbidden, shared or of another version gives a named error and leaves nothing
// half-written.
import assert from 'node:assert/strict';
import * as nodeFiles from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFileLayer, fileSystemKind, openStore, type Store } from '../../store/index.js';
import type { FileIo } from '../../store/file-layer.js';
import { judgeFileSystem } from '../../store/file-system.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { record } from './support.js';

/** A store whose files fail once `fault.on` is set. */
async function faultyStore(folder: string, faulty: Partial<FileIo>): Promise<{ store: Store; fault: { on: boolean } }> {
  const fault = { on: false };
  const call = (name: string, args: unknown[]): unknown => {
    const from = fault.on && name in faulty ? faulty : nodeFiles;
    return (Reflect.get(from, name) as (...args: unknown[]) => unknown)(...args);
  };
  const io = new Proxy(
    {},
    {
      get:
        (_, name: string) =>
        (...args: unknown[]) =>
          call(name, args),
    },
  ) as FileIo;
  return { store: await openStore(folder, { files: createFileLayer({ io }) }), fault };
}

const fails = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code });
};

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await nodeFiles.readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

/** Writes to this device fail with the kernel's ENOSPC, as on a full disk. */
const fullDisk: Partial<FileIo> = {
  open: ((path: string, flags: string) =>
    nodeFiles.open(flags === 'wx' ? '/dev/full' : path, flags === 'wx' ? 'w' : flags)) as FileIo['open'],
};
const writes: Record<string, (store: Store) => Promise<unknown>> = {
  'an object': (store) => store.objects.put(Buffer.from('new')),
  'a ref': (store) => store.refs.compareAndSwap('runs/x/state', 0, 1),
  'a record': (store) => store.records.put(record('place')),
  'a ledger line': (store) => store.ledger.append('run', 1, { place: 'p', key: 'k', fingerprint: 'f', at: 'now' }),
  'a recovery point': (store) => store.recovery.write('key', 'a', 1, 'd'.repeat(64), null),
};

for (const [what, write] of Object.entries(writes)) {
  test(`a full disk under ${what} is EAGAN_DISK_FULL, leaves no file, and the write works once there is room`, async () => {
    const folder = temporaryFolder();
    const { store, fault } = await faultyStore(folder, fullDisk);
    const before = await filesBelow(folder);
    fault.on = true;
    await assert.rejects(write(store), { code: 'EAGAN_DISK_FULL', cure: /Free some space/ });
    assert.deepEqual(await filesBelow(folder), before);
    fault.on = false;
    await write(store);
    assert.equal((await filesBelow(folder)).length, before.length + 1);
  });
}

for (const code of ['EACCES', 'EROFS', 'EPERM']) {
  test(`${code} on opening is EAGAN_STORE_NOT_WRITABLE with a cure`, async () => {
    const { store, fault } = await faultyStore(temporaryFolder(), { open: fails(code) as FileIo['open'] });
    fault.on = true;
    await assert.rejects(store.objects.put(Buffer.from('x')), { code: 'EAGAN_STORE_NOT_WRITABLE', cure: /--home/ });
  });
}

test('a file in place of the store is EAGAN_STORE_NOT_WRITABLE', async () => {
  const folder = temporaryFolder();
  await nodeFiles.writeFile(join(folder, 'taken'), '');
  await assert.rejects(openStore(join(folder, 'taken', 'store')), { code: 'EAGAN_STORE_NOT_WRITABLE' });
});

test('a file system without hard links is EAGAN_FILE_SYSTEM_UNSAFE', async () => {
  const { store, fault } = await faultyStore(temporaryFolder(), { link: fails('EPERM') });
  fault.on = true;
  await assert.rejects(store.refs.compareAndSwap('a', 0, 1), { code: 'EAGAN_FILE_SYSTEM_UNSAFE' });
});

test('an interrupted write leaves the old bytes and no ref', async () => {
  const folder = temporaryFolder();
  const { store, fault } = await faultyStore(folder, { link: fails('EIO'), rename: fails('EIO') });
  fault.on = true;
  await assert.rejects(store.refs.compareAndSwap('a', 0, 1), { code: 'EAGAN_DISK_ERROR' });
  await assert.rejects(store.objects.put(Buffer.from('x')), { code: 'EAGAN_DISK_ERROR' });
  assert.equal(await store.refs.get('a'), null);
  assert.deepEqual(await filesBelow(folder), ['store.json']);
});

test('a store on a network file system is refused before anything is written', async () => {
  const folder = join(temporaryFolder(), 'store');
  const fileSystem = async (): Promise<ReturnType<typeof judgeFileSystem>> => judgeFileSystem(0x6969);
  await assert.rejects(openStore(folder, { fileSystem }), { code: 'EAGAN_FILE_SYSTEM_UNSAFE', message: /nfs/ });
  await assert.rejects(nodeFiles.stat(folder), { code: 'ENOENT' });
});

for (const [what, magic, mount, verdict] of [
  ['NFS', 0x6969, 'nfs4', 'network'],
  ['CIFS, as the signed number that statfs may give', 0xff534d42 | 0, 'cifs', 'network'],
  ['SMB 2', 0xfe534d42, undefined, 'network'],
  ['sshfs', 0x65735546, 'fuse.sshfs', 'network'],
  ['FUSE of an unknown kind', 0x65735546, 'fuse.mine', 'unknown'],
  ['9p', 0x01021997, '9p', 'unknown'],
  ['ext4', 0xef53, 'ext4', 'local'],
  ['overlayfs', 0x794c7630, 'overlay', 'local'],
  ['tmpfs', 0x01021994, 'tmpfs', 'local'],
  ['btrfs', 0x9123683e | 0, 'btrfs', 'local'],
] as const) {
  test(`${what} counts as ${verdict}`, () => assert.equal(judgeFileSystem(magic, mount).verdict, verdict));
}

test('a folder that does not exist yet has the file system of its nearest existing parent', async () => {
  const folder = temporaryFolder();
  assert.deepEqual(await fileSystemKind(join(folder, 'not', 'yet')), await fileSystemKind(folder));
  assert.notEqual((await fileSystemKind(folder)).verdict, 'network');
});

test('a store of another schema version is refused', async () => {
  const folder = temporaryFolder();
  await nodeFiles.writeFile(join(folder, 'store.json'), '{"schemaVersion":99,"id":"00000000"}');
  await assert.rejects(openStore(folder), { code: 'EAGAN_STORE_VERSION', message: /99/ });
});
