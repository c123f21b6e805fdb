// Attack: a state folder from a stranger, checked by `eagan verify --foreign`.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { ForeignReport } from '../../control/verify/foreign/verify-foreign.js';
import { verifyForeign } from '../../control/verify/foreign/verify-foreign.js';
import { toCheckedJson } from '../../store/checked-json.js';
import { openStore, writeMatrix } from '../../store/index.js';
import { main } from '../../cli/main.js';
import { calculatedRun } from '../support/calculated-run.js';
import { firstForeign, firstObeyed, hostileName } from '../support/hostile-text.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { filesBelow } from '../support/files-below.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let honest: string;
before(async () => {
  honest = temporaryFolder();
  const store = await quickStore(join(honest, 'store'));
  await calculatedRun(store, pipelineOf('tiny.yaml'), { run: 'honest' });
});

/** A copy of the honest folder, changed. */
function changed(change: (folder: string) => void): string {
  const folder = join(temporaryFolder(), 'state');
  cpSync(honest, folder, { recursive: true });
  change(folder);
  return folder;
}

const verify = (folder: string): Promise<ForeignReport> => verifyForeign(folder, () => undefined);

/** Every name with its kind, size and time: what a check may not change. */
function snapshot(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.map((name) => {
    const { mode, size, mtimeMs } = lstatSync(join(folder, name));
    return `${name} ${mode} ${size} ${mtimeMs}`;
  });
}

const below = (folder: string, part: string): string[] => filesBelow(join(folder, 'store', part));

test('an honest folder is consistent, and nothing in it is changed', async () => {
  const was = snapshot(honest);
  const report = await verify(honest);
  assert.deepEqual(report.findings, []);
  assert.equal(report.verdict, 'consistent');
  assert.equal(report.runs[0]!.run, 'honest');
  assert.ok(report.runs[0]!.records > 10 && report.objects > 10);
  assert.equal(report.objects, below(honest, 'objects').length);
  assert.deepEqual(snapshot(honest), was);
});

test('a run of a real set-up is consistent too, with logs, results and a database', async () => {
  const folder = changed((one) => {
    for (const name of ['logs', 'temporal', 'runs/honest']) mkdirSync(join(one, name), { recursive: true });
    writeFileSync(join(one, 'logs/worker.log'), 'x');
    writeFileSync(join(one, 'temporal/eagan.db-wal'), 'x');
    writeFileSync(join(one, 'runs/honest/pipeline.yaml'), 'x');
    writeFileSync(join(one, '.gitignore'), '*');
    for (const name of ['payload-keys.123.0123456789ab', 'supervisor.secret.0123456789ab', 'runs/honest/.tmp-x'])
      writeFileSync(join(one, name), 'what a killed process left');
    for (const name of ['supervisor.sock.AbCdEf', 'payload-keys.lock', 'payload-keys.lock.AbCdEf'])
      mkdirSync(join(one, name));
  });
  assert.deepEqual((await verify(folder)).findings, []);
});

interface Attack {
  readonly name: string;
  readonly code: string;
  readonly message: RegExp;
  change(folder: string): void;
}

const secret = join(temporaryFolder(), 'secret.json');
writeFileSync(secret, '{"secret":"never shown"}');
const attacks: readonly Attack[] = [
  { name: 'a link to a file outside', code: 'EAGAN_STATE_LINK', message: /journal\/x\.json/, change: (f) => (mkdirSync(join(f, 'store/journal'), { recursive: true }), symlinkSync(secret, join(f, 'store/journal/x.json'))) }, // prettier-ignore
  { name: 'a folder that is a link', code: 'EAGAN_STATE_LINK', message: /store\/trash/, change: (f) => symlinkSync('/etc', join(f, 'store/trash')) }, // prettier-ignore
  { name: 'a store that is a link', code: 'EAGAN_STATE_LINK', message: /^store must/, change: (f) => (renameSync(join(f, 'store'), `${f}-elsewhere`), symlinkSync(`${f}-elsewhere`, join(f, 'store'))) }, // prettier-ignore
  { name: 'refs that are a link', code: 'EAGAN_STATE_LINK', message: /store\/refs/, change: (f) => (rmSync(join(f, 'store/refs'), { recursive: true }), symlinkSync(join(honest, 'store/refs'), join(f, 'store/refs'))) }, // prettier-ignore
  { name: 'a pipe among the refs', code: 'EAGAN_FILE_REFUSED', message: /a pipe/, change: (f) => void execFileSync('mkfifo', [join(f, 'store/refs/runs/honest/state/@9.json')]) }, // prettier-ignore
  { name: 'a pipe in place of an object', code: 'EAGAN_FILE_REFUSED', message: /a pipe/, change: (f) => { const path = below(f, 'objects')[0]!; rmSync(path); execFileSync('mkfifo', [path]); } }, // prettier-ignore
  { name: 'a huge object', code: 'EAGAN_FILE_REFUSED', message: /at most/, change: (f) => truncateSync(below(f, 'objects')[0]!, 2 ** 40) }, // prettier-ignore
  { name: 'a huge record', code: 'EAGAN_FILE_REFUSED', message: /at most/, change: (f) => truncateSync(below(f, 'records')[0]!, 2 ** 33) }, // prettier-ignore
  { name: 'a deep tree', code: 'EAGAN_STATE_FOREIGN', message: /at most 12 folders deep/, change: (f) => void mkdirSync(join(f, 'store/quarantine', ...Array.from({ length: 500 }, () => 'd')), { recursive: true }) }, // prettier-ignore
  { name: 'a foreign file', code: 'EAGAN_STATE_FOREIGN', message: /setup\.sh/, change: (f) => writeFileSync(join(f, 'setup.sh'), 'x') }, // prettier-ignore
  { name: 'a file whose name begins as one of ours', code: 'EAGAN_STATE_FOREIGN', message: /\.gitignore-setup\.sh/, change: (f) => writeFileSync(join(f, '.gitignore-setup.sh'), 'x') }, // prettier-ignore
  { name: 'a file whose name ends as one of ours', code: 'EAGAN_STATE_FOREIGN', message: /evil-payload-keys/, change: (f) => writeFileSync(join(f, 'evil-payload-keys'), 'x') }, // prettier-ignore
  { name: 'a file whose name has one of ours in it', code: 'EAGAN_STATE_FOREIGN', message: /x-supervisor\.secret\.sh/, change: (f) => writeFileSync(join(f, 'x-supervisor.secret.sh'), 'x') }, // prettier-ignore
  { name: 'a frozen run whose pipeline is empty', code: 'EAGAN_RUN_DAMAGED', message: /form of a pipeline/, change: (f) => { const path = below(f, 'refs/runs/honest/pipeline')[0]!; writeFileSync(path, toCheckedJson({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), pipeline: {}, sourceDigest: '0'.repeat(64) })); } }, // prettier-ignore
  { name: 'a hidden folder', code: 'EAGAN_STATE_FOREIGN', message: /\.ssh/, change: (f) => mkdirSync(join(f, '.ssh')) },
  { name: 'a program that runs as its owner', code: 'EAGAN_STATE_FOREIGN', message: /setuid/, change: (f) => { const path = join(f, 'store/quarantine/x'); mkdirSync(join(f, 'store/quarantine')); writeFileSync(path, ''); chmodSync(path, 0o4755); } }, // prettier-ignore
  { name: 'a damaged object', code: 'EAGAN_OBJECT_CORRUPT', message: /they do not\)/, change: (f) => writeFileSync(below(f, 'objects')[3]!, 'other') }, // prettier-ignore
  { name: 'an object that no run names, with other bytes', code: 'EAGAN_OBJECT_CORRUPT', message: /they do not/, change: (f) => (mkdirSync(join(f, 'store/objects/00'), { recursive: true }), writeFileSync(join(f, 'store/objects/00', '0'.repeat(62)), 'x')) }, // prettier-ignore
  { name: 'a lost object', code: 'EAGAN_OBJECT_MISSING', message: /must be in the store/, change: (f) => below(f, 'objects').forEach((path) => rmSync(path)) }, // prettier-ignore
  { name: 'an altered line of the ledger', code: 'EAGAN_OBJECT_CORRUPT', message: /ledger/, change: (f) => { const path = below(f, 'ledger')[2]!; writeFileSync(path, readFileSync(path, 'utf8').replace(/"at":"[^"]*"/, '"at":"1999"')); } }, // prettier-ignore
  { name: 'a record of another result', code: 'EAGAN_OBJECT_MISSING', message: /complete record/, change: (f) => { const path = below(f, 'records')[0]!; writeFileSync(path, readFileSync(path, 'utf8').replace(/"status":"\w+"/, '"status":"failed"')); } }, // prettier-ignore
  { name: 'another result digest', code: 'EAGAN_RESULT_DIFFERS', message: /result digest/, change: (f) => { const path = below(f, 'refs/runs/honest/result')[0]!; writeFileSync(path, toCheckedJson(JSON.parse(readFileSync(path, 'utf8').replace(/"resultDigest":"[0-9a-f]{8}/, '"resultDigest":"00000000')))); } }, // prettier-ignore
  { name: 'broken JSON in a ref', code: 'EAGAN_RUN_DAMAGED', message: /honest|JSON/, change: (f) => writeFileSync(below(f, 'refs/runs/honest/owner')[0]!, '{') }, // prettier-ignore
  { name: 'a frozen run of null', code: 'EAGAN_RUN_DAMAGED', message: /./, change: (f) => writeFileSync(below(f, 'refs/runs/honest/pipeline')[0]!, 'null') }, // prettier-ignore
  { name: 'no store', code: 'EAGAN_STATE_FOREIGN', message: /must have a store/, change: (f) => rmSync(join(f, 'store'), { recursive: true }) }, // prettier-ignore
  { name: 'a store of null', code: 'EAGAN_STATE_FOREIGN', message: /as eagan writes it/, change: (f) => writeFileSync(join(f, 'store/store.json'), 'null') }, // prettier-ignore
  { name: 'JSON that nests a million times', code: 'EAGAN_RUN_DAMAGED', message: /./, change: (f) => writeFileSync(below(f, 'refs/runs/honest/state').at(-1)!, '['.repeat(1_000_000)) }, // prettier-ignore
];
for (const { name, code, message, change } of attacks) {
  test(`${name} is found, followed nowhere, and left as it is`, async () => {
    const folder = changed(change);
    const was = snapshot(folder);
    const report = await verify(folder);
    assert.equal(report.verdict, 'bad');
    const shown = report.findings.map((one) => `${one.code} ${one.message}`);
    assert.ok(
      report.findings.some((one) => one.code === code && message.test(one.message)),
      shown.join('\n'),
    );
    assert.ok(!shown.some((one) => /EAGAN_INTERNAL|never shown/.test(one)), shown.join('\n'));
    assert.deepEqual(snapshot(folder), was, 'something was written');
  });
}

test('thousands of complaints are counted, and at most 50 shown', async () => {
  const folder = changed((one) => {
    for (let index = 0; index < 5000; index++) writeFileSync(join(one, `foreign-${index}`), '');
  });
  const report = await verify(folder);
  assert.equal(report.findings.length, 50);
  assert.equal(report.findingCounts.EAGAN_STATE_FOREIGN, 5000);
});

async function command(args: readonly string[]): Promise<{ exitCode: number; text: string }> {
  let text = '';
  const sink = { write: (part: string) => (text += part), isTTY: true };
  const exitCode = await main(args, { stdout: sink, stderr: sink, environment: { FORCE_COLOR: '1' }, directory: '/' });
  return { exitCode, text };
}

test('the command answers with 0 or 1, as text and as JSON, and names with escapes are printable', async () => {
  const good = await command(['verify', '--foreign', honest]);
  assert.equal(good.exitCode, 0, good.text);
  assert.match(good.text, /is consistent\. That does not prove who made it/);
  const name = hostileName.replaceAll('/', '').slice(0, 60);
  const evil = changed((one) => {
    writeFileSync(join(one, name), '');
    mkdirSync(join(one, 'store/refs/runs', name), { recursive: true });
    linkSync(join(one, name), join(one, 'store/objects', name));
  });
  const bad = await command(['verify', '--foreign', evil]);
  assert.equal(bad.exitCode, 1);
  assert.equal(firstForeign(bad.text), null);
  const json = await command(['--json', 'verify', '--foreign', evil]);
  assert.equal(json.exitCode, 1);
  assert.equal(firstObeyed(json.text), null);
  assert.equal((JSON.parse(json.text) as ForeignReport).verdict, 'bad');
});

test('a folder that is none, and a run or --rerun beside it, are refused', async () => {
  const link = join(temporaryFolder(), 'link');
  symlinkSync(honest, link);
  assert.match((await command(['verify', '--foreign', link])).text, /got: a link/);
  assert.match((await command(['verify', '--foreign', '/nowhere/at/all'])).text, /there is none/);
  assert.equal((await command(['verify', 'honest', '--foreign', honest])).exitCode, 2);
});

const isRoot = process.getuid?.() === 0;
const mounted = join(temporaryFolder(), 'mounted');
mkdirSync(mounted);

test(
  'a folder that cannot be written is checked as well',
  { skip: isRoot ? false : 'needs root to mount' },
  async (t) => {
    const isMounted = spawnSync('mount', ['--bind', '-o', 'ro', honest, mounted]).status === 0;
    if (!isMounted) return t.skip('this machine does not allow a mount');
    spawnSync('mount', ['-o', 'remount,ro,bind', mounted]);
    try {
      assert.equal((await verify(mounted)).verdict, 'consistent');
    } finally {
      spawnSync('umount', [mounted]);
    }
  },
);

test('the check leaves memory within bounds, whatever the files claim', async () => {
  const folder = changed((one) => {
    for (const path of below(one, 'objects').slice(0, 20)) truncateSync(path, 2 ** 27);
  });
  const before = process.memoryUsage().rss;
  assert.equal((await verify(folder)).verdict, 'bad');
  assert.ok(process.memoryUsage().rss - before < 1.5 * 2 ** 30, 'more than 1.5 GB were needed');
});

test('an honest store opens as before', async () => {
  assert.match((await openStore(join(honest, 'store'))).id, /^[0-9a-f]{8}$/);
});

test('the record of a matrix is known, and a changed one is a finding', async () => {
  const folder = changed(() => undefined);
  const by = { user: 'anna', host: 'here' };
  const matrix = { schemaVersion: 1, name: 'pair', file: 'f.yaml', members: [{ run: 'honest', seed: 1, setting: [] }], createdAt: '', by } as const; // prettier-ignore
  await writeMatrix((await quickStore(join(folder, 'store'))).refs, matrix);
  assert.deepEqual((await verify(folder)).findings, []);
  const record = join(folder, 'store/refs/matrices/pair/asked/@1.json');
  const whole = readFileSync(record);
  for (const bytes of [
    whole.subarray(0, 40),
    Buffer.from(''),
    toCheckedJson({ ...matrix, members: [{ run: '../x' }] }),
  ]) {
    writeFileSync(record, bytes);
    const { verdict, findings } = await verify(folder);
    assert.equal(verdict, 'bad');
    assert.ok(findings.some(({ code, run }) => code === 'EAGAN_RUN_DAMAGED' && run === 'matrix pair'), JSON.stringify(findings)); // prettier-ignore
  }
  writeFileSync(record, whole);
  mkdirSync(join(folder, 'store/refs/matrices/pair/more'));
  writeFileSync(join(folder, 'store/refs/matrices/pair/more/@1.json'), whole);
  assert.ok((await verify(folder)).findings.some(({ code }) => code === 'EAGAN_STATE_FOREIGN'));
});
