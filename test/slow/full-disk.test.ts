// A real disk fills up in the middle of a run: the run waits, says so, and continues when there is room.
import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isCode } from '../../store/file-errors.js';
import { endingOf } from '../../worker/processes.js';
import { eventually } from '../support/processes.js';
import { smallDisk } from '../support/small-disk.js';

const { home, skip } = smallDisk(64);
const ballast = join(home.folder, 'ballast');

/** Writes until this many bytes are free. */
function fillDisk(leaveBytes: number): void {
  const file = openSync(ballast, 'w');
  const free = (): number => {
    const { bavail, bsize } = statfsSync(home.folder);
    return bavail * bsize;
  };
  try {
    for (const bytes of [1 << 20, 1 << 12]) {
      const chunk = Buffer.alloc(bytes);
      while (free() - bytes >= leaveBytes) writeSync(file, chunk);
    }
  } catch (error) {
    // Other processes write too.
    if (!isCode(error, 'ENOSPC')) throw error;
  } finally {
    closeSync(file);
  }
}

function recordsIn(folder: string): number {
  try {
    return readdirSync(join(folder, 'store', 'records'), { recursive: true }).length;
  } catch {
    return 0;
  }
}

for (const [what, seed, leaveBytes] of [
  ['that others fill to the last byte', '1', 0],
  // 5 % of the 64 MiB. The server's database may use what the store leaves.
  ['of which only the reserve is left', '2', 3_300_000],
] as const) {
  test(`a disk ${what} only delays a run`, { skip }, async () => {
    const recordsBefore = recordsIn(home.folder);
    const child = home.start('run', 'pipelines/tiny.yaml', '--seed', seed);
    let stderr = '';
    child.stderr!.on('data', (data: Buffer) => (stderr += data.toString()));
    const ended = endingOf(child);
    await eventually('some steps are finished', () => recordsIn(home.folder) > recordsBefore + 8);
    fillDisk(leaveBytes);
    await eventually('the full disk is reported', () => stderr.includes('EAGAN_DISK_FULL'));
    rmSync(ballast);
    assert.equal(await ended, 'exit code 0', stderr);
    assert.match(stderr, /the disk has space again/);
  });
}
