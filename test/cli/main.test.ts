// The command line: help, usage errors, JSON form of errors, the executable.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Context } from '../../cli/command.js';
import { createOutput } from '../../terminal/output.js';
import { reportError } from '../../terminal/report-error.js';
import { EaganError } from '../../domain/errors.js';
import { eaganProgram } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan } from './support.js';

test('help names the commands and goes to stdout with exit code 0', async () => {
  const { exitCode, stdout, stderr } = await runEagan(['--help']);
  assert.equal(exitCode, 0);
  assert.match(stdout, /--home[\s\S]*explain <code> +explain an error code/);
  assert.equal(stderr, '');
});

test('no command at all shows the help on stderr with exit code 2', async () => {
  const { exitCode, stdout, stderr } = await runEagan([]);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, /Usage: eagan/);
});

test('a misspelt command is a usage error that names the nearest one', async () => {
  const { exitCode, stdout, stderr } = await runEagan(['explian', 'EAGAN_USAGE']);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, /^error EAGAN_USAGE: unknown command 'explian'\n\(Did you mean explain\?\)\n→ /);
});

test('an unknown option and a missing argument are usage errors', async () => {
  assert.equal((await runEagan(['explain', 'EAGAN_USAGE', '--colour'])).exitCode, 2);
  assert.match((await runEagan(['explain'])).stderr, /missing required argument 'code'/);
});

test('with --json an error is one object on stdout and stderr stays empty', async () => {
  const { exitCode, stdout, stderr } = await runEagan(['explain', 'EAGAN_DISKFULL', '--json']);
  assert.equal(exitCode, 2);
  assert.deepEqual(JSON.parse(stdout), {
    schemaVersion: 1,
    error: {
      code: 'EAGAN_USAGE',
      message: 'EAGAN_DISKFULL is not an error code',
      cure: 'Did you mean EAGAN_DISK_FULL?',
      retryable: false,
      exitCode: 2,
    },
  });
  assert.equal(stderr, '');
});

test('explain prints the section of one code, whatever its case', async () => {
  const { exitCode, stdout } = await runEagan(['explain', 'disk_full']);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^EAGAN_DISK_FULL\nThe disk has no room left/);
  assert.doesNotMatch(stdout, /EAGAN_STORE_NOT_WRITABLE/);
});

function contextThatCollects(environment: Record<string, string>): { context: Context; written: string[] } {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text) };
  const output = createOutput(sink, sink, environment, false);
  const stateFolder = (): string => '/state';
  const context = { output, environment, directory: '/', stateFolder, namedStateFolder: stateFolder, exitCode: 0 };
  return { context, written };
}

test('an error shows its code, its message and its cure, and gives its exit code', () => {
  const { context, written } = contextThatCollects({});
  const error = new EaganError('EAGAN_DISK_FULL', 'no room in /state', 'Free some space.');
  assert.equal(reportError(error, context), 3);
  assert.deepEqual(written, ['error EAGAN_DISK_FULL: no room in /state\n→ Free some space.\n']);
});

test('an unknown error is EAGAN_INTERNAL with the folder of logs, and its stack is shown only with EAGAN_DEBUG', () => {
  const quiet = contextThatCollects({});
  assert.equal(reportError(new TypeError('boom'), quiet.context), 1);
  assert.match(quiet.written.join(''), /^error EAGAN_INTERNAL: TypeError: boom\n→ .*\/state\/logs/);
  assert.doesNotMatch(quiet.written.join(''), /main\.test/);
  const loud = contextThatCollects({ EAGAN_DEBUG: '1' });
  reportError(new TypeError('boom'), loud.context);
  assert.match(loud.written.join(''), /main\.test/);
});

test('the executable runs the compiled program, and in a clone without packages it says what to do', () => {
  const runs = spawnSync(process.execPath, [eaganProgram, 'explain', 'EAGAN_USAGE']);
  assert.equal(runs.status, 0, runs.stderr.toString());
  const folder = temporaryFolder();
  cpSync(eaganProgram, join(folder, 'cli/bin.mjs'));
  const fails = spawnSync(process.execPath, [join(folder, 'cli/bin.mjs')]);
  assert.equal(fails.status, 3);
  assert.match(fails.stderr.toString(), /not set up yet[^]*npm run setup/);
});
