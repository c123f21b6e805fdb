// Which images train and which are held out. The rule depends only on names.
import { heldOutShare } from './ingest-shapes.js';
import type { ListedFolder } from './list-folder.js';
import type { ImageFile } from './scan-folder.js';

export interface ChosenImages {
  readonly train: readonly ImageFile[];
  readonly heldOut: readonly ImageFile[];
}

/** Every fifth image of a class is held out if the folder has no test/. */
export const heldOutEvery = 5;

/**
 * `images` training images (null: all) and a quarter as many held out. Classes are as equal as possible and take turns
 * in order.
 */
export function chooseImages(listed: ListedFolder, images: number | null): ChosenImages {
  const isHeldOut = (_: ImageFile, i: number): boolean => i % heldOutEvery === heldOutEvery - 1;
  const byClass = classesOf(listed.train, listed.labels);
  const train = listed.test ? byClass : byClass.map((files) => files.filter((f, i) => !isHeldOut(f, i)));
  const heldOut = listed.test ? classesOf(listed.test, listed.labels) : byClass.map((files) => files.filter(isHeldOut));
  return {
    train: takeTurns(takeEvenly(train, images)),
    heldOut: takeTurns(takeEvenly(heldOut, images === null ? null : heldOutShare(images))),
  };
}

function classesOf(files: readonly ImageFile[], classes: number): ImageFile[][] {
  const byClass = Array.from({ length: classes }, (): ImageFile[] => []);
  for (const file of files) byClass[file.label]!.push(file);
  return byClass;
}

/**
 * Gives each class one place a round until `total` are given. Each class then takes that many images, evenly spaced
 * over its order. null: all.
 */
export function takeEvenly<T>(byClass: readonly T[][], total: number | null): T[][] {
  if (total === null) return [...byClass];
  const counts = byClass.map(() => 0);
  for (let left = total; left > 0;) {
    const open = counts.flatMap((count, label) => (count < byClass[label]!.length ? [label] : []));
    if (open.length === 0) break;
    for (const label of open.slice(0, left)) counts[label]!++;
    left -= Math.min(left, open.length);
  }
  return byClass.map((files, label) => evenlySpaced(files, counts[label]!));
}

const evenlySpaced = <T>(all: readonly T[], count: number): T[] =>
  Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);

function takeTurns(byClass: readonly ImageFile[][]): ImageFile[] {
  const longest = Math.max(...byClass.map((files) => files.length));
  return Array.from({ length: longest }, (_, i) => byClass.flatMap((files) => files.slice(i, i + 1))).flat();
}
