// Reports and winners' folders that a worker writes when runs end: by processes of their own, which harm nobody if they
// fail.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { endFilePaths, EndFiles, endFilesIn } from '../../worker/end-files.js';
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
  const files = new EndFiles(folder, ['report']);
  files.write(run, true);
  await files.written();
  const { path } = endFilePaths(folder, run, 'report');
  assert.match(readFileSync(path, 'utf8'), /^<!doctype html>[^]*<h1>calculated<\/h1>/);
  assert.ok(readFileSync(statePaths(folder).reportLog, 'utf8').trimEnd().endsWith(path));
});

test('a report that cannot be written is a line in the log, and the next one is written all the same', async () => {
  const folder = emptyFolder();
  const files = new EndFiles(folder, ['report']);
  files.write('first', true);
  files.write('second', true);
  await files.written();
  assert.equal(readFileSync(statePaths(folder).reportLog, 'utf8').match(/EAGAN_RUN_NOT_FOUND/g)!.length, 2);
});

test('whoever stops waits for no report and leaves no process', async () => {
  const folder = emptyFolder();
  const files = new EndFiles(folder, ['report']);
  files.write('first', true);
  files.write('second', true);
  while (!existsSync(statePaths(folder).reportLog)) await sleep(5);
  await files.stop();
  assert.doesNotMatch(readFileSync(statePaths(folder).reportLog, 'utf8'), /EAGAN_RUN_NOT_FOUND[^]*EAGAN_RUN_NOT_FOUND/);
});

test('a run that did not complete gets a report, and nobody looks for its winner', async () => {
  const folder = emptyFolder();
  const files = new EndFiles(folder, ['report', 'winner']);
  files.write('failed', false);
  await files.written();
  assert.deepEqual(readdirSync(statePaths(folder).logs), ['report.log']);
});

test('each variable leaves out its own files', () => {
  assert.deepEqual(endFilesIn({}), ['report', 'winner']);
  assert.deepEqual(endFilesIn({ EAGAN_REPORTS: 'off' }), ['winner']);
  assert.deepEqual(endFilesIn({ EAGAN_WINNER_FOLDERS: 'off' }), ['report']);
});
