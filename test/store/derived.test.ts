// Derived files: they come back as they were written or not at all, and whatever walks a store bears them.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { isKnownFile } from '../../control/verify/foreign/known-names.js';
import { digestBytes } from '../../domain/digest.js';
import { derivedFiles, planGarbage, type Store } from '../../store/index.js';
import { emptyStore } from '../support/quick-store.js';

const run = 'quick-0a1b2c3d';
const of = (name: string): string => digestBytes(Buffer.from(name));
const bytes = new Uint8Array(Buffer.from('a picture '.repeat(200)));
let store: Store;
let path: string;

before(async () => {
  store = await emptyStore();
  path = join(store.folder, 'index', run, 'samples', `${of('a')}.json`);
});

test('a derived file comes back as it was kept, only under its own digest, run and kind', async () => {
  const files = derivedFiles(store, run, 'samples');
  assert.equal(await files.get(of('a')), null);
  await files.keep(of('a'), { bytes });
  await files.keep(of('nothing'), { bytes: null });
  assert.deepEqual(await files.get(of('a')), { bytes });
  assert.deepEqual(await files.get(of('nothing')), { bytes: null });
  assert.equal(await derivedFiles(store, 'other-0a1b2c3d', 'samples').get(of('a')), null);
  copyFileSync(path, path.replace(of('a'), of('b')));
  assert.equal(await files.get(of('b')), null);
});

test('one that is cut off anywhere, altered, or something else is not there, and is kept anew', async () => {
  const files = derivedFiles(store, run, 'samples');
  await files.keep(of('a'), { bytes });
  const whole = readFileSync(path, 'utf8');
  const cuts = Array.from({ length: 40 }, (_, i) => whole.slice(0, Math.floor((i * whole.length) / 40)));
  const other = Buffer.from('another').toString('base64');
  const altered = [
    ...['null', '[]', '{}', '{"schemaVersion":1}', whole.replace('"schemaVersion":1', '"schemaVersion":2')],
    ...[whole.replace(/"base64":"[^"]*"/, `"base64":"${other}"`), whole.replace(/"checksum":"[^"]*",?/, '')],
  ].map((text) => text.replace(/"base64":"YSBwaWN0/, '"base64":"YSBwaWN1'));
  for (const text of [...cuts, ...altered]) {
    writeFileSync(path, text);
    assert.equal(await files.get(of('a')), null, text.slice(0, 80));
  }
  await files.keep(of('a'), { bytes });
  assert.deepEqual(await files.get(of('a')), { bytes });
});

test('where it cannot be kept it is done without', async () => {
  const files = derivedFiles(store, 'full-0a1b2c3d', 'samples');
  mkdirSync(join(store.folder, 'index', 'full-0a1b2c3d'), { recursive: true });
  writeFileSync(join(store.folder, 'index', 'full-0a1b2c3d', 'samples'), 'no folder');
  await files.keep(of('a'), { bytes });
  assert.equal(await files.get(of('a')), null);
  rmSync(join(store.folder, 'index', 'full-0a1b2c3d'), { recursive: true });
});

test('gc leaves them, removes what a killed writer left beside them, and a foreign folder may have them', async () => {
  await derivedFiles(store, run, 'samples').keep(of('a'), { bytes });
  const unfinished = join(path, '..', '.tmp-picture-1-0a1b2c');
  writeFileSync(unfinished, 'half');
  const later = statSync(unfinished).mtimeMs + 25 * 3_600_000;
  const { goes } = await planGarbage(store, later);
  const inIndex = goes.filter(({ path: way }) => way.startsWith('index/')).map(({ path: way, kind }) => [way, kind]);
  assert.deepEqual(inIndex, [[`index/${run}/samples/.tmp-picture-1-0a1b2c`, 'temporary']]);
  const kept = readdirSync(join(path, '..')).filter((name) => !name.startsWith('.'));
  for (const name of kept) assert.ok(isKnownFile(`store/index/${run}/samples/${name}`), name);
  assert.ok(!isKnownFile(`store/index/${run}/samples/picture.png`));
});
