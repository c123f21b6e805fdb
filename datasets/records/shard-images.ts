// The images of one tar file: members with the same name before the first dot belong together and follow one another.
import { readTar, type TarMember } from '../../formats/tar/read-tar.js';
import { readFormats } from '../formats.js';
import { imageLimits } from '../limits.js';
import { shownName } from '../names.js';
import { decodeProblem } from '../unreadable.js';
import type { ImageRecord, RecordFile } from './format.js';
import { asDamage } from './parsed.js';

/** A shard is read from its beginning to its end; this only keeps a file that never ends from being read for ever. */
const mostBytes = 2 ** 42;

/** What was found of one image until now. */
interface Sample {
  readonly key: string;
  readonly offset: number;
  image?: { readonly name: string; readonly bytes: Uint8Array };
  label?: number | null;
}

/** Throws EAGAN_DATASET_DAMAGED. */
export async function* shardImages(file: RecordFile): AsyncGenerator<ImageRecord> {
  let sample: Sample | null = null;
  try {
    for await (const member of readTar(file.chunks, { atMostBytes: mostBytes })) {
      const named = /^((?:.*\/)?[^./]+)\.([^/]+)$/.exec(member.name);
      if (!named) continue;
      const [key, extension] = [named[1]!, named[2]!.toLowerCase()];
      if (sample && sample.key !== key) {
        yield recordOf(file, sample);
        sample = null;
      }
      if (!isImage(extension) && extension !== 'cls') continue;
      sample ??= { key, offset: member.offset };
      await take(file, sample, member, extension);
    }
    if (sample) yield recordOf(file, sample);
  } catch (error) {
    throw asDamage(file, error);
  }
}

const isImage = (extension: string): boolean => Object.hasOwn(readFormats, extension);

async function take(file: RecordFile, sample: Sample, member: TarMember, extension: string): Promise<void> {
  if (extension === 'cls') {
    sample.label = await labelOf(file, member);
    return;
  }
  const name = shownName(member.name);
  if (sample.image) throw file.refuse(member.offset, `have one image named ${shownName(sample.key)}`, `another, ${name}`);
  sample.image = { name, bytes: await member.bytes(imageLimits.fileBytes.most) };
}

/** Decimal digits, as people and WebDataset write them. */
async function labelOf(file: RecordFile, member: TarMember): Promise<number> {
  const text = Buffer.from(await member.bytes(64)).toString('latin1').trim();
  const label = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  if (label <= 255) return label;
  const must = `have the number of a class, 0 to 255, in ${shownName(member.name)}`;
  throw file.refuse(member.offset, must, JSON.stringify(text));
}

function recordOf(file: RecordFile, { key, offset, image, label = null }: Sample): ImageRecord {
  if (image) return { label, encoded: image.bytes, image: (size) => decoded(file, image, offset, size) };
  const must = `have an image beside ${shownName(key)}.cls: what belongs together must follow one another`;
  throw file.refuse(offset, must, 'none');
}

async function decoded(
  file: RecordFile,
  { name, bytes }: { name: string; bytes: Uint8Array },
  offset: number,
  size: number,
): Promise<Uint8Array> {
  const { decodeImage } = await import('../decode-image.js');
  return decodeImage(bytes, size).catch((error: unknown) => {
    throw file.refuse(offset, `have an image in ${name} that can be decoded`, decodeProblem(bytes, error));
  });
}
