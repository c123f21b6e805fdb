// A drill of ten kills: every third at the process that passes the point, one at the end of the run, the others at all
// processes in turn.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { DrillReport } from '../../tools/drill/types.js';
import { Home, longEnd } from '../support/home.js';

const home = new Home();
after(() => home.remove());
/** A segment that is long enough for recovery points. */
const pipeline = longEnd(400, 'recovery.every=500ms');

test('a run that is killed ten times, in all its parts, ends with the same bits', () => {
  const { exitCode, stdout, stderr } = home.eagan('--json', 'drill', ...pipeline, '--kills', '10', '--seed', '3');
  assert.equal(exitCode, 0, stderr + stdout);
  const report = JSON.parse(stdout) as DrillReport & { schemaVersion: number };
  const { kills, points } = report;
  assert.deepEqual([report.schemaVersion, report.verdict, report.differences], [1, 'same', []]);
  assert.equal(report.stormy.resultDigest, report.calm.resultDigest);
  assert.match(report.calm.resultDigest!, /^[0-9a-f]{64}$/);
  assert.deepEqual(readdirSync(join(home.folder, 'drills')), [], 'both state folders are gone');
  const counting = kills.filter(({ counts }) => counts);
  assert.ok(counting.length >= 9, stderr);
  assert.ok(counting.every(({ killed }) => killed.length > 0));
  assert.ok(points['iteration.done'].passages > 50, 'trainers are in the drill too');
  assert.ok(points['recovery.written'].passages > 0);
  assert.ok(counting.some(({ point }) => point.startsWith('run.')), 'one at the end of the run'); // prettier-ignore
  assert.ok(
    new Set(counting.flatMap(({ killed }) => killed.map(({ role }) => role))).size >= 4,
    'processes of all kinds were killed',
  );
});
