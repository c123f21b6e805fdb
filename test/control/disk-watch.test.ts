// The follower of a run is told once that the disk is full, and once that there is room again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskWatch } from '../../control/execution/disk-watch.js';
import { hasRoom } from '../../store/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** What a follower is told at each look at a real disk while another process takes and frees `taken` bytes. */
async function heardWhile(taken: readonly number[], folder: string): Promise<string[][]> {
  const heard: string[][] = [];
  let takenNow = 0;
  const look = diskWatch({
    store: { folder },
    follower: { tell: (line) => void heard.at(-1)!.push(line) },
    hasRoom: (of) => hasRoom(of, takenNow),
  });
  for (const bytes of taken) {
    takenNow = bytes;
    heard.push([]);
    await look();
  }
  return heard;
}

test('a disk that fills up, empties and fills up again is reported at each turn, once each', async () => {
  const folder = temporaryFolder();
  const full = `the disk of ${folder} is full (EAGAN_DISK_FULL): free some space; the run waits and continues by itself`;
  const room = 'the disk has space again';
  const all = Number.MAX_SAFE_INTEGER;
  assert.deepEqual(await heardWhile([0, all, all, 0, 0, all], folder), [[], [full], [], [room], [], [full]]);
});

test('by default the system says how full the disk is', async () => {
  const heard: string[] = [];
  const folder = temporaryFolder();
  await diskWatch({ store: { folder }, follower: { tell: (line) => void heard.push(line) } })();
  assert.deepEqual(heard.length > 0, !(await hasRoom(folder)));
});
