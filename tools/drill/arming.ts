// The drill's side of its folder: arms a fault point, sees which process stopped at it, releases it.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Arming, FaultPoint, FaultPassage } from '../../domain/runs/fault-points.js';
import { drillFiles, type DrillFiles } from '../../store/drill-files.js';
import { makeFolderSync } from '../../scripts/files.mjs';

export class Arms {
  private readonly files: DrillFiles;
  private arming: Arming | null = null;
  private next = 1;

  constructor(folder: string) {
    this.files = drillFiles(folder);
  }

  /** From now on the `nth` passage of the point stops its process. An earlier arming ends. */
  arm(point: FaultPoint, nth: number): void {
    this.disarm();
    this.arming = { id: this.next++, point, nth };
    makeFolderSync(this.files.arming(this.arming.id).folder);
    writeFileSync(`${this.files.armed}.new`, JSON.stringify(this.arming));
    renameSync(`${this.files.armed}.new`, this.files.armed);
  }

  /** The passage at which a process is stopped now; null if none is. */
  hit(): FaultPassage | null {
    if (!this.arming) return null;
    try {
      return JSON.parse(readFileSync(this.files.arming(this.arming.id).hit, 'utf8')) as FaultPassage;
    } catch {
      return null;
    }
  }

  /** Nothing stops any more; a stopped process continues. */
  disarm(): void {
    if (!this.arming) return;
    rmSync(this.files.armed, { force: true });
    writeFileSync(this.files.arming(this.arming.id).released, '');
    this.arming = null;
  }
}
