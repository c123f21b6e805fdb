// Inside a drill: records each passage of a fault point, and stops at the point that the drill has armed, so that it
// can kill exactly there.
import {
  appendFileSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Arming, FaultPoint, FaultPassage } from '../domain/runs/fault-points.js';
import { drillFiles, type ArmingFiles, type DrillFiles } from './drill-files.js';
import { makeFolderSync } from '../scripts/files.mjs';

/** If the drill itself is killed, stopped processes must not wait for ever. */
const standMs = 60_000;
const lookMs = 5;

/**
 * Appends to `passages.ndjson` in the drill's folder. Everything is synchronous, so that the process does nothing else
 * first.
 */
export function recordPassages(folder: string): (point: FaultPoint, detail: string) => void {
  makeFolderSync(folder);
  const files = drillFiles(folder);
  const log = openSync(files.passages, 'a');
  const armed = armingReader(files);
  return (point, detail) => {
    const passage: FaultPassage = { at: Date.now(), pid: process.pid, point, detail };
    writeSync(log, `${JSON.stringify(passage)}\n`);
    const arming = armed();
    if (arming?.point !== point) return;
    const own = files.arming(arming.id);
    if (isTheOne(own, arming.nth, passage)) standUntilReleased(own);
  };
}

/** The current arming. A look costs one call: the file is read only if it has changed. */
function armingReader(files: DrillFiles): () => Arming | null {
  let known = { stamp: '', arming: null as Arming | null };
  return () => {
    const found = statSync(files.armed, { throwIfNoEntry: false });
    const stamp = found ? `${found.ino} ${found.mtimeMs}` : '';
    if (stamp !== known.stamp) known = { stamp, arming: found ? readArming(files.armed) : null };
    return known.arming;
  };
}

function readArming(path: string): Arming | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Arming;
  } catch {
    return null; // disarmed a moment ago
  }
}

/** Two processes that pass at once may both count too far. Then the one that makes the file first stops. */
function isTheOne({ count, hit }: ArmingFiles, nth: number, passage: FaultPassage): boolean {
  appendFileSync(count, '.');
  if (statSync(count).size < nth || existsSync(hit)) return false;
  const own = `${hit}.${process.pid}`;
  writeFileSync(own, JSON.stringify(passage));
  try {
    linkSync(own, hit);
    return true;
  } catch {
    return false;
  }
}

function standUntilReleased({ released }: ArmingFiles): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (const end = Date.now() + standMs; Date.now() < end && !existsSync(released);) Atomics.wait(never, 0, 0, lookMs);
}
