// `eagan drill` as people start it: after three kills the bits are the same and nothing is left behind; and an
// interrupted drill.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { DrillReport } from '../../tools/drill/types.js';
import { Home } from '../support/home.js';
import { descendantsOf, eventually, runs } from '../support/processes.js';
import { endingOf } from '../../worker/processes.js';

const home = new Home();
after(() => home.remove());
const drill = ['drill', 'pipelines/tiny.yaml', '--set', 'stageDefaults.generations=1'];

test('a run that is killed three times ends with the same bits as an undisturbed run', () => {
  const { exitCode, stdout, stderr } = home.eagan('--json', ...drill, '--kills', '3', '--seed', '2');
  assert.equal(exitCode, 0, stderr + stdout);
  const report = JSON.parse(stdout) as DrillReport & { schemaVersion: number };
  assert.deepEqual([report.schemaVersion, report.verdict, report.differences], [1, 'same', []]);
  assert.equal(report.kills.filter(({ counts }) => counts).length, 3, stderr);
  assert.equal(report.stormy.resultDigest, report.calm.resultDigest);
  assert.match(report.calm.resultDigest!, /^[0-9a-f]{64}$/);
  assert.ok(report.calm.steps > 20);
  assert.ok(report.points['iteration.done'].passages > 50, 'trainers are in the drill too');
  for (const kill of report.kills.filter(({ counts }) => counts)) assert.ok(kill.killed.length > 0);
  assert.deepEqual(readdirSync(join(home.folder, 'drills')), [], 'both state folders are gone');
});

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
