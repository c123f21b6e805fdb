// Where a drill (`eagan drill`) may stop or kill this process. Only a drill sets EAGAN_DRILL; without it a passage
// costs one comparison.
import type { FaultPoint } from '../domain/runs/fault-points.js';

type Passage = (point: FaultPoint, detail: string) => void;

const folder = process.env.EAGAN_DRILL;
const passage: Passage | null =
  folder === undefined ? null : (await import('./drill-passages.js')).recordPassages(folder);

/** Says that this process is at a fault point; `detail`: a place or a file name. In a drill it may not return. */
export function passFaultPoint(point: FaultPoint, detail = ''): void {
  passage?.(point, detail);
}
