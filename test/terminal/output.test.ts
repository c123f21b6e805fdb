// Colours, redrawing, and the state folder.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createOutput, wantsColors } from '../../terminal/output.js';
import { resolveStateFolder } from '../../cli/state-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const terminal = { write: () => true, isTTY: true };
const file = { write: () => true };

test('a terminal has colours, a file has none, and the environment overrides both', () => {
  assert.equal(wantsColors(terminal, {}), true);
  assert.equal(wantsColors(file, {}), false);
  assert.equal(wantsColors(terminal, { NO_COLOR: '1' }), false);
  assert.equal(wantsColors(terminal, { NO_COLOR: '' }), true);
  assert.equal(wantsColors(file, { FORCE_COLOR: '1' }), true);
  assert.equal(wantsColors(terminal, { FORCE_COLOR: '0' }), false);
  assert.equal(wantsColors(file, { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  assert.equal(wantsColors(terminal, { TERM: 'dumb' }), false);
});

test('lines are redrawn only on a capable terminal, outside CI and without --json', () => {
  const redraws = (environment: Record<string, string>, sink = terminal, json = false): boolean =>
    createOutput(file, sink, environment, json).redraws;
  assert.equal(redraws({}), true);
  assert.equal(redraws({}, file as typeof terminal), false);
  assert.equal(redraws({ TERM: 'dumb' }), false);
  assert.equal(redraws({ CI: 'true' }), false);
  assert.equal(redraws({}, terminal, true), false);
});

test('a result is text for people, and with --json one object on a line', () => {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text) };
  createOutput(sink, file, {}, false).result({ runs: 2 }, () => 'two runs');
  createOutput(sink, file, {}, true).result({ runs: 2 }, () => 'two runs');
  assert.deepEqual(written, ['two runs\n', '{"schemaVersion":1,"runs":2}\n']);
});

test('the state folder is --home, else EAGAN_HOME, else the nearest .eagan upward, else ./.eagan', () => {
  const root = temporaryFolder();
  const directory = join(root, 'a/b');
  mkdirSync(directory, { recursive: true });
  const environment = { EAGAN_HOME: 'named' };
  assert.equal(resolveStateFolder({ home: '../x', environment, directory }), join(root, 'a/x'));
  assert.equal(resolveStateFolder({ environment, directory }), join(directory, 'named'));
  assert.equal(resolveStateFolder({ environment: {}, directory }), join(directory, '.eagan'));
  mkdirSync(join(root, '.eagan'));
  assert.equal(resolveStateFolder({ environment: {}, directory }), join(root, '.eagan'));
  mkdirSync(join(root, 'a/.eagan'));
  assert.equal(resolveStateFolder({ environment: {}, directory }), join(root, 'a/.eagan'));
});
