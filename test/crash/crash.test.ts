// Every crash: whatever a power cut leaves of a store can be opened, has all acknowledged writes, and reaches the same
// end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFileLayer } from '../../store/index.js';
import type { FileIo } from '../../store/file-layer.js';
import { MemoryDisk } from '../support/memory-disk.js';
import { afterPowerCut } from '../support/power-cut.js';
import { folder, space } from './program.js';
import { programs } from './programs.js';
import { cutPower, killThenCutPower, type Disguise } from './replay.js';

for (const [what, program] of Object.entries(programs)) {
  test(`a power cut at any call while ${what} are written loses no write that had returned`, async (t) => {
    const states = await cutPower(program, what === 'a run' ? 6 : 24);
    t.diagnostic(`${states} states`);
    assert.ok(states > program.length);
  });
  test(`what a new process builds on ${what} of a killed process survives a power cut`, async (t) => {
    t.diagnostic(`${await killThenCutPower(program)} cuts`);
  });
}

test('the loser of a race relies on a file that is on the disk, even if the winner was killed before it synced the file', async () => {
  const disk = new MemoryDisk();
  const path = `${folder}/refs/a/@1.json`;
  // The process gives the name and then hangs.
  await new Promise<void>((killed) => {
    const unlink = (() => new Promise(() => killed())) as FileIo['unlink'];
    void createFileLayer({ io: { ...disk.io, unlink }, root: folder, space }).writeNew(path, Buffer.from('first'));
  });
  const isFirst = await createFileLayer({ io: disk.io, root: folder, space }).writeNew(path, Buffer.from('second'));
  assert.equal(isFirst, false);
  const [left] = afterPowerCut(disk.state, 0, () => 0);
  assert.deepEqual(new MemoryDisk(left).files().get(path), Buffer.from('first'));
});

/** A disk whose sync succeeds and does nothing. */
const lying =
  (what: 'files' | 'folders'): Disguise =>
  (io) => ({
    ...io,
    open: (async (path: string, flags: string) => {
      const handle = await io.open(path, flags);
      const lies = (flags === 'r') === (what === 'folders');
      return lies ? { ...handle, sync: async () => undefined } : handle;
    }) as FileIo['open'],
  });
for (const [what, message] of [
  ['files', /torn|Expected|JSON|not kept/],
  ['folders', /not kept/],
] as const) {
  test(`these tests detect a file layer that does not sync ${what}`, async () => {
    await assert.rejects(cutPower(programs.objects!, 24, lying(what)), (error: Error) =>
      message.test(`${error.message} ${String((error.cause as Error).message)}`),
    );
  });
}
