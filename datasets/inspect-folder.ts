// Everything about an image folder: what is used, what is not and why, which files are not images, which held-out
// images are also training images.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { ErrorCode } from '../domain/errors.js';
import { chooseImages } from './choose-images.js';
import { decodeByLibvips } from './decode-image.js';
import { folderProblem, problemText } from './folder-problem.js';
import { folderBits } from './folder-contents.js';
import { isImageName } from './formats.js';
import { listScanned } from './list-folder.js';
import { decodingRoom } from './image-size.js';
import { mapInOrder } from './map-in-order.js';
import { shownName } from './names.js';
import { readImages, type ReadImage } from './read-images.js';
import { scanFolder, type ClassCount, type ImageFile, type ScannedFolder } from './scan-folder.js';
import type { IngestProgress } from './types.js';
import { decodeProblem, namedAtMost, type UnreadableFile } from './unreadable.js';

export interface IgnoredGroup {
  readonly reason: string;
  readonly entries: number;
  /** Images in ignored folders, at any depth; null: not counted, because there are too many entries. */
  readonly images: number | null;
  /** The first 20. */
  readonly names: readonly string[];
}

export interface Inspection {
  readonly folder: string;
  /** Why it cannot be a data set; null: it can. */
  readonly problem: { readonly code: ErrorCode; readonly message: string; readonly cure: string } | null;
  readonly classes: readonly ClassCount[];
  readonly trainImages: number;
  readonly heldOutImages: number;
  /** `test`: the folder's own; `everyFifth`: of each class under train/. */
  readonly heldOutFrom: 'test' | 'everyFifth' | null;
  readonly ignored: readonly IgnoredGroup[];
  readonly unreadable: readonly UnreadableFile[];
  /** Held-out images with exactly the bytes of a training image. */
  readonly duplicates: readonly { readonly train: string; readonly heldOut: string }[];
  /** The bits that 16-bit images use; null if there are none. */
  readonly sampleBits: number | null;
}

/** How many images are decoded at once. */
const decodedAtOnce = 8;
/** The size at which an image is decoded for a test: whether it can be decoded does not depend on it. */
const trialSize = 32;
/** At most this many entries of ignored folders are counted: a folder may hold a whole disk. */
const countedAtMost = 1_000_000;

/** Reads and decodes every image. Never throws because of the folder's contents. */
export async function inspectFolder(
  folder: string,
  unlabeled: readonly string[] = [],
  onProgress?: IngestProgress,
): Promise<Inspection> {
  const scanned = scanFolder(folder, unlabeled);
  const problem = folderProblem(scanned, unlabeled);
  const files = [...scanned.train, ...scanned.test];
  const passed = await passOver(files, onProgress);
  const chosen = problem
    ? { train: scanned.train, heldOut: scanned.test }
    : chooseImages(listScanned(scanned, unlabeled), null);
  return {
    folder,
    problem: problem && { code: problem.code, message: problemText(folder, problem), cure: problem.cure },
    classes: scanned.counts.map((count) => ({ ...count, name: shownName(count.name) })),
    trainImages: chosen.train.length,
    heldOutImages: chosen.heldOut.length,
    heldOutFrom: scanned.test.length > 0 ? 'test' : problem ? null : 'everyFifth',
    ignored: groupsOf(scanned),
    unreadable: passed.unreadable,
    duplicates: duplicatesOf(chosen.train, chosen.heldOut, passed.digests),
    sampleBits: await folderBits(passed.deep),
  };
}

interface Passed {
  readonly digests: ReadonlyMap<string, Digest | null>;
  readonly unreadable: readonly UnreadableFile[];
  readonly deep: readonly ImageFile[];
}

async function passOver(files: readonly ImageFile[], onProgress?: IngestProgress): Promise<Passed> {
  const digests = new Map<string, Digest | null>();
  const unreadable: UnreadableFile[] = [];
  const deep: ImageFile[] = [];
  const tried = ([, read]: [ImageFile, ReadImage]): Promise<string | null> => problemOf(read);
  for await (const [[file, read], reason] of mapInOrder(
    readImages(files, 'bytes'),
    decodedAtOnce,
    tried,
    decodingRoom,
  )) {
    digests.set(file.name, read.digest);
    if (read.mayBeDeep) deep.push(file);
    if (reason !== null) unreadable.push({ name: shownName(file.name), reason });
    if (digests.size % 100 === 0) await onProgress?.(digests.size, files.length);
  }
  return { digests, unreadable, deep };
}

async function problemOf({ bytes, problem }: ReadImage): Promise<string | null> {
  if (problem !== null || bytes === null) return problem ?? 'cannot be read';
  return decodeByLibvips(bytes, trialSize).then(
    () => null,
    (error: unknown) => decodeProblem(bytes, error),
  );
}

function duplicatesOf(
  train: readonly ImageFile[],
  heldOut: readonly ImageFile[],
  digests: ReadonlyMap<string, Digest | null>,
): Inspection['duplicates'] {
  const first = new Map<Digest, string>();
  for (const { name } of train) {
    const digest = digests.get(name);
    if (digest && !first.has(digest)) first.set(digest, name);
  }
  return heldOut.flatMap(({ name }) => {
    const same = first.get(digests.get(name) ?? '');
    return same === undefined ? [] : [{ train: shownName(same), heldOut: shownName(name) }];
  });
}

/** By reason, in the order of their first occurrence. */
function groupsOf({ folder, ignored }: ScannedFolder): IgnoredGroup[] {
  const groups = new Map<string, { entries: number; images: number | null; names: string[] }>();
  const left = { entries: countedAtMost };
  for (const { name, reason, isFolder } of ignored) {
    const group = groups.get(reason) ?? { entries: 0, images: 0, names: [] };
    groups.set(reason, group);
    group.entries++;
    if (group.names.length < namedAtMost) group.names.push(shownName(isFolder ? `${name}/` : name));
    const within = isFolder && reason !== 'hidden' ? imagesBelow(join(folder, name), left) : 0;
    group.images = group.images === null || within === null ? null : group.images + within;
  }
  return [...groups].map(([reason, group]) => ({ reason, ...group }));
}

/** Images below a folder. Links are not followed; a folder that cannot be listed counts nothing. */
function imagesBelow(folder: string, left: { entries: number }): number | null {
  const open = [folder];
  let images = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of entriesOf(next)) {
      if (left.entries-- <= 0) return null;
      if (entry.isDirectory()) open.push(join(next, entry.name));
      else if (isImageName(entry.name)) images++;
    }
  }
  return images;
}

function entriesOf(folder: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
