// Recovery points inside a segment: found by (step key, iteration), the newest wins, gone when the step is finished.
import { join } from 'node:path';
import type { Digest, Json } from '../domain/digest.js';
import type { Objects } from '../domain/objects.js';
import type { FileLayer } from './file-layer.js';
import { toJson, tryJson } from './json.js';
import type { RecoveryPoints } from './types.js';

interface RecoveryPoint {
  readonly iteration: number;
  readonly checkpoint: Digest;
  readonly extra: Json;
}

/** One before the newest is kept: a power cut may have spoilt the newest one's objects. */
const kept = 2;

/** Recovery points below `folder` (`<key>/000000000123.json`). */
export function createRecoveryPoints(files: FileLayer, folder: string, objects: Objects): RecoveryPoints {
  const folderOf = (key: Digest): string => join(folder, key);
  return {
    async latest(key) {
      for (const name of (await files.list(folderOf(key))).reverse()) {
        const point = tryJson<RecoveryPoint>(await files.read(join(folderOf(key), name)));
        if (point && (await objects.has(point.checkpoint))) return point;
      }
      return null;
    },
    async write(key, iteration, checkpoint, extra) {
      const point: RecoveryPoint = { iteration, checkpoint, extra };
      await files.replace(join(folderOf(key), `${String(iteration).padStart(12, '0')}.json`), toJson(point));
      const old = (await files.list(folderOf(key))).slice(0, -kept);
      await Promise.all(old.map((name) => files.remove(join(folderOf(key), name))));
    },
    clear: (key) => files.remove(folderOf(key)),
  };
}
