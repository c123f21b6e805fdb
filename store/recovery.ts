// Recovery points inside a segment: found by (step key, iteration), the newest wins, gone with their bytes when the step is finished.
import { join } from 'node:path';
import type { Digest, Json } from '../domain/digest.js';
import type { Objects } from '../domain/objects.js';
import { checkpointObjects, createCheckpoints } from './checkpoints.js';
import type { FileLayer } from './file-layer.js';
import { toJson, tryJson } from './json.js';
import { createObjects } from './objects.js';
import type { RecoveryPoints } from './types.js';

interface RecoveryPoint {
  readonly iteration: number;
  readonly checkpoint: Digest;
  readonly extra: Json;
}

/** One before the newest is kept: a power cut may have spoilt the newest one's objects. */
const kept = 2;

/** Recovery points below `folder`: `<key>/points/000000000123.json` and the objects of their checkpoints, `<key>/objects/`.
 * Written every minute for days, they would fill the disk among the store's objects, which nothing removes. */
export function createRecoveryPoints(files: FileLayer, folder: string, quarantine: string): RecoveryPoints {
  const pointsOf = (key: Digest): string => join(folder, key, 'points');
  const objectsFolder = (key: Digest): string => join(folder, key, 'objects');
  const objectsOf = (key: Digest): Objects => createObjects(files, objectsFolder(key), quarantine);
  const pointOf = async (key: Digest, name: string): Promise<RecoveryPoint | null> =>
    tryJson<RecoveryPoint>(await files.read(join(pointsOf(key), name))) ?? null;
  return {
    checkpoints: (key) => createCheckpoints(objectsOf(key)),
    async latest(key) {
      for (const name of (await files.list(pointsOf(key))).reverse()) {
        const point = await pointOf(key, name);
        if (point && (await isWhole(objectsOf(key), point.checkpoint))) return point;
      }
      return null;
    },
    async write(key, iteration, checkpoint, extra) {
      const point: RecoveryPoint = { iteration, checkpoint, extra };
      await files.replace(join(pointsOf(key), `${String(iteration).padStart(12, '0')}.json`), toJson(point));
      const names = await files.list(pointsOf(key));
      await Promise.all(names.slice(0, -kept).map((name) => files.remove(join(pointsOf(key), name))));
      const points = await Promise.all(names.slice(-kept).map((name) => pointOf(key, name)));
      await removeOthers(files, objectsFolder(key), await objectsOfPoints(objectsOf(key), points));
    },
    clear: (key) => files.remove(join(folder, key)),
  };
}

async function isWhole(objects: Objects, checkpoint: Digest): Promise<boolean> {
  const parts = await checkpointObjects(objects, checkpoint);
  const present = await Promise.all(parts.map((part) => objects.has(part)));
  return parts.length > 0 && present.every(Boolean);
}

async function objectsOfPoints(objects: Objects, points: readonly (RecoveryPoint | null)[]): Promise<Set<Digest>> {
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
