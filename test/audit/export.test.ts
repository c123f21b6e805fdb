// `eagan export --audit`: the zip proves the run without eagan, by two checkers; each forgery is found by both.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parquetReadObjects } from 'hyparquet';
import { auditEntries } from '../../control/audit/export/entries.js';
import { digestJson } from '../../domain/digest.js';
import type { SelectionArtifact } from '../../domain/steps/artifacts.js';
import { runRefs } from '../../domain/runs/run-state.js';
import { getJson } from '../../domain/steps/objects.js';
import { ofKind } from '../../domain/steps/kinds.js';
import {
  collectGarbage,
  openStore,
  readRun,
  runRecords,
  takeOwnership,
  writeRunState,
  type Store,
} from '../../store/index.js';
import { runEagan } from '../cli/support.js';
import { needsPython, UnpackedExport, type Loose } from '../support/audit-export.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { projectRoot } from '../support/project.js';
import { quickStore } from '../support/quick-store.js';
import { smallDisk } from '../support/small-disk.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const run = 'calculated';
const pipeline = pipelineOf('tiny.yaml');
const keys = temporaryFolder();

function writeKeys(name: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(keys, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(keys, `${name}-public.pem`), publicKey.export({ type: 'spki', format: 'pem' }));
}
const keyOf = (name: string): string => join(keys, `${name}.pem`);
const publicOf = (name: string): string => join(keys, `${name}-public.pem`);

async function finishedRun(folder: string): Promise<void> {
  const store = await quickStore(join(folder, 'store'));
  await calculatedRun(store, pipeline, { results: 'consistent' });
}

/** Made once: every test takes a copy. */
const original = temporaryFolder();
let whole: UnpackedExport;
let head = '';
before(async () => {
  ['own', 'other'].forEach(writeKeys);
  await finishedRun(original);
  whole = (await exported(original)).unpacked;
  head = (whole.json('audit.json') as Loose).statement.head as string;
});

async function exported(home: string, ...more: readonly string[]) {
  const zip = join(temporaryFolder(), 'out.zip');
  const { exitCode, stdout, stderr } = await runEagan([
    'export',
    run,
    '--audit',
    zip,
    '--home',
    home,
    '--json',
    ...more,
  ]);
  assert.ok(existsSync(zip), stdout + stderr);
  return { zip, exitCode, report: JSON.parse(stdout) as Loose, unpacked: UnpackedExport.of(zip) };
}

function copyOfRun(): { home: string; open(): Promise<Store> } {
  const home = temporaryFolder();
  cpSync(original, home, { recursive: true });
  return { home, open: () => openStore(join(home, 'store')) };
}

/** Both checkers say the same: yes, or no with these words. */
function assertChecked(one: UnpackedExport, problem: RegExp | null, ...args: readonly string[]): void {
  const checks = [one.check(...args), ...(needsPython ? [] : [one.checkInPython(...args)])];
  for (const { exitCode, output } of checks) {
    assert.equal(exitCode, problem === null ? 0 : 1, output);
    assert.match(output, problem ?? /\nno problems found\n$|^no problems found\n$/, output);
  }
}

test(
  'an export passes both checkers, names its head and result, and holds all files of the table',
  { skip: needsPython },
  () => {
    assertChecked(whole, null);
    const { output } = whole.check();
    assert.match(output, new RegExp(`^${run}: 48 lines, 45 records`));
    assert.ok(output.includes(`head ${head}`), output);
    const listed = whole.text('files.sha256').split('\n').map((line) => line.slice(66)).filter(Boolean); // prettier-ignore
    const expected = [...auditEntries.map(({ name }) => name), 'ro-crate-metadata.json'];
    assert.deepEqual(listed, expected.filter((name) => name !== 'journal.jsonl')); // prettier-ignore
  },
);

test('the page about the ledger describes every file of an export, and every kind of line', async () => {
  const page = readFileSync(join(projectRoot, 'docs', 'ledger.md'), 'utf8');
  const { ledgerKinds } = await import('../../domain/ledger/kinds.js');
  const names = [...auditEntries.map(({ name }) => name.replace('results/', '')), ...Object.keys(ledgerKinds)];
  assert.deepEqual(names.filter((name) => !page.includes(`\`${name}\``)), []); // prettier-ignore
});

test('equal stores give equal bytes, and the file is private', async () => {
  const [one, two] = [await exported(original), await exported(copyOfRun().home)];
  assert.ok(readFileSync(one.zip).equals(readFileSync(two.zip)));
  assert.equal(statSync(one.zip).mode & 0o777, 0o600);
});

const hasUnzip = spawnSync('unzip', ['-v']).status === 0;
test(
  'unzip and Python read the zip',
  { skip: hasUnzip && !needsPython ? false : 'no unzip or no python3' },
  async () => {
    const { zip } = await exported(original);
    assert.match(execFileSync('unzip', ['-tq', zip], { encoding: 'utf8' }), /No errors detected/);
    assert.match(execFileSync('python3', ['-m', 'zipfile', '-t', zip], { encoding: 'utf8' }), /^Done testing/);
    assert.equal(spawnSync('sha256sum', ['--check', '--quiet', 'files.sha256'], { cwd: whole.folder }).status, 0);
  },
);

/** RFC 4180, as a reader of others reads it. */
function readCsv(text: string): Record<string, string>[] {
  const rows = text.split('\r\n').slice(0, -1).map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!)); // prettier-ignore
  return rows.slice(1).map((row) => Object.fromEntries(rows[0]!.map((name, index) => [name, row[index]!])));
}

test('both tables of candidates have the same rows: those of the selections, with figures and protocol', async () => {
  const csv = readCsv(whole.text('candidates.csv'));
  const file = readFileSync(whole.path('candidates.parquet'));
  const parquet = await parquetReadObjects({ file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length) });
  const asText = (cell: unknown): string => (cell === null || cell === undefined ? '' : cell === Infinity ? 'inf' : String(cell)); // prettier-ignore
  assert.deepEqual(parquet.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, asText(cell)]))), csv); // prettier-ignore
  const store = await openStore(join(original, 'store'));
  const selections = ofKind('select', await runRecords(store, run));
  const rows = await Promise.all(selections.map(async ({ step, outputs }) => {
    const { ranking, survivors } = await getJson<SelectionArtifact>(store.objects, outputs.selection!);
    return ranking.map(({ individual, figures, front }, index) => [step.parameters.stage, individual.id, figures?.frechetDistance, front, index + 1, survivors.includes(individual.id)].join()); // prettier-ignore
  })); // prettier-ignore
  const found = csv.map((row) => ['stage', 'individual', 'frechetDistance', 'front', 'rank', 'survived'].map((name) => row[name]).join()); // prettier-ignore
  assert.ok(found.length > 10);
  assert.deepEqual(found, rows.flat());
  assert.ok(csv.every(({ protocol, seconds, genotype }) => /^[0-9a-f]{64}$/.test(protocol!) && seconds === '0' && /^[-\d,/]+$/.test(genotype!))); // prettier-ignore
});

test('steps.jsonl has each step with what it gave, and whether it counts', () => {
  const rows = whole.lines('steps.jsonl');
  assert.equal(rows.length, 45);
  assert.ok(rows.every(({ counts, kind, outputs, seconds, run: of }) => counts === true && kind && outputs && seconds === undefined && of === run)); // prettier-ignore
});

const segment = 'generator/gen-000/train/segment-00';
const evaluation = 'generator/gen-001/evaluate/02';
const select = 'generator/gen-000/select';

/** Chain, statement and list again: what somebody does who knows how digests are made. */
const coverUp = (one: UnpackedExport): void => {
  one.chainAgain();
  one.stateAgain();
  one.listAgain();
};

const forgeries: Record<string, { found: RegExp; forge: (one: UnpackedExport) => void }> = {
  'a byte of an exported file': {
    found: /results\/manifest\.json/,
    forge: (one) => appendFileSync(one.path('results/manifest.json'), ' '),
  },
  'an exported file that was replaced': {
    found: /results\/manifest\.json/,
    forge: (one) => (writeFileSync(one.path('results/manifest.json'), '{"m":2}'), one.listAgain()),
  },
  'a lost file': { found: /candidates\.csv/, forge: (one) => one.remove('candidates.csv') },
  'an added file': { found: /more\.txt/, forge: (one) => writeFileSync(one.path('more.txt'), 'x') },
  'a list with a way out of the folder': {
    found: /files\.sha256/,
    forge: (one) => appendFileSync(one.path('files.sha256'), `${'0'.repeat(64)}  ../check.mjs\n`),
  },
  'a time in the ledger': {
    found: /ledger\.jsonl:5/,
    forge: (one) => (
      one.change('ledger.jsonl', (lines) => (lines[4].at = '2027-01-01T00:00:00.000Z')),
      one.listAgain()
    ),
  },
  'a space in a line': {
    found: /ledger\.jsonl:1 /,
    forge: (one) => (
      writeFileSync(one.path('ledger.jsonl'), one.text('ledger.jsonl').replace('{', '{ ')),
      one.listAgain()
    ),
  },
  'a line with a digest of its own': {
    found: /ledger\.jsonl:8/,
    forge: (one) => {
      one.change('ledger.jsonl', (lines) => {
        const changed = { ...lines[6], at: '2027-01-01T00:00:00.000Z' };
        delete changed.digest;
        lines[6] = { ...changed, digest: digestJson(changed) };
      });
      one.listAgain();
    },
  },
  'two lines that changed places': {
    found: /ledger\.jsonl:6/,
    forge: (one) => (one.change('ledger.jsonl', (lines) => lines.splice(5, 2, lines[6], lines[5])), one.listAgain()),
  },
  'an epoch that falls': {
    found: /ledger\.jsonl:9/,
    forge: (one) => (one.change('ledger.jsonl', (lines) => (lines[8].epoch = 0)), coverUp(one)),
  },
  'last lines that were cut off': {
    found: /audit\.json/,
    forge: (one) => (one.change('ledger.jsonl', (lines) => lines.splice(-1)), one.listAgain()),
  },
  'a cut-off ledger with a new statement': {
    found: /refs\.json|records\.jsonl/,
    forge: (one) => (one.change('ledger.jsonl', (lines) => lines.splice(-3)), coverUp(one)),
  },
  'a line without a record': {
    found: /ledger\.jsonl:\d+ .*record of extractor/,
    forge: (one) => {
      one.change('records.jsonl', (lines) => lines.splice(lines.findIndex(({ record }) => record.step.place === 'extractor'), 1)); // prettier-ignore
      one.listAgain();
    },
  },
  'an invented record': {
    found: /records\.jsonl:46/,
    forge: (one) => {
      one.change('records.jsonl', (lines) => {
        const record = { ...lines[0].record, key: 'f'.repeat(64) };
        lines.push({ record, digest: digestJson(record) });
      });
      one.listAgain();
    },
  },
  'a number, with the digest of its record': {
    found: /ledger\.jsonl:\d+ .*record/,
    forge: (one) => {
      one.change('records.jsonl', (lines) => {
        const stored = lines.find(({ record }) => record.step.place === 'extractor');
        stored.record.numbers.heldOutAccuracy = 0.5;
        stored.digest = digestJson(stored.record);
      });
      one.listAgain();
    },
  },
  'a number of a candidate, with every digest': {
    found: /records\.jsonl:\d+ .*frechetDistance of generator\/gen-001\/evaluate\/02/,
    forge: (one) => (one.forgeRecord(evaluation, (record) => (record.numbers.frechetDistance = 0.001)), coverUp(one)),
  },
  'a number that no object has, with every digest': {
    found: /refs\.json .*result digest/,
    forge: (one) => (one.forgeRecord('extractor', (record) => (record.numbers.heldOutAccuracy = 0.5)), coverUp(one)),
  },
  'the host and the times of a record': {
    found: /ledger\.jsonl:\d+ .*record/,
    forge: (one) => {
      one.change('records.jsonl', (lines) => {
        lines[3].record.circumstances.host = 'elsewhere';
        lines[3].digest = digestJson(lines[3].record);
      });
      one.listAgain();
    },
  },
  'a figure in an evaluation': {
    found: /objects\.jsonl/,
    forge: (one) => {
      one.change(
        'objects.jsonl',
        (lines) => (lines.find(({ kind }) => kind === 'evaluation').figures.frechetDistance = 0),
      );
      one.listAgain();
    },
  },
  'a figure in an evaluation and its record, with every digest': {
    found: /records\.jsonl:\d+ .*as it was evaluated/,
    forge: (one) => {
      one.forgeObject(evaluation, 'evaluation', (value) => (value.figures.frechetDistance = 0.001));
      one.forgeRecord(evaluation, (record) => (record.numbers.frechetDistance = 0.001));
      const made = one.recordAt(evaluation).outputs.evaluation as string;
      one.forgeRecord('generator/gen-001/select', (record) => {
        record.step.inputs['evaluation/02'] = made;
        record.key = digestJson(record.step);
      });
      coverUp(one);
    },
  },
  'a figure in a selection, with every digest': {
    found: /records\.jsonl:\d+ .*as it was evaluated/,
    forge: (one) => {
      one.forgeObject(select, 'selection', (value) => (value.ranking[0].figures.frechetDistance = 0.001));
      coverUp(one);
    },
  },
  'the seed of a step': {
    found: /records\.jsonl:\d+ .*key/,
    forge: (one) => (one.forgeRecord(segment, (record) => (record.step.seed = 99)), coverUp(one)),
  },
  'an input that no step made': {
    found: /records\.jsonl:\d+ .*input dataset/,
    forge: (one) => {
      one.forgeRecord(segment, (record) => {
        record.step.inputs.dataset = '0'.repeat(64);
        record.key = digestJson(record.step);
      });
      coverUp(one);
    },
  },
  'the seed of the frozen run': {
    found: /ledger\.jsonl:1 .*frozen/,
    forge: (one) => {
      const frozen = one.json('frozen.json') as Loose;
      one.write('frozen.json', { ...frozen, pipeline: { ...frozen.pipeline, seed: 2 } });
      one.stateAgain();
      one.listAgain();
    },
  },
  'the result': {
    found: /refs\.json/,
    forge: (one) => {
      const refs = one.json('refs.json') as Loose;
      one.write('refs.json', { ...refs, result: { ...refs.result, resultDigest: 'f'.repeat(64) } });
      coverUp(one);
    },
  },
  'another result in the last line': {
    found: /ledger\.jsonl:48 .*resultDigest/,
    forge: (one) => (one.change('ledger.jsonl', (lines) => (lines.at(-1).resultDigest = 'f'.repeat(64))), coverUp(one)),
  },
  'a lost object': {
    found: /objects\.jsonl/,
    forge: (one) => (one.change('objects.jsonl', (lines) => lines.splice(3, 1)), one.listAgain()),
  },
  'a lost evaluation that is said to be removed': {
    found: /absent\.json/,
    forge: (one) => {
      const digest = one.recordAt(evaluation).outputs.evaluation as string;
      one.change('objects.jsonl', (lines) =>
        lines.splice(
          lines.findIndex((value) => digestJson(value) === digest),
          1,
        ),
      );
      const absent = one.json('absent.json') as Loose;
      one.write('absent.json', { ...absent, removed: [{ what: 'it', place: evaluation, digest }] });
      one.listAgain();
    },
  },
  'an invented object': {
    found: /objects\.jsonl:\d+/,
    forge: (one) => (one.change('objects.jsonl', (lines) => lines.push({ kind: 'more' })), one.listAgain()),
  },
  'steps that were secretly taken back': {
    found: /ledger\.jsonl:49 .*/,
    forge: (one) => {
      one.change('ledger.jsonl', (lines) => lines.push({ ...lines.at(-1), kind: 'superseded', from: 'generator', epoch: 2 })); // prettier-ignore
      coverUp(one);
    },
  },
  'a statement about another head': {
    found: /audit\.json/,
    forge: (one) => {
      const { statement } = one.json('audit.json') as Loose;
      one.write('audit.json', { statement: { ...statement, head: 'f'.repeat(64) } });
      one.listAgain();
    },
  },
};

for (const [what, { found, forge }] of Object.entries(forgeries)) {
  test(`both checkers find ${what}`, { skip: needsPython }, () => {
    const one = whole.copy();
    forge(one);
    assertChecked(one, found);
  });
}

test('a forged record that nothing contradicts passes; with a head that was published before, it does not', () => {
  const one = whole.copy();
  one.forgeRecord(segment, (record) => (record.circumstances.host = 'elsewhere'));
  coverUp(one);
  assertChecked(one, null);
  assertChecked(one, /--head/, '--head', head);
  assertChecked(one, /--head/, '--head', whole.path('audit.json'));
  assertChecked(whole, null, '--head', head);
});

/** Signs the run of a state folder with a key of the test. */
const sign = (home: string, name: string) => runEagan(['verify', run, '--home', home, '--sign', keyOf(name)]);
const trust = (home: string, name: string) => runEagan(['verify', run, '--home', home, '--trust', publicOf(name)]);

test('a signed run is trusted by its key alone, here and in the export; lines that came since are counted', async () => {
  const { home, open } = copyOfRun();
  const unsigned = await trust(home, 'own');
  assert.deepEqual([unsigned.exitCode, /EAGAN_SIGNATURE_MISSING/.test(unsigned.stdout)], [1, true], unsigned.stdout);
  const signed = await sign(home, 'own');
  assert.deepEqual([signed.exitCode, /signed +line 48 by key [0-9a-f]{64}/.test(signed.stdout)], [0, true]);
  assert.match((await trust(home, 'own')).stdout, /signed line 48; 0 lines came since/);
  const other = await trust(home, 'other');
  assert.deepEqual([other.exitCode, /EAGAN_SIGNATURE_INVALID/.test(other.stdout)], [1, true]);
  await (await open()).ledger.tell(run, 1, { kind: 'requested', request: 'pause' });
  assert.match((await trust(home, 'own')).stdout, /signed line 48; 1 line came since/);
  const { unpacked } = await exported(home);
  assertChecked(unpacked, null, '--trust', publicOf('own'));
  assertChecked(unpacked, /audit\.json/, '--trust', publicOf('other'));
  assertChecked(whole, /audit\.json/, '--trust', publicOf('own'));
});

test('a ledger that was forged after it was signed is found by the key', { skip: needsPython }, async () => {
  const { home } = copyOfRun();
  await sign(home, 'own');
  const { unpacked } = await exported(home);
  const { envelope } = unpacked.json('audit.json') as Loose;
  unpacked.forgeRecord(segment, (record) => (record.circumstances.host = 'elsewhere'));
  coverUp(unpacked);
  unpacked.write('audit.json', { ...(unpacked.json('audit.json') as Loose), envelope });
  unpacked.listAgain();
  assertChecked(unpacked, null);
  assertChecked(unpacked, /audit\.json/, '--trust', publicOf('own'));
});

test(
  'a signature over a statement that was changed, or is of another type, is no signature',
  { skip: needsPython },
  async () => {
    const { home } = copyOfRun();
    await sign(home, 'own');
    const { unpacked } = await exported(home);
    const audit = unpacked.json('audit.json') as Loose;
    const payload = Buffer.from(
      Buffer.from(audit.envelope.payload, 'base64').toString().replace('completed', 'cancelled'),
    );
    for (const change of [{ payload: payload.toString('base64') }, { payloadType: 'text/plain' }, { signatures: [] }]) {
      const forged = { ...audit, envelope: { ...audit.envelope, ...change } };
      unpacked.write('audit.json', forged);
      unpacked.listAgain();
      assertChecked(unpacked, /audit\.json/, '--trust', publicOf('own'));
      writeFileSync(join(home, 'runs', run, 'audit.json'), JSON.stringify(forged));
      const { exitCode, stdout } = await trust(home, 'own');
      assert.deepEqual([exitCode, /EAGAN_SIGNATURE_INVALID/.test(stdout)], [1, true], stdout);
    }
  },
);

test('a run that is damaged is not signed', async () => {
  const { home } = copyOfRun();
  rmSync(join(home, 'store', 'records'), { recursive: true });
  const { exitCode, stdout } = await sign(home, 'own');
  assert.deepEqual([exitCode, /signed/.test(stdout)], [1, false], stdout);
  assert.ok(!existsSync(join(home, 'runs', run, 'audit.json')));
});

test('a damaged store is exported as it is, with a list of what is missing; nothing in it changes', async () => {
  const { home, open } = copyOfRun();
  const store = await open();
  const [evaluated, extractor] = ['generator/gen-001/evaluate/02', 'extractor'];
  const records = await runRecords(store, run);
  const of = (place: string) => records.find(({ step }) => step.place === place)!;
  const object = of(evaluated).outputs.evaluation!;
  const { key, fingerprint } = of(extractor);
  writeFileSync(join(store.folder, 'objects', object.slice(0, 2), object.slice(2)), '{}');
  writeFileSync(join(store.folder, 'records', key.slice(0, 2), `${key}-${fingerprint}.json`), 'torn');
  writeFileSync(join(store.folder, 'ledger', run, '00000007.json'), 'torn');
  const before = readdirSync(home, { recursive: true }).sort();
  const { exitCode, report, unpacked } = await exported(home);
  assert.equal(exitCode, 1);
  const missing = (report.missing as Loose[]).map(({ what }) => what as string).sort();
  const expected = ['line 7 of the ledger', `output evaluation of ${evaluated}`, 'the record of extractor'];
  assert.deepEqual(missing, expected.sort());
  assert.deepEqual(readdirSync(home, { recursive: true }).sort(), before);
  for (const what of missing) assertChecked(unpacked, new RegExp(`absent\\.json .*${what}`));
  assertChecked(unpacked, /ledger\.jsonl:7 /);
});

test('states that gc removed are listed as removed, and nothing is missing', async () => {
  const { home } = copyOfRun();
  const store = await quickStore(join(home, 'store'));
  await collectGarbage(store, Date.now() + 1e9);
  const { exitCode, report, unpacked } = await exported(home);
  assert.deepEqual([exitCode, report.missing], [0, []]);
  assert.ok(report.removed > 0);
  const { removed } = unpacked.json('absent.json') as Loose;
  assert.ok((removed as Loose[]).every(({ what }) => /^output (state|extractor) of /.test(what as string)));
  assertChecked(unpacked, null);
});

test('steps that were taken back and done again count once', { skip: needsPython }, async () => {
  const { home } = copyOfRun();
  const store = await quickStore(join(home, 'store'));
  await takeOwnership(store.refs, run, 1, '2026-01-02T00:00:00.000Z', { from: 'generator/gen-001' });
  await store.ledger.tell(run, 2, { kind: 'superseded', from: 'generator/gen-001' });
  const half = (await exported(home)).unpacked;
  assertChecked(half, null);
  assert.equal((half.json('refs.json') as Loose).result, null);
  const counted = half.lines('steps.jsonl').filter(({ counts }) => counts as boolean);
  assert.ok(counted.every(({ place }) => !/gen-001|discriminator|final|export|close/.test(place as string)));
  assert.ok(counted.some(({ place }) => place === 'generator/gen-000/select'));
  const back = (await store.ledger.entries(run)).filter(({ sequence }) => !counted.some((row) => row.sequence === sequence)); // prettier-ignore
  for (const line of back) await store.ledger.append(run, 2, line, 'again');
  const { exportKey } = (await store.refs.get<{ exportKey: string }>(runRefs.result(run)))!.value;
  const at = '2026-01-02T00:00:00.000Z';
  const end = { status: 'completed', exportKey, startedAt: at, finishedAt: at } as const;
  await writeRunState(store.refs, run, { schemaVersion: 1, epoch: 2, ...end });
  const { unpacked } = await exported(home);
  assertChecked(unpacked, null);
  assert.equal((unpacked.json('refs.json') as Loose).result.resultDigest, (await readRun(store.refs, run))!.result!.resultDigest); // prettier-ignore
});

test('an existing file is kept unless --force is given, and no half file stays', async () => {
  const folder = temporaryFolder();
  const zip = join(folder, 'out.zip');
  writeFileSync(zip, 'precious');
  const args = ['export', run, '--audit', zip, '--home', original];
  const refused = await runEagan(args);
  assert.deepEqual([refused.exitCode, /EAGAN_FILE_EXISTS/.test(refused.stderr)], [2, true]);
  assert.equal(readFileSync(zip, 'utf8'), 'precious');
  assert.equal((await runEagan([...args, '--force'])).exitCode, 0);
  assert.equal(readFileSync(zip).subarray(0, 2).toString(), 'PK');
  const nowhere = await runEagan(['export', run, '--audit', join(folder, 'no', 'out.zip'), '--home', original]);
  assert.deepEqual([nowhere.exitCode, /no\/out\.zip/.test(nowhere.stderr)], [3, true], nowhere.stderr);
  const onFolder = await runEagan(['export', run, '--audit', folder, '--force', '--home', original]);
  assert.deepEqual([onFolder.exitCode, /EAGAN_FILE_EXISTS/.test(onFolder.stderr)], [2, true]);
  assert.deepEqual(readdirSync(folder), ['out.zip']);
});

const disk = smallDisk(1);
test('a full disk is an error that says so, and no half file stays', { skip: disk.skip }, async () => {
  const { folder } = disk.home;
  writeFileSync(join(folder, 'filler'), Buffer.alloc(1024 * 1024 - 16384));
  const zip = join(folder, 'out.zip');
  const { exitCode, stderr } = await runEagan(['export', run, '--audit', zip, '--home', original]);
  assert.deepEqual([exitCode, /EAGAN_DISK_FULL: .*out\.zip/.test(stderr)], [3, true], stderr);
  assert.deepEqual(readdirSync(folder), ['filler']);
});
