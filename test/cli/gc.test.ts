// `eagan gc`: it removes nothing without --apply, prints words or JSON, and leaves runs that still verify.
import assert from 'node:assert/strict';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestJson } from '../../domain/digest.js';
import { omit } from '../../domain/omit.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan, type CommandOutput } from './support.js';

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('a dry run lists, --apply removes, and the run still verifies', async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'store');
  await calculatedRun(await quickStore(store), pipelineOf('tiny.yaml'), { results: 'consistent' });
  const gc = (...more: string[]): Promise<CommandOutput> => runEagan(['gc', '--home', folder, ...more]);
  assert.match((await gc()).stdout, /^kept, younger than 24 hours: \d+ files.*\nnothing to remove\n$/);
  const old = new Date(Date.now() - 25 * 3_600_000);
  const before = await filesBelow(store);
  await Promise.all(before.map((path) => utimes(path, old, old)));

  const dry = await gc();
  assert.match(dry.stdout, /training states \(6\) +12 +\d/);
  assert.match(
    dry.stdout,
    /calculated: 6 of 45 steps will lose an input.*: generator\/warmup\/segment-00 … discriminator\//,
  );
  assert.match(dry.stdout, /\nnothing was removed; to remove 12 files, .*: eagan gc --apply\n$/);
  assert.equal((await filesBelow(store)).length, before.length);

  const applied = await gc('--apply', '--json');
  const report = JSON.parse(applied.stdout) as Record<string, unknown> & { total: { files: number } };
  assert.deepEqual([report.schemaVersion, report.applied, report.states, report.total.files], [1, true, 6, 12]);
  // The list of what was removed is a new file, and so is the line of the run's ledger that names it.
  assert.equal((await filesBelow(store)).length, before.length - 12 + 2);
  const [collected] = (await (await quickStore(store)).ledger.lines('calculated')).slice(-1);
  const list = JSON.parse(await readFile(join(store, 'removed', '00000001.json'), 'utf8')) as { checksum: string };
  assert.deepEqual(
    { ...collected, kind: 'collected', removed: 12, list: digestJson(omit(list, 'checksum')) },
    collected,
  );
  const verified = await runEagan(['verify', '--home', folder]);
  assert.equal(verified.exitCode, 0, verified.stdout);
  assert.match(verified.stdout, /removed +6 states by eagan gc/);
  assert.match((await gc()).stdout, /nothing to remove\n$/);
});

test('gc removes nothing from a store with a damaged ledger, and names the run', async () => {
  const folder = temporaryFolder();
  await calculatedRun(await quickStore(join(folder, 'store')), pipelineOf('tiny.yaml'));
  await writeFile(join(folder, 'store', 'ledger', 'calculated', '00000002.json'), '{}');
  const before = await filesBelow(join(folder, 'store'));
  const { exitCode, stdout } = await runEagan(['gc', '--apply', '--home', folder]);
  assert.match(stdout, /^EAGAN_OBJECT_CORRUPT {2}run calculated: line 2 of the ledger [^]*nothing to remove\n$/);
  assert.equal(exitCode, 0);
  assert.deepEqual(await filesBelow(join(folder, 'store')), before);
});
