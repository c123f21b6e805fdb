// Where payload keys come from: the state folder's private file, rotation under running processes, given keys.
import assert from 'node:assert/strict';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { existingKeys, keyVariables, openKeys, rotateKeys } from '../../../worker/sealing/keys.js';
import { statePaths } from '../../../worker/state-paths.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const fresh = (): { folder: string; file: string } => {
  const folder = temporaryFolder();
  return { folder, file: statePaths(folder).payloadKeys };
};
const idOf = (folder: string): string => openKeys(folder).sealing().id;

test('the first process makes a key that only its user can read, and the next ones use it', () => {
  const { folder, file } = fresh();
  const id = idOf(folder);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(idOf(folder), id);
  assert.equal(existingKeys(folder).sealing().id, id);
});

test('looking makes no key', () => {
  const { folder, file } = fresh();
  assert.equal(existingKeys(folder).find('a'), null);
  assert.equal(statSync(file, { throwIfNoEntry: false }), undefined);
});

test('processes that make the key at the same moment end with one', async () => {
  const { folder } = fresh();
  const module = new URL('../../../worker/sealing/keys.js', import.meta.url).href;
  const program = `import { openKeys } from ${JSON.stringify(module)}; console.log(openKeys(process.argv[1]).sealing().id)`;
  const one = (): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, folder]);
  const ids = await Promise.all(Array.from({ length: 6 }, one));
  assert.equal(new Set(ids.map(({ stdout }) => stdout)).size, 1);
});

test('a rotated key seals at once where its name is met, and the earlier one still opens', async () => {
  const { folder } = fresh();
  const running = openKeys(folder);
  const before = running.sealing().id;
  const after = await rotateKeys(folder, false);
  assert.notEqual(after, before);
  assert.equal(running.find(after)?.id, after, 'an unknown name is looked up at once');
  assert.equal(running.sealing().id, after);
  assert.equal(running.find(before)?.id, before);
});

test('a key that is to be forgotten opens nothing any more', async () => {
  const { folder } = fresh();
  const running = openKeys(folder);
  const before = running.sealing().id;
  const after = await rotateKeys(folder, true);
  assert.equal(running.find(after)?.id, after);
  assert.equal(running.find(before), null);
});

test('many rotations at once lose no key', async () => {
  const { folder } = fresh();
  const before = idOf(folder);
  const ids = await Promise.all(Array.from({ length: 5 }, () => rotateKeys(folder, false)));
  const keys = openKeys(folder);
  for (const id of [before, ...ids]) assert.equal(keys.find(id)?.id, id);
});

test('a running process goes on when the file disappears, and takes the one that replaces it', async () => {
  const { folder, file } = fresh();
  const running = openKeys(folder);
  const before = running.sealing().id;
  rmSync(file);
  assert.equal(running.find('unknown'), null);
  assert.equal(running.sealing().id, before);
  const after = idOf(folder);
  assert.notEqual(after, before);
  assert.equal(running.find(after)?.id, after);
});

const unusable: Readonly<Record<string, (file: string) => void>> = {
  'others can read it': (file) => chmodSync(file, 0o644),
  'its group can read it': (file) => chmodSync(file, 0o640),
  'it is a link': (file) => (renameSync(file, `${file}.real`), symlinkSync(`${file}.real`, file)),
  'it is a folder': (file) => (rmSync(file), mkdirSync(file)),
  'it is empty': (file) => writeFileSync(file, ''),
  'it has other text': (file) => writeFileSync(file, 'hello\n'),
  'a line is too short': (file) => writeFileSync(file, `${'a'.repeat(63)}\n`),
  'it is large': (file) => writeFileSync(file, `${'a'.repeat(64)}\n`.repeat(2_000)),
};

for (const [what, change] of Object.entries(unusable))
  test(`a file of keys is refused if ${what}`, () => {
    const { folder, file } = fresh();
    idOf(folder);
    change(file);
    assert.throws(
      () => openKeys(folder),
      (error: Error & { code: string; cure: string }) => {
        assert.equal(error.code, 'EAGAN_PAYLOAD_KEYS');
        assert.ok(error.message.includes(file));
        assert.equal(error.cure.includes(`chmod 600 ${file}`), what.endsWith('can read it'));
        assert.match(error.cure, /move it away/);
        return true;
      },
    );
    assert.equal(existingKeys(folder).find('a'), null);
  });

test('given keys are used, as text or as a file that may be a link, and no file is made', (context) => {
  const { folder, file } = fresh();
  context.after(() => Object.values(keyVariables).forEach((name) => delete process.env[name]));
  process.env[keyVariables.keys] = `${'a'.repeat(64)},${'b'.repeat(64)}`;
  const keys = openKeys(folder);
  assert.equal(statSync(file, { throwIfNoEntry: false }), undefined);
  const given = join(folder, 'given');
  writeFileSync(given, `# mine\n${'a'.repeat(64)}\n`, { mode: 0o600 });
  symlinkSync(given, join(folder, 'link'));
  linkSync(given, join(folder, 'hard'));
  process.env[keyVariables.file] = join(folder, 'link');
  assert.equal(openKeys(folder).sealing().id, keys.sealing().id);
  delete process.env[keyVariables.file];
  process.env[keyVariables.keys] = 'a password';
  assert.throws(() => openKeys(folder), { code: 'EAGAN_PAYLOAD_KEYS' });
});

test('given keys are not rotated here, and the error says how to', async (context) => {
  const { folder } = fresh();
  context.after(() => delete process.env[keyVariables.keys]);
  process.env[keyVariables.keys] = 'a'.repeat(64);
  await assert.rejects(rotateKeys(folder, false), { code: 'EAGAN_PAYLOAD_KEYS', message: /EAGAN_PAYLOAD_KEYS/ });
});

test('the file says what it is', () => {
  const { folder, file } = fresh();
  idOf(folder);
  assert.match(readFileSync(file, 'utf8'), /^# Keys that seal .*\n[0-9a-f]{64}\n$/);
});
