// Random changes of files in formats of other programs: nothing but a FormatError with an offset comes out, and memory
// stays bounded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stream, type RandomStream } from '../../domain/stream.js';
import { numbersOf } from '../../formats/arrays/number-array.js';
import { readNpy } from '../../formats/arrays/npy.js';
import { openNpz } from '../../formats/arrays/npz.js';
import { FormatError } from '../../formats/format-error.js';
import { numpyGlobals } from '../../formats/pickle/numpy-globals.js';
import { readPickle } from '../../formats/pickle/read-pickle.js';
import { gunzipped } from '../../formats/tar/gunzip.js';
import { readTar } from '../../formats/tar/read-tar.js';
import { readTorchFile } from '../../formats/torch/read-torch.js';
import { contiguousTensor } from '../../formats/torch/tensor.js';
import { inChunks, sample, sampleNames } from '../formats/samples.js';

const seed = Number(process.env.EAGAN_FUZZ_SEED ?? 1);
const changesOfEach = 400;
/** Files that are meant to be large would only take time. */
const largestSample = 300_000;

const parsers: readonly { readonly files: RegExp; read(bytes: Uint8Array): unknown }[] = [
  { files: /\.pkl$/, read: (bytes) => readPickle(bytes, { globals: numpyGlobals }) },
  { files: /\.pth$/, read: (bytes) => readTorchFile(bytes).map((tensor) => numbersOf(contiguousTensor(tensor))) },
  { files: /\.npy$/, read: (bytes) => numbersOf(readNpy(bytes)) },
  {
    files: /\.npz$/,
    read: (bytes) => {
      const file = openNpz(bytes, 2 ** 20);
      return file.names.map((name) => numbersOf(file.read(name)));
    },
  },
  {
    files: /\.tar(\.gz)?$/,
    async read(bytes) {
      for await (const member of readTar(gunzipped(inChunks(bytes, 8192)), { atMostBytes: 2 ** 22 }))
        for await (const chunk of member.chunks()) assert.ok(chunk.length > 0);
    },
  },
];

/** One to four changes: bytes of other values, a part that is left out, doubled or moved, or an early end. */
function changed(bytes: Uint8Array, random: RandomStream): Uint8Array {
  let result: Uint8Array = Uint8Array.from(bytes);
  for (let i = random.integer(4); i >= 0; i--) result = changeOnce(result, random);
  return result;
}

const tellingBytes = [0, 1, 0x7f, 0x80, 0xff, ...Buffer.from('(.]}tRbcq\x80\x93\x94\x8a\x96QX', 'latin1')];

function changeOnce(bytes: Uint8Array, random: RandomStream): Uint8Array {
  if (bytes.length === 0) return bytes;
  const [a, b] = [random.integer(bytes.length), random.integer(bytes.length)];
  const [start, end] = [Math.min(a, b), Math.min(Math.max(a, b), Math.min(a, b) + 200)];
  switch (random.integer(6)) {
    case 0:
      return bytes.subarray(0, a);
    case 1:
      return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
    case 3:
      bytes.copyWithin(random.integer(bytes.length), start, end);
      return bytes;
    default:
      bytes[a] = random.integer(2) === 0 ? random.pick(tellingBytes) : random.integer(256);
      return bytes;
  }
}

/** True if it was read. @throws what must not come out of a parser */
async function survives(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): Promise<boolean> {
  try {
    await read(bytes);
    return true;
  } catch (error) {
    if (error instanceof FormatError && error.offset >= 0 && Number.isSafeInteger(error.offset)) return false;
    throw error;
  }
}

for (const { files, read } of parsers)
  test(`changed files ${files.source} are read or refused with an offset`, async () => {
    const counts = { read: 0, refused: 0 };
    for (const name of sampleNames().filter((each) => files.test(each))) {
      const [bytes, random] = [sample(name), stream(seed, `formats/${name}`)];
      if (bytes.length > largestSample) continue;
      for (let i = 0; i < changesOfEach; i++) {
        const input = changed(bytes, random);
        const wasRead = await survives(read, input).catch((error: unknown) => {
          throw new Error(`${name}, change ${i} of seed ${seed}`, { cause: error });
        });
        counts[wasRead ? 'read' : 'refused']++;
      }
    }
    console.log(`seed ${seed}: ${counts.refused} refused, ${counts.read} read`);
    assert.ok(counts.refused > 1000 && counts.read > 0, JSON.stringify(counts));
  });

test('bytes that are no file of a format are refused with an offset', async () => {
  for (const { read } of parsers)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        await survives(read, bytes);
      }),
      { seed, numRuns: 2000 },
    );
});

test('operations of pickles in any order are read or refused with an offset', async () => {
  const codes = [...Buffer.from('(.0122N]}lteaudsbRoc)\x85\x86\x87\x88\x89\x8f\x90\x91\x93\x81\x92\x94Qh', 'latin1'), 0, 1];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...codes), { maxLength: 200 }), async (program) => {
      await survives((bytes) => readPickle(bytes, { globals: numpyGlobals }), Uint8Array.from(program));
    }),
    { seed, numRuns: 5000 },
  );
});

test('what the samples and their changes take of memory stays below half a gigabyte', () => {
  assert.ok(process.resourceUsage().maxRSS < 512 * 1024, `${process.resourceUsage().maxRSS} KiB`);
});
