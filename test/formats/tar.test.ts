// Tar archives of three dialects, packed and not, in chunks of any size; and archives that would write elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipped } from '../../formats/tar/gunzip.js';
import { readTar, type TarLimits } from '../../formats/tar/read-tar.js';
import { collected, cuts, inChunks, sample, sampleStream, withOffset } from './samples.js';

const limits: TarLimits = { atMostBytes: 2 ** 21 };
const large = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
const longName = (folders: number): string => `${`${'a'.repeat(60)}/`.repeat(folders)}file.bin`;

async function membersOf(source: AsyncIterable<Uint8Array>, within = limits): Promise<Map<string, Buffer>> {
  const members = new Map<string, Buffer>();
  for await (const member of readTar(gunzipped(source), within)) {
    const contents = await collected(member.chunks());
    assert.equal(contents.length, member.size);
    members.set(member.name, contents);
  }
  return members;
}

const expected = (folders: number): Map<string, Buffer> =>
  new Map([
    ['folder/first.txt', Buffer.from('first')],
    ['folder/empty', Buffer.alloc(0)],
    ['folder/large.bin', large],
    [longName(folders), Buffer.from('far')],
    ['ä€.txt', Buffer.from('text')],
  ]);

for (const [name, folders] of [['pax.tar', 4], ['gnu.tar', 4], ['ustar.tar', 2], ['pax.tar.gz', 4], ['gnu.tar.gz', 4], ['two-parts.tar.gz', 4]] as const) // prettier-ignore
  test(`${name} gives its regular files, and no folder, link or pipe`, async () => {
    assert.deepEqual(await membersOf(sampleStream(name)), expected(folders));
  });

for (const size of [1, 7, 511, 512, 513, 100_000])
  test(`chunks of ${size} bytes make no difference`, async () => {
    assert.deepEqual(await membersOf(inChunks(sample('gnu.tar.gz'), size)), expected(4));
    assert.deepEqual(await membersOf(inChunks(sample('pax.tar'), size)), expected(4));
  });

test('what is not read of a member is passed over, and a small member can be read at once', async () => {
  const read: string[] = [];
  for await (const member of readTar(sampleStream('pax.tar'), limits)) {
    if (member.name === 'folder/large.bin') for await (const chunk of member.chunks()) if (chunk.length > 0) break;
    if (member.name === 'folder/first.txt') read.push(String(await member.bytes(10).then((bytes) => Buffer.from(bytes))));
    if (member.name === 'ä€.txt') await assert.rejects(member.bytes(3), /must have at most 3 bytes \(got 4\)/);
  }
  assert.deepEqual(read, ['first']);
});

test('a stream that is left early is closed', async () => {
  let closed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield* inChunks(sample('pax.tar'), 1000);
    } finally {
      closed = true;
    }
  }
  for await (const member of readTar(source(), limits)) if (member.size > 0) break;
  assert.ok(closed);
});

test('a comment for all members does no harm', async () => {
  assert.deepEqual(await membersOf(sampleStream('comment.tar')), new Map([['a', Buffer.from('a')]]));
});

const refused: readonly [name: string, message: RegExp][] = [
  ['parent.tar', /must stay within its folder \(got "\.\.\/x"\)/],
  ['inner-parent.tar', /must stay within its folder \(got "a\/\.\.\/\.\.\/x"\)/],
  ['absolute.tar', /must stay within its folder \(got "\/tmp\/x"\)/],
  ['drive.tar', /must stay within its folder \(got "C:\\\\x"\)/],
  ['sparse.tar', /must be a file, folder or link \(its type is "S"\)/],
  ['global.tar', /must have names and sizes of their own/],
  ['checksum.tar', /must have the right checksum/],
  ['long-name-bomb.tar', /must have at most 65536 bytes \(got 1073741824\)/],
  ['zeros.tar.gz', /must unpack to at most 2097152 bytes/],
  ['huge.tar', /more bytes of huge must follow \(the file ends\)/],
  ['no-end.tar', /512 more bytes must follow \(the file ends\)/],
  ['changed.tar.gz', /a gzip file must be whole \(incorrect data check\)/],
  ['plain-2.pkl', /checksum|octal/],
];
for (const [name, message] of refused)
  test(`${name} is refused: ${message.source}`, async () => {
    await assert.rejects(membersOf(sampleStream(name)), (error) => withOffset(error, 2 ** 22) && message.test(String(error))); // prettier-ignore
  });

test('more members than allowed are refused', async () => {
  await assert.rejects(membersOf(sampleStream('pax.tar'), { ...limits, atMostMembers: 3 }), /at most 3 members/);
});

for (const name of ['pax.tar', 'gnu.tar.gz'])
  test(`${name} is refused with an offset wherever it is cut`, async () => {
    const bytes = sample(name);
    // The last blocks of a tar only fill it up.
    const end = name.endsWith('.gz') ? bytes.length : bytes.lastIndexOf('text') + 4;
    for (const cut of cuts(end))
      await assert.rejects(membersOf(inChunks(bytes.subarray(0, cut), 4096)), (error) => withOffset(error, bytes.length * 10)); // prettier-ignore
  });

test('an error of the source comes through', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield sample('pax.tar.gz').subarray(0, 1000);
    throw new Error('the disk is gone');
  }
  await assert.rejects(membersOf(broken()), /the disk is gone/);
});
