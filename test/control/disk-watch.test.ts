// A full disk under a run that is followed is told once, and once that there is room again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskWatch } from '../../control/execution/disk-watch.js';

test('a disk that fills up and empties is told of at both turns, once each', async () => {
  const told: string[] = [];
  const rooms = [true, false, false, true, true];
  const request = {
    store: { folder: '/state/store' },
    follower: { tell: (line: string) => void told.push(line) },
    hasRoom: async () => rooms.shift()!,
  };
  const look = diskWatch(request);
  while (rooms.length > 0) await look();
  assert.equal(told.length, 2);
  assert.match(told[0]!, /\/state\/store is full \(EAGAN_DISK_FULL\): free some space/);
  assert.equal(told[1], 'the disk has space again');
});
