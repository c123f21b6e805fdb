// A state folder from a stranger: links in it lead nowhere, and nothing outside is moved, removed or written.
import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stateNames } from '../../worker/state-paths.js';
import { openStore } from '../../store/index.js';
import { fixedFolders } from '../../store/fixed-folders.js';
import { completeRun, startedRun, stateFolder, type StateFolder } from '../control/finished-run.js';
import { runEagan } from '../cli/support.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Scene extends StateFolder {
  readonly run: string;
  /** A folder of the victim, outside. */
  readonly private: string;
  /** Throws if anything outside has changed. */
  readonly untouched: () => void;
}

async function scene(): Promise<Scene> {
  const state = await stateFolder();
  const run = await startedRun(state, 3);
  await completeRun(state, run);
  const outside = temporaryFolder();
  mkdirSync(join(outside, 'precious'));
  const files = {
    'precious/thesis.txt': 'years of work',
    'pipeline.yaml': 'mine',
    [`${'a'.repeat(64)}`]: 'named like one',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(outside, name), text);
  const untouched = (): void => {
    for (const [name, text] of Object.entries(files)) assert.equal(readFileSync(join(outside, name), 'utf8'), text);
    assert.deepEqual(readdirSync(outside, { recursive: true }).sort(), [...Object.keys(files), 'precious'].sort());
  };
  return { ...state, run, private: outside, untouched };
}

function replaceByLink(path: string, target: string): void {
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

const commands = (run: string): string[][] => [
  ['status'],
  ['gc', '--apply'],
  ['attach', run],
  ['history', run],
  ['verify', run],
];

for (const name of fixedFolders)
  test(`store/${name} as a link is refused by every command, and nothing outside is touched`, async () => {
    const { folder, run, untouched, private: outside } = await scene();
    replaceByLink(join(folder, 'store', name), outside);
    for (const command of commands(run)) {
      const { stdout } = await runEagan([...command, '--json', '--home', folder]);
      assert.match(stdout, /EAGAN_STATE_LINK/, command.join(' '));
    }
    untouched();
  });

for (const name of stateNames)
  test(`${name} as a link is refused, and nothing outside is touched`, async () => {
    const { folder, run, untouched, private: outside } = await scene();
    const target = name === 'store' ? join(folder, 'moved') : outside;
    if (name === 'store') renameSync(join(folder, 'store'), target);
    replaceByLink(join(folder, name), target);
    for (const command of commands(run)) {
      const { stdout } = await runEagan([...command, '--json', '--home', folder]);
      assert.match(stdout, /EAGAN_STATE_LINK/, command.join(' '));
    }
    untouched();
  });

test('a run’s folder of results as a link is refused, and its files are not overwritten', async () => {
  const { folder, run, untouched, private: outside } = await scene();
  mkdirSync(join(folder, 'runs'));
  symlinkSync(outside, join(folder, 'runs', run));
  assert.match((await runEagan(['attach', run, '--json', '--home', folder])).stdout, /EAGAN_STATE_LINK/);
  untouched();
});

test('a result that is a link is replaced, not written through', async () => {
  const { folder, run, untouched, private: outside } = await scene();
  mkdirSync(join(folder, 'runs', run), { recursive: true });
  symlinkSync(join(outside, 'pipeline.yaml'), join(folder, 'runs', run, 'pipeline.yaml'));
  assert.equal((await runEagan(['attach', run, '--json', '--home', folder])).exitCode, 0);
  assert.ok(lstatSync(join(folder, 'runs', run, 'pipeline.yaml')).isFile());
  untouched();
});

test('what gc did not put into the trash does not become an object: folders, links, other names', async () => {
  const { folder, untouched, private: outside } = await scene();
  const trash = join(folder, 'store', 'trash');
  mkdirSync(join(trash, 'b'.repeat(64)), { recursive: true });
  symlinkSync(outside, join(trash, 'c'.repeat(64)));
  symlinkSync(outside, join(trash, 'other'));
  assert.equal((await runEagan(['gc', '--apply', '--json', '--home', folder])).exitCode, 0);
  assert.deepEqual(readdirSync(trash).sort(), ['b'.repeat(64), 'c'.repeat(64), 'other'].sort());
  untouched();
});

test('links deeper in a store lead nowhere: a run, a step, a fan-out folder, an object', async () => {
  const { folder, run, store, untouched, private: outside } = await scene();
  const key = 'd'.repeat(64);
  for (const path of [`claims/${run}`, `recovery/${key}`, `journal/${run}`, 'objects/aa', 'refs/runs/other']) {
    mkdirSync(join(folder, 'store', path, '..'), { recursive: true });
    symlinkSync(outside, join(folder, 'store', path));
  }
  const reopened = await openStore(store.folder);
  await assert.rejects(reopened.recovery.clear(key, 'precious'), { code: 'EAGAN_STATE_LINK' });
  await assert.rejects(reopened.objects.get('a'.repeat(64)), { code: 'EAGAN_STATE_LINK' });
  await assert.rejects(reopened.journal.entries(run), { code: 'EAGAN_STATE_LINK' });
  const { exitCode, stdout } = await runEagan(['status', '--json', '--home', folder]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /"run":"other","code":"EAGAN_STATE_LINK"/);
  await runEagan(['gc', '--apply', '--json', '--home', folder]);
  untouched();
});

test('a link instead of a record is found by verify, which leaves it, and set aside by others; its target is neither read nor moved', async () => {
  const { folder, run, untouched, private: outside } = await scene();
  const records = join(folder, 'store', 'records');
  const [sub] = readdirSync(records);
  const [name] = readdirSync(join(records, sub!));
  replaceByLink(join(records, sub!, name!), join(outside, 'precious', 'thesis.txt'));
  assert.equal((await runEagan(['verify', run, '--json', '--home', folder])).exitCode, 1);
  assert.ok(lstatSync(join(records, sub!, name!)).isSymbolicLink());
  await runEagan(['gc', '--json', '--home', folder]);
  assert.ok(lstatSync(join(folder, 'store', 'quarantine', `record-${name}`)).isSymbolicLink());
  untouched();
});

test('the state folder itself may be reached by a link: a person named it', async () => {
  const { folder, run } = await scene();
  const link = join(temporaryFolder(), 'home');
  symlinkSync(folder, link);
  assert.equal((await runEagan(['history', run, '--json', '--home', link])).exitCode, 0);
});
