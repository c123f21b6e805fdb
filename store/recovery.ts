// Recovery points inside a step: found by (step key, iteration). The newest wins. They are removed with their bytes
// when the step is finished.
import { dirname, join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { Objects } from '../domain/steps/objects.js';
import { parseAttempt } from './attempt-files.js';
import { checkpointObjects, createCheckpoints } from './checkpoints.js';
import { passFaultPoint } from './fault-points.js';
import type { FileLayer } from './file-layer.js';
import { toCheckedJson, tryCheckedJson } from './checked-json.js';
import { createObjects } from './objects.js';
import type { RecoveryPoint, RecoveryPoints } from './types.js';

/** The contents of a point's file. */
type StoredPoint = Omit<RecoveryPoint, 'attempt'>;

/** The point before the newest is kept: a power cut may have damaged the newest one's objects. */
const kept = 2;

/**
 * Recovery points below `folder`, in one folder `<key>/<attempt>` each (`<key>/<run>/<runtime>/0001-…`):
 * `points/000000000123.json`, and the objects of their checkpoints in `objects/`. They are written every minute for
 * days. Among the store's objects, which only `eagan gc` removes, they would fill the disk. Packs that have not changed
 * since the step began are in `shared`, the store's objects, and are not written again. A point that lost something
 * there is incomplete.
 */
export function createRecoveryPoints(
  files: FileLayer,
  folder: string,
  quarantine: string,
  shared: Objects,
): RecoveryPoints {
  const placeOf = (key: Digest, attempt: string): Place => {
    const own = join(folder, key, attempt);
    const objectsFolder = join(own, 'objects');
    return {
      points: join(own, 'points'),
      objectsFolder,
      objects: createObjects(files, objectsFolder, quarantine, shared),
    };
  };
  const besides = async (key: Digest, attempt: string): Promise<string[]> =>
    (await files.list(dirname(join(folder, key, attempt)))).map((name) => join(dirname(attempt), name));
  return {
    checkpoints: (key, attempt) => createCheckpoints(placeOf(key, attempt).objects),
    async latest(key, attempt) {
      const attempts = await besides(key, attempt);
      const found = await Promise.all(attempts.map((each) => latestOf(files, placeOf(key, each), each)));
      return found.reduce((best, point) => (point && (!best || isLater(point, best)) ? point : best), null);
    },
    async write(key, attempt, iteration, checkpoint, extra) {
      const place = placeOf(key, attempt);
      const point: StoredPoint = { iteration, checkpoint, extra };
      passFaultPoint('recovery.saved', key);
      await files.replace(join(place.points, `${String(iteration).padStart(12, '0')}.json`), toCheckedJson(point));
      passFaultPoint('recovery.written', key);
      if ((await removeOlder(files, place)) < kept) return;
      const older = (await besides(key, attempt)).filter((each) => isOlder(each, attempt));
      for (const each of older) await files.remove(join(folder, key, each));
    },
    async clear(key, run) {
      await files.remove(join(folder, key, run));
      await files.removeEmpty(join(folder, key));
    },
  };
}

interface Place {
  readonly points: string;
  readonly objectsFolder: string;
  readonly objects: Objects;
}

function isLater(a: RecoveryPoint, b: RecoveryPoint): boolean {
  return a.iteration > b.iteration || (a.iteration === b.iteration && isOlder(b.attempt, a.attempt));
}

/** A name that is not an attempt's is neither older nor newer than any other. */
function isOlder(attempt: string, than: string): boolean {
  return (parseAttempt(attempt)?.number ?? NaN) < (parseAttempt(than)?.number ?? NaN);
}

/** null if it is not a point: half a file, or something that somebody put there. */
async function pointOf(files: FileLayer, { points }: Place, name: string): Promise<StoredPoint | null> {
  const point = tryCheckedJson<Partial<StoredPoint> | null>(await files.read(join(points, name)));
  if (typeof point?.iteration !== 'number' || !/^[0-9a-f]{64}$/.test(String(point.checkpoint))) return null;
  return point as StoredPoint;
}

async function latestOf(files: FileLayer, place: Place, attempt: string): Promise<RecoveryPoint | null> {
  for (const name of await pointNames(files, place)) {
    const point = await pointOf(files, place, name);
    if (point && (await isWhole(place.objects, point.checkpoint))) return { ...point, attempt };
  }
  return null;
}

/** Newest first. */
async function pointNames(files: FileLayer, { points }: Place): Promise<string[]> {
  return (await files.list(points)).filter((name) => /^\d{12,}\.json$/.test(name)).reverse();
}

/** How many points are left. */
async function removeOlder(files: FileLayer, place: Place): Promise<number> {
  const names = await pointNames(files, place);
  await Promise.all(names.slice(kept).map((name) => files.remove(join(place.points, name))));
  const points = await Promise.all(names.slice(0, kept).map((name) => pointOf(files, place, name)));
  await removeOthers(files, place.objectsFolder, await objectsOfPoints(place.objects, points));
  return Math.min(names.length, kept);
}

async function isWhole(objects: Objects, checkpoint: Digest): Promise<boolean> {
  const parts = await checkpointObjects(objects, checkpoint);
  const present = await Promise.all(parts.map((part) => objects.has(part)));
  return parts.length > 0 && present.every(Boolean);
}

async function objectsOfPoints(objects: Objects, points: readonly (StoredPoint | null)[]): Promise<Set<Digest>> {
  const lists = points.map((point) => (point ? checkpointObjects(objects, point.checkpoint) : []));
  return new Set((await Promise.all(lists)).flat());
}

/** Removes the objects (`ab/cdef…`) that no kept point holds. */
async function removeOthers(files: FileLayer, folder: string, held: ReadonlySet<Digest>): Promise<void> {
  for (const start of await files.list(folder)) {
    const others = (await files.list(join(folder, start))).filter((rest) => !held.has(start + rest));
    await Promise.all(others.map((rest) => files.remove(join(folder, start, rest))));
  }
}
