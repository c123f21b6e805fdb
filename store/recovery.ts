// Recovery points inside a step: found by (step key, iteration), the newest wins, gone with their bytes when the step is finished.
import { join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { Objects } from '../domain/objects.js';
import { checkpointObjects, createCheckpoints } from './checkpoints.js';
import { passFaultPoint } from './fault-points.js';
import type { FileLayer } from './file-layer.js';
import { toJson, tryJson } from './json.js';
import { createObjects } from './objects.js';
import type { RecoveryPoint, RecoveryPoints } from './types.js';

type StoredPoint = Omit<RecoveryPoint, 'attempt'>;

/** One before the newest is kept: a power cut may have spoilt the newest one's objects. */
const kept = 2;

/** Recovery points below `folder`: `<key>/<attempt>/points/000000000123.json` and the objects of their checkpoints, `<key>/<attempt>/objects/`.
 * Written every minute for days, they would fill the disk among the store's objects, which only `eagan gc` removes. */
export function createRecoveryPoints(files: FileLayer, folder: string, quarantine: string): RecoveryPoints {
  const placeOf = (key: Digest, attempt: string): Place => {
    const own = join(folder, key, attempt);
    const objectsFolder = join(own, 'objects');
    return { points: join(own, 'points'), objectsFolder, objects: createObjects(files, objectsFolder, quarantine) };
  };
  return {
    checkpoints: (key, attempt) => createCheckpoints(placeOf(key, attempt).objects),
    async latest(key) {
      const attempts = await files.list(join(folder, key));
      const found = await Promise.all(attempts.map((attempt) => latestOf(files, placeOf(key, attempt), attempt)));
      return found.reduce(
        (best, point) => (point && (!best || point.iteration >= best.iteration) ? point : best),
        null,
      );
    },
    async write(key, attempt, iteration, checkpoint, extra) {
      const place = placeOf(key, attempt);
      const point: StoredPoint = { iteration, checkpoint, extra };
      passFaultPoint('recovery.saved', key);
      await files.replace(join(place.points, `${String(iteration).padStart(12, '0')}.json`), toJson(point));
      passFaultPoint('recovery.written', key);
      await removeOlder(files, place);
    },
    clear: (key) => files.remove(join(folder, key)),
  };
}

interface Place {
  readonly points: string;
  readonly objectsFolder: string;
  readonly objects: Objects;
}

async function pointOf(files: FileLayer, { points }: Place, name: string): Promise<StoredPoint | null> {
  return tryJson<StoredPoint>(await files.read(join(points, name))) ?? null;
}

async function latestOf(files: FileLayer, place: Place, attempt: string): Promise<RecoveryPoint | null> {
  for (const name of (await files.list(place.points)).reverse()) {
    const point = await pointOf(files, place, name);
    if (point && (await isWhole(place.objects, point.checkpoint))) return { ...point, attempt };
  }
  return null;
}

async function removeOlder(files: FileLayer, place: Place): Promise<void> {
  const names = await files.list(place.points);
  await Promise.all(names.slice(0, -kept).map((name) => files.remove(join(place.points, name))));
  const points = await Promise.all(names.slice(-kept).map((name) => pointOf(files, place, name)));
  await removeOthers(files, place.objectsFolder, await objectsOfPoints(place.objects, points));
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
