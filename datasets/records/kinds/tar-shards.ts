// Tar files with images, as WebDataset writes them: `000001.jpg` beside `000001.cls`, which has the class as a number.
// Images for tests are in test/; where there is none, every fifth image of a class is held out.
import type { FilesFound, ImageRecord, NeededFile, RecordFiles, RecordFormat } from '../format.js';
import { inFiles } from '../going-on.js';
import { splitOff } from '../held-out.js';
import { shardImages } from '../shard-images.js';

const testFolder = /^test\//;

export const tarShards: RecordFormat<'tarShards'> = {
  title: 'tar files with images',
  origin: 'Each image has a member such as 000001.jpg, and its class a member 000001.cls beside it, from 0.',
  folder: null,
  below: ['train', 'test'],
  archive: null,
  md5s: {},
  files: (_, names) => shardsAmong(names ?? []),
  counts: () => null,
  async open(_, files, needed) {
    const names = needed.map(({ name }) => name);
    const tests = names.filter((name) => testFolder.test(name));
    const others = names.filter((name) => !testFolder.test(name));
    const records: (split: 'train' | 'heldOut') => AsyncIterable<ImageRecord> =
      tests.length > 0
        ? (split) => imagesIn(files, split === 'train' ? others : tests)
        : (split) => splitOff(imagesIn(files, others), split);
    return Promise.resolve({ classes: null, records });
  },
  decoder: async () => (await import('../../decode-image.js')).decoderVersion(),
};

/** Of files with the same name the plain one is taken, so that what lies beside it packed does not matter. */
function shardsAmong(names: readonly string[]): FilesFound {
  const needed = new Map<string, NeededFile>();
  for (const file of names) {
    const name = /^(.*\.tar)(?:\.gz)?$/.exec(file)?.[1];
    if (name !== undefined && (file === name || !needed.has(name))) needed.set(name, { name, file });
  }
  const shards = [...needed.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const trains = shards.some(({ name }) => !testFolder.test(name));
  return { needed: shards, missing: trains ? [] : ['tar file, in the folder or in train/'] };
}

const imagesIn = (files: RecordFiles, names: readonly string[]): AsyncIterable<ImageRecord> =>
  inFiles(files, names, shardImages);
