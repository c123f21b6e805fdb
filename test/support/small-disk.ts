// A small disk below the state folder of a test, so that a real one can be filled.
import { spawnSync } from 'node:child_process';
import { after } from 'node:test';
import { Home } from './home.js';

export interface SmallDisk {
  readonly home: Home;
  /** Why tests that need the disk cannot run, or false. */
  readonly skip: string | false;
}

/** Mounts a disk in memory as a new state folder, until the end of the test file. */
export function smallDisk(mebibytes: number): SmallDisk {
  const home = new Home();
  const mount = ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0700`, 'tmpfs', home.folder];
  const isMounted = spawnSync('mount', mount).status === 0;
  after(() => {
    home.eagan('server', 'stop');
    if (isMounted) spawnSync('umount', ['-l', home.folder]);
    home.remove();
  });
  return {
    home,
    skip: isMounted ? false : 'no right to mount a disk; test/store and test/workflows inject the same fault',
  };
}
