// A damaged database is recognised, moved aside and replaced. A database with another problem stays in place.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '@temporalio/client';
import type { EaganError } from '../../domain/errors.js';
import { damageIn, moveAside } from '../../worker/damaged-database.js';
import { keepServer, type KeptServer } from '../../worker/kept-server.js';
import { statePaths } from '../../worker/state-paths.js';
import type { TemporalEndpoint } from '../../worker/types.js';
import { eventually } from '../support/processes.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { forgetConfiguredTemporal, withConnection, knowsWorkflow } from './support.js';

forgetConfiguredTemporal();
const folder = temporaryFolder();
const paths = statePaths(folder);

for (const words of ['database disk image is malformed (11)', 'file is not a database (26)']) {
  test(`"${words}" means damage, at a start and later`, () => {
    const log = `level=ERROR msg="failed starting server: ${words}"\n`;
    assert.ok(words.startsWith(damageIn(log, true)!));
    assert.ok(words.startsWith(damageIn(log, false)!));
  });
}

test('missing tables mean damage (a database that was never finished), but only at a start', () => {
  const log = 'SQL logic error: no such table: namespaces (1)';
  assert.equal(damageIn(log, true), 'no such table: namespaces');
  assert.equal(damageIn(log, false), null);
});

for (const words of [
  'listen tcp 127.0.0.1:7233: bind: address already in use',
  'database or disk is full (13)',
  'database is locked (5) (SQLITE_BUSY)',
  'disk I/O error (10)',
  'unable to open database file (14)',
]) {
  test(`"${words}" does not mean damage`, () => assert.equal(damageIn(`level=ERROR msg="${words}"`, true), null));
}

test('files that are moved aside keep their bytes, and each time get a new folder', () => {
  const own = statePaths(temporaryFolder());
  mkdirSync(own.temporal, { recursive: true });
  const at = new Date('2026-01-02T03:04:05.678Z');
  const folders = ['first', 'second'].map((bytes) => {
    for (const name of [own.database, `${own.database}-wal`, own.serverFile]) writeText(name, bytes);
    return moveAside(own, at);
  });
  assert.notEqual(folders[0], folders[1]);
  assert.deepEqual(readdirSync(folders[1]!).sort(), ['eagan.db', 'eagan.db-wal']);
  assert.equal(readFileSync(join(folders[0]!, 'eagan.db'), 'utf8'), 'first');
  assert.deepEqual(
    readdirSync(own.temporal).filter((name) => !name.startsWith('damaged-')),
    ['server.json'],
  );
});

/** Keeps a server on the folder during a call of `use`, which learns of damage. */
async function withServer(
  use: (client: Client, damages: EaganError[], kept: KeptServer) => Promise<void>,
): Promise<void> {
  const damages: EaganError[] = [];
  let endpoint: TemporalEndpoint;
  const config = { stateFolder: folder, slots: 1, idleMs: 60_000 };
  const kept = await keepServer(config, {
    onServing: (serving) => (endpoint = serving),
    onDamaged: (error) => damages.push(error),
    onChange: () => undefined,
  });
  await withConnection(endpoint!, (connection) => use(new Client({ connection }), damages, kept)).finally(() =>
    kept.stop(),
  );
}

const aside = (): string[] => readdirSync(paths.temporal).filter((name) => name.startsWith('damaged-'));

test('a server that is stopped and started keeps its workflows', async () => {
  await withServer(async (client) => {
    await client.workflow.start('waits', { taskQueue: 'some-queue', workflowId: 'known' });
  });
  await withServer(async (client, damages) => {
    assert.ok(await knowsWorkflow(client, 'known'));
    assert.deepEqual(damages, []);
  });
});

const damages = {
  truncated: () => {
    rmSync(`${paths.database}-wal`, { force: true }); // otherwise SQLite repairs the database from it
    truncateSync(paths.database, Math.round(statSync(paths.database).size / 2));
  },
  empty: () => truncateSync(paths.database, 0),
  'overwritten, with its journals': () => ['', '-wal', '-shm'].forEach((name) => overwrite(`${paths.database}${name}`)),
};
for (const [name, damage] of Object.entries(damages)) {
  test(`a database that is ${name} is moved aside at the start, and a new one is used`, async () => {
    const before = aside().length;
    damage();
    await withServer(async (client, told) => {
      assert.deepEqual(
        told.map(({ code }) => code),
        ['EAGAN_SERVER_DATABASE_DAMAGED'],
      );
      assert.equal(aside().length, before + 1);
      assert.equal(await knowsWorkflow(client, 'known'), false);
    });
    await withServer(async (_client, told) => assert.deepEqual(told, []));
  });
}

test('a database that is overwritten under a running server is replaced, and the server runs again at its address', async () => {
  await withServer(async (client, told, kept) => {
    const before = aside().length;
    damages['overwritten, with its journals']();
    await eventually('the damage is noticed', async () => {
      await knowsWorkflow(client, 'known').catch(() => undefined); // makes the server read
      return told.length > 0;
    });
    await eventually('a server runs again', () => kept.state().state === 'running');
    const { workflowId } = await client.workflow.start('waits', { taskQueue: 'some-queue', workflowId: 'anew' });
    assert.equal(workflowId, 'anew');
    assert.equal(aside().length, before + 1);
  });
});

function writeText(path: string, text: string): void {
  const file = openSync(path, 'w');
  writeSync(file, text);
  closeSync(file);
}

function overwrite(path: string): void {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size === 0) return;
  const file = openSync(path, 'r+');
  writeSync(file, randomBytes(size), 0, size, 0);
  closeSync(file);
}
