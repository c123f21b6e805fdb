// Everything about an image folder: what is used, what is not and why, which files are not images, and the images as a
// run would pack them.
import type { Dataset } from '../../domain/dataset.js';
import { chooseImages } from '../choose-images.js';
import { decodeByLibvips, decoderVersion, sampleBitsOf } from '../decode-image.js';
import { contentsDigest, folderBits, readDigests } from '../folder-contents.js';
import { folderProblem, problemText } from '../folder-problem.js';
import { imageHeader } from '../image-header.js';
import { decodingRoom } from '../image-size.js';
import { listScanned } from '../list-folder.js';
import { mapInOrder } from '../map-in-order.js';
import { shownName } from '../names.js';
import { readImages, type ReadImage } from '../read-images.js';
import { scanFolder, type ImageFile, type ScannedFolder } from '../scan-folder.js';
import type { IngestProgress } from '../types.js';
import { decodeProblem, type UnreadableFile } from '../unreadable.js';
import type { Examined } from './examined.js';
import { ignoredGroups } from './ignored-groups.js';
import { OriginalSizes } from './original-sizes.js';
import type { PlacedImage } from './pixel-report.js';
import type { PixelSurvey } from './pixel-survey.js';

/** How many images are decoded at once. */
const decodedAtOnce = 8;

/** Reads and decodes every image. Never throws because of the folder's contents. */
export async function examineFolder(
  { path, size, images, unlabeled }: Dataset<'imageFolder'>,
  survey: PixelSurvey,
  onProgress: IngestProgress,
): Promise<Examined> {
  const scanned = scanFolder(path, unlabeled);
  const problem = folderProblem(scanned, unlabeled);
  const files = [...scanned.train, ...scanned.test];
  const tick = (done: number): void | Promise<void> => onProgress(done, 2 * files.length);
  const { digests, deep } = await readDigests(files, tick);
  const sampleBits = await folderBits(deep);
  const chosen = problem ? { train: [], heldOut: [] } : chooseImages(listScanned(scanned, unlabeled), images);
  const how = { size, sampleBits: sampleBitsOf(decoderVersion(sampleBits)), survey };
  const passage = new Passage(how, (done) => tick(files.length + done));
  const used = new Set([...chosen.train, ...chosen.heldOut]);
  const train = await passage.images(chosen.train);
  const heldOut = await passage.images(chosen.heldOut);
  await passage.images(files.filter((file) => !used.has(file)));
  return {
    problem: problem && { code: problem.code, message: problemText(path, problem), cure: problem.cure },
    contents: problem ? null : contentsDigest(digests),
    notes: [],
    classes: scanned.classes.map(shownName),
    ...{ train, heldOut, unreadable: passage.unreadable(), readable: null, sizes: passage.sizes.result() },
    folder: {
      groups: scanned.counts.map((count) => ({ ...count, name: shownName(count.name) })),
      heldOutFrom: heldOutFrom(scanned, problem !== null),
      ignored: ignoredGroups(scanned),
      sampleBits,
    },
  };
}

function heldOutFrom({ test }: ScannedFolder, isRefused: boolean): 'test' | 'everyFifth' | null {
  if (test.length > 0) return 'test';
  return isRefused ? null : 'everyFifth';
}

/** How images are decoded, and who examines them. */
interface Examination {
  readonly size: number;
  readonly sampleBits: number;
  readonly survey: PixelSurvey;
}

/** One image, or why it is none. */
type Taken = { readonly image: Uint8Array } | { readonly problem: string };

/** Goes over files, and keeps what is wrong with them. */
class Passage {
  readonly sizes: OriginalSizes;
  private readonly bad: UnreadableFile[] = [];
  private done = 0;

  constructor(
    private readonly how: Examination,
    private readonly tick: (done: number) => void | Promise<void>,
  ) {
    this.sizes = new OriginalSizes(how.size);
  }

  /** The images among the files, in their order. */
  async images(files: readonly ImageFile[]): Promise<PlacedImage[]> {
    const images: PlacedImage[] = [];
    const take = ([, read]: [ImageFile, ReadImage]): Promise<Taken> => this.take(read);
    for await (const [[{ name, label }], taken] of mapInOrder(
      readImages(files, 'bytes'),
      decodedAtOnce,
      take,
      decodingRoom,
    )) {
      if ('problem' in taken) this.bad.push({ name: shownName(name), reason: taken.problem });
      else images.push({ ...this.how.survey.examine(taken.image), name: shownName(name), label });
      if (++this.done % 100 === 0) await this.tick(this.done);
    }
    return images;
  }

  unreadable(): readonly UnreadableFile[] {
    return this.bad.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async take({ bytes, problem }: ReadImage): Promise<Taken> {
    if (problem !== null || bytes === null) return { problem: problem ?? 'cannot be read' };
    try {
      const image = await decodeByLibvips(bytes, this.how.size, this.how.sampleBits);
      this.sizes.add(imageHeader(bytes)!);
      return { image };
    } catch (error) {
      return { problem: decodeProblem(bytes, error) };
    }
  }
}
