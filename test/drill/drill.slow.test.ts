// An interrupted `eagan drill` leaves nothing behind. A whole one: test/slow/drill.test.ts.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Home } from '../support/home.js';
import { descendantsOf, eventually, runs } from '../support/processes.js';
import { endingOf } from '../../worker/processes.js';

const home = new Home();
after(() => home.remove());
const drill = ['drill', 'pipelines/tiny.yaml', '--set', 'stageDefaults.generations=1'];

test('Ctrl-C ends everything that the drill has started, and removes its folders', async () => {
  const started = home.start(...drill);
  let stderr = '';
  started.stderr!.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = endingOf(started);
  const folder = join(home.folder, 'drills');
  const passages = (): boolean => readdirSync(folder).some((name) => readdirSync(join(folder, name, 'calm-passages')).length > 0); // prettier-ignore
  await eventually('its first run is being started', () => descendantsOf(started.pid!).length > 0 && passages());
  const below = descendantsOf(started.pid!);
  started.kill('SIGINT');
  assert.equal(await ended, 'exit code 130', stderr);
  assert.deepEqual(below.filter(runs), []);
  assert.deepEqual(readdirSync(folder), []);
});
