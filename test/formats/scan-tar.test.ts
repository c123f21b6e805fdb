// Packed archives that are handed over piece by piece show what those show that are read as a stream.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readTar } from '../../formats/tar/read-tar.js';
import { scanPackedTar } from '../../formats/tar/scan-tar.js';
import { collected, cuts, inChunks, sample, withOffset } from './samples.js';

const atMostBytes = 2 ** 21;

/** The members that a scan shows, by name. */
function scanned(packed: Uint8Array, size: number): Map<string, Buffer> {
  const parts = new Map<string, Uint8Array[]>();
  const onMember = (name: string): ((part: Uint8Array) => void) => {
    const own: Uint8Array[] = [];
    parts.set(name, own);
    return (part) => void own.push(part.slice());
  };
  const scan = scanPackedTar({ onMember, atMostBytes });
  for (let at = 0; at < packed.length; at += size) scan.push(packed.subarray(at, at + size));
  scan.end();
  return new Map([...parts].map(([name, own]) => [name, Buffer.concat(own)]));
}

async function read(archive: Uint8Array): Promise<Map<string, Buffer>> {
  const members = new Map<string, Buffer>();
  for await (const member of readTar(inChunks(archive, 4096), { atMostBytes }))
    members.set(member.name, await collected(member.chunks()));
  return members;
}

for (const name of ['pax.tar', 'gnu.tar', 'ustar.tar', 'comment.tar'])
  test(`${name} has the same members by both ways, in pieces of any size`, async () => {
    const expected = await read(sample(name));
    for (const size of [1, 511, 4096, 1_000_000])
      assert.deepEqual(scanned(gzipSync(sample(name)), size), expected, `${size} bytes`);
  });

test('an archive that was packed in two parts is scanned whole', async () => {
  assert.deepEqual(scanned(sample('two-parts.tar.gz'), 1000), scanned(sample('pax.tar.gz'), 1000));
});

test('a packed archive that is cut anywhere is refused with an offset', () => {
  const packed = sample('gnu.tar.gz');
  for (const cut of cuts(packed.length - 8))
    assert.throws(
      () => scanned(packed.subarray(0, cut), 4096),
      (error) => withOffset(error, atMostBytes),
    );
});

for (const name of [
  'parent.tar',
  'absolute.tar',
  'sparse.tar',
  'global.tar',
  'checksum.tar',
  'long-name-bomb.tar',
  'huge.tar',
  'no-end.tar',
])
  // prettier-ignore
  test(`${name} is refused here too`, () => {
    assert.throws(() => scanned(gzipSync(sample(name)), 4096), /must/);
  });

test('what unpacks to more than it may is refused, also behind its end', () => {
  assert.throws(() => scanned(sample('zeros.tar.gz'), 4096), /must unpack to at most 2097152 bytes/);
  assert.throws(() => scanned(gzipSync(Buffer.alloc(2 ** 22)), 4096), /must unpack to at most 2097152 bytes/);
});
