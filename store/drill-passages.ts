// Inside a drill: writes each passage of a fault point down, and waits to be killed at the one that the drill has armed.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultPoint } from '../domain/fault-points.js';

/** Appends to `passages.ndjson` of the drill's folder. */
export function recordPassages(folder: string): (point: FaultPoint, detail: string) => void {
  const log = join(folder, 'passages.ndjson');
  return (point, detail) => {
    const line = { at: Date.now(), pid: process.pid, point, detail };
    appendFileSync(log, `${JSON.stringify(line)}\n`);
  };
}
