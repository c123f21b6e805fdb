// Reads what the processes of a drill write, as it grows.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { FaultPassage } from '../../domain/runs/fault-points.js';
import { drillFiles } from '../../store/drill-files.js';

export class PassageLog {
  /** All that was read so far, in file order. */
  readonly passages: FaultPassage[] = [];
  private readonly path: string;
  private offset = 0;
  private rest = '';

  constructor(folder: string) {
    this.path = drillFiles(folder).passages;
  }

  /** Reads what is new; an incomplete line waits for the next time. Returns how many passages were read. */
  read(): number {
    if (!existsSync(this.path)) return 0;
    const before = this.passages.length;
    const lines = (this.rest + this.newText()).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.passages.push(JSON.parse(line) as FaultPassage);
    return this.passages.length - before;
  }

  private newText(): string {
    const bytes = Buffer.alloc(statSync(this.path).size - this.offset);
    const file = openSync(this.path, 'r');
    try {
      this.offset += readSync(file, bytes, 0, bytes.length, this.offset);
    } finally {
      closeSync(file);
    }
    return bytes.toString();
  }
}
