// Reports that a worker writes when runs end: by processes of their own, whose failure harms nobody.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunReports } from '../../worker/run-reports.js';
import { statePaths } from '../../worker/state-paths.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function emptyFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(statePaths(folder).logs, { mode: 0o700 });
  return folder;
}

test('the report of a run is beside its other files, and the log tells where', async () => {
  const folder = emptyFolder();
  const store = await quickStore(join(folder, 'store'));
  const { run } = await calculatedRun(store, pipelineOf('tiny.yaml'), { results: 'consistent' });
  const reports = new RunReports(folder);
  reports.write(run);
  await reports.written();
  const path = join(statePaths(folder).runs, run, 'report.html');
  assert.match(readFileSync(path, 'utf8'), /^<!doctype html>[^]*<h1>calculated<\/h1>/);
  assert.ok(readFileSync(statePaths(folder).reportLog, 'utf8').trimEnd().endsWith(path));
});

test('a report that cannot be written is a line in the log, and the next one is written all the same', async () => {
  const folder = emptyFolder();
  const reports = new RunReports(folder);
  reports.write('first');
  reports.write('second');
  await reports.written();
  assert.equal(readFileSync(statePaths(folder).reportLog, 'utf8').match(/EAGAN_RUN_NOT_FOUND/g)!.length, 2);
});

test('whoever stops waits for no report and leaves no process', async () => {
  const folder = emptyFolder();
  const reports = new RunReports(folder);
  reports.write('first');
  reports.write('second');
  while (!existsSync(statePaths(folder).reportLog)) await sleep(5);
  await reports.stop();
  assert.doesNotMatch(readFileSync(statePaths(folder).reportLog, 'utf8'), /EAGAN_RUN_NOT_FOUND[^]*EAGAN_RUN_NOT_FOUND/);
});
