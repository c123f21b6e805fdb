// Files in formats of other programs that attack their reader: they run nothing, reach nothing outside, and do not fill
// the memory.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { EaganError } from '../../domain/errors.js';
import type { Dataset } from '../../domain/dataset.js';
import { passDoor, writeFormat } from '../support/data-files.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { sample } from '../formats/samples.js';

const refusal = async (kind: 'cifar10Python' | 'arrays' | 'tarShards', path: string): Promise<string> => {
  const set: Dataset = { kind, path, size: 32, images: null };
  const error: unknown = await passDoor(set).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EaganError, String(error));
  assert.equal(error.code, 'EAGAN_DATASET_DAMAGED');
  return error.message;
};

for (const protocol of [0, 1, 2, 3, 4, 5])
  test(`a pickle of protocol ${protocol} that would run a program runs nothing, and is refused by what it names`, async () => {
    const { folder } = writeFormat('cifar10Python');
    const trap = join(folder, 'owned');
    const program = `import os, pickle, sys
class Trap:
    def __reduce__(self):
        return os.system, (sys.argv[1],)
sys.stdout.buffer.write(pickle.dumps({"data": Trap(), "labels": []}, ${protocol}))`;
    const { stdout } = spawnSync('python3', ['-c', program, `touch ${trap}`]);
    writeFileSync(join(folder, 'data_batch_1'), stdout);
    assert.match(await refusal('cifar10Python', folder), /it names "(posix|nt)\.system"/);
    assert.ok(!existsSync(trap));
    // The trap is real: Python would have run it.
    spawnSync('python3', [
      '-c',
      'import pickle, sys; pickle.load(open(sys.argv[1], "rb"))',
      join(folder, 'data_batch_1'),
    ]);
    assert.ok(existsSync(trap));
  });

for (const name of ['parent.tar', 'inner-parent.tar', 'absolute.tar', 'drive.tar'])
  test(`${name}, whose member leads out of its folder, is refused and writes nothing`, async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.tar'), sample(name));
    assert.match(await refusal('tarShards', folder), /must stay within its folder/);
    assert.deepEqual(readdirSync(folder), ['a.tar']);
    assert.ok(!existsSync(join(dirname(folder), 'x')) && !existsSync('/tmp/x'));
  });

test('a link in a tar file is not followed', async () => {
  const folder = temporaryFolder();
  const program = `import sys, tarfile
with tarfile.open(sys.argv[1], "w") as file:
    info = tarfile.TarInfo("1.jpg")
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    file.addfile(info)
    info = tarfile.TarInfo("1.cls")
    file.addfile(info)`;
  spawnSync('python3', ['-c', program, join(folder, 'a.tar')]);
  assert.match(await refusal('tarShards', folder), /the number of a class/);
});

/** Reads a data set in a process with little memory. */
function readWithLittleMemory(kind: string, folder: string): { status: number | null; output: string } {
  const program = `
const { readerOf } = await import(process.argv[1]);
const dataset = { kind: process.argv[2], path: process.argv[3], size: 32, images: null };
const message = await readerOf(dataset).door(dataset).then(() => 'read', (error) => error.message);
console.log(message, process.resourceUsage().maxRSS < 400 * 1024 ? 'little' : 'much');`;
  const reader = join(projectRoot, 'dist', 'datasets', 'kinds.js');
  const args = ['--max-old-space-size=400', '--input-type=module', '-e', program, reader, kind, folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** A folder with a zip of a mebibyte of zeros, whose directory says another size. */
function zipThatSays(bytes: number): string {
  const folder = temporaryFolder();
  const program = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as file:
    file.writestr("x_train.npy", bytes(2**20))`;
  const path = join(folder, 'a.npz');
  spawnSync('python3', ['-c', program, path]);
  const zip = readFileSync(path);
  zip.writeUInt32LE(bytes, zip.indexOf('PK\x01\x02') + 24);
  writeFileSync(path, zip);
  return folder;
}

for (const [bytes, message] of [
  [2 ** 31 + 1, /x_train\.npy must unpack to at most 2147483648 bytes \(it says 2147483649\).* little/],
  [100, /x_train\.npy: the entry must unpack to 100 bytes .* little/],
] as const)
  test(`a zip that says that it unpacks to ${bytes} bytes takes little memory`, () => {
    assert.match(readWithLittleMemory('arrays', zipThatSays(bytes)).output, message);
  });

test('a gzip file of a gigabyte of zeros takes little memory', () => {
  const folder = temporaryFolder();
  const program = `import gzip, sys
with gzip.open(sys.argv[1], "wb", 1) as file:
    for _ in range(1024):
        file.write(bytes(2**20))`;
  spawnSync('python3', ['-c', program, join(folder, 'a.tar.gz')]);
  assert.match(readWithLittleMemory('tarShards', folder).output, /at least one training image.* little/);
});

test('a pickle of a million dictionaries is refused before they fill the memory', () => {
  const { folder } = writeFormat('cifar10Python');
  writeFileSync(join(folder, 'data_batch_1'), sample('maps.pkl'));
  const { status, output } = readWithLittleMemory('cifar10Python', folder);
  assert.equal(status, 0, output);
  assert.match(output, /at most 1000000 operations/);
});
