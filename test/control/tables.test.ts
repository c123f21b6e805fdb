// Tables of runs: documented columns, types, texts that a spreadsheet must not compute, damage, files that are there.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { surveyRun } from '../../control/audit/export/source.js';
import { tableNames, tables } from '../../control/tables/index.js';
import { column, type TableRow } from '../../control/tables/table.js';
import { csvOf, parquetOf } from '../../control/tables/write-table.js';
import { openStore, readRun, runRecords, takeOwnership } from '../../store/index.js';
import { runEagan } from '../cli/support.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { projectRoot } from '../support/project.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const pipeline = pipelineOf('tiny.yaml');
const home = temporaryFolder();
before(async () => {
  const store = await quickStore(join(home, 'store'));
  await calculatedRun(store, pipeline, { results: 'consistent', run: 'whole' });
  const stopAt = (place: string): boolean => place.startsWith('generator/gen-001/select');
  await calculatedRun(store, { ...pipeline, seed: 2 }, { results: 'consistent', run: 'going', stopAt });
});

const exportTables = (folder: string, ...more: readonly string[]): ReturnType<typeof runEagan> =>
  runEagan(['export', ...more, '--tables', folder, '--home', home, '--json']);

async function readParquet(path: string): Promise<Record<string, unknown>[]> {
  const bytes = readFileSync(path);
  return parquetReadObjects({ file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) });
}

/** Rows of docs/tables.md by table. */
function documented(): Record<string, string[]> {
  const sections = readFileSync(join(projectRoot, 'docs', 'tables.md'), 'utf8')
    .split(/^## /m)
    .slice(1);
  return Object.fromEntries(sections.map((text) => [text.split('\n')[0]!, text.split('\n').filter((line) => line.startsWith('| `'))])); // prettier-ignore
}

test('docs/tables.md describes every column of every table, in order, with its type', async () => {
  const store = await openStore(join(home, 'store'));
  const source = await surveyRun(store, (await readRun(store.refs, 'whole'))!);
  for (const name of tableNames) {
    const lines = tables[name].columns([source]).map((one) => `| \`${one.name}\` | ${one.type} | ${one.about} |`);
    assert.deepEqual(documented()[name], lines, name);
  }
});

test('rows have only columns of their table, and every column has a value in some row of a whole run', async () => {
  const store = await openStore(join(home, 'store'));
  const source = await surveyRun(store, (await readRun(store.refs, 'whole'))!);
  const filled = { candidates: ['rank', 'frechetDistance'], scores: ['iteration', 'protocol'], steps: ['toIteration', 'numbers'], attempts: [] }; // prettier-ignore
  for (const name of tableNames) {
    const names = tables[name].columns([source]).map((one) => one.name);
    const rows: TableRow[] = [];
    for await (const row of tables[name].rows(source)) rows.push(row);
    assert.deepEqual(rows.flatMap((row) => Object.keys(row).filter((key) => !names.includes(key))), [], name); // prettier-ignore
    for (const each of filled[name])
      assert.ok(
        rows.some((row) => row[each] !== null && row[each] !== undefined),
        each,
      );
  }
});

test('several runs are in one table, one that goes on with what is finished; both forms have the same rows', async () => {
  const folder = join(temporaryFolder(), 'new');
  const { exitCode, stdout } = await exportTables(folder, 'whole', 'going', 'whole');
  assert.equal(exitCode, 0, stdout);
  const rows = await readParquet(join(folder, 'candidates.parquet'));
  assert.deepEqual([...new Set(rows.map(({ run }) => run))], ['whole', 'going']);
  const open = rows.filter(({ run, rank }) => run === 'going' && !rank);
  assert.ok(open.length > 0 && open.every(({ generation, frechetDistance }) => generation === 1n && typeof frechetDistance === 'number')); // prettier-ignore
  const lines = readFileSync(join(folder, 'candidates.csv'), 'utf8').split('\r\n').slice(1, -1);
  assert.equal(lines.length, rows.length);
  const report = JSON.parse(stdout) as { tables: { name: string; rows: number }[] };
  assert.equal(report.tables.find(({ name }) => name === 'candidates')!.rows, rows.length);
  const [step] = await readParquet(join(folder, 'steps.parquet'));
  assert.ok(step!.at instanceof Date && step!.counts === true && step!.sequence === 3n);
});

test('attempts are rows, with or without a result, and steps that were taken back do not count', async () => {
  const copy = temporaryFolder();
  cpSync(home, copy, { recursive: true });
  const store = await openStore(join(copy, 'store'));
  const at = (second: number): string => `2026-01-01T00:00:${second}.000Z`;
  const taken = { kind: 'attempt', place: 'extractor', key: 'k', host: 'here', takenAt: at(10) } as const;
  const failed = { outcome: 'failed', code: 'EAGAN_OUT_OF_MEMORY', message: '=SUM(A1)', computingSince: at(11), cpuMs: 1500 } as const; // prettier-ignore
  await store.ledger.tell('going', 1, { ...taken, claim: 'a', ...failed, endedAt: at(13) });
  await store.ledger.tell('going', 1, { ...taken, claim: 'b', outcome: 'lost', endedAt: null });
  const epoch = await takeOwnership(store.refs, 'going', 1, at(20), { from: 'generator/gen-001' });
  assert.equal(epoch, 2);
  const folder = temporaryFolder();
  assert.equal((await runEagan(['export', 'going', '--tables', folder, '--home', copy])).exitCode, 0);
  const [first, second, ...others] = await readParquet(join(folder, 'attempts.parquet'));
  const { number, kind, phase, computingSeconds, cpuSeconds, message, code } = first!;
  assert.deepEqual([number, kind, phase, computingSeconds, cpuSeconds, message, code], [1n, 'fitExtractor', 'data', 2, 1.5, '=SUM(A1)', 'EAGAN_OUT_OF_MEMORY']); // prettier-ignore
  assert.deepEqual([second!.number, second!.outcome, second!.endedAt ?? null, others], [2n, 'lost', null, []]);
  assert.match(readFileSync(join(folder, 'attempts.csv'), 'utf8'), /,'=SUM\(A1\),/);
  const steps = await readParquet(join(folder, 'steps.parquet'));
  const back = steps.filter(({ counts }) => counts === false);
  assert.ok(back.length > 0 && back.every(({ place }) => String(place).startsWith('generator/gen-001')));
});

test('a folder keeps its other files; tables that are there are overwritten only with --force', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  writeFileSync(join(folder, 'steps.csv'), 'mine');
  const refused = await exportTables(folder, 'whole');
  assert.match(refused.stdout + refused.stderr, /EAGAN_FILE_EXISTS/);
  assert.deepEqual(readdirSync(folder).sort(), ['mine.txt', 'steps.csv']);
  assert.equal((await exportTables(folder, 'whole', '--force')).exitCode, 0);
  assert.equal(readFileSync(join(folder, 'mine.txt'), 'utf8'), 'mine');
  assert.equal(readdirSync(folder).length, 9);
});

test('a damaged record and a damaged selection are named; the other rows are there', async () => {
  const copy = temporaryFolder();
  cpSync(home, copy, { recursive: true });
  const store = await openStore(join(copy, 'store'));
  const records = await runRecords(store, 'whole');
  const at = (place: string) => records.find(({ step }) => step.place === place)!;
  const { key, fingerprint } = at('generator/gen-001/evaluate/02');
  const selection = at('generator/gen-000/select').outputs.selection!;
  writeFileSync(join(store.folder, 'records', key.slice(0, 2), `${key}-${fingerprint}.json`), 'torn');
  writeFileSync(join(store.folder, 'objects', selection.slice(0, 2), selection.slice(2)), '{}');
  const folder = temporaryFolder();
  const { exitCode, stdout } = await runEagan(['export', 'whole', '--tables', folder, '--home', copy, '--json']);
  assert.equal(exitCode, 1, stdout);
  const missing = (JSON.parse(stdout) as { missing: { what: string }[] }).missing.map(({ what }) => what).sort();
  assert.deepEqual(missing, ['output selection of generator/gen-000/select', 'the record of generator/gen-001/evaluate/02']); // prettier-ignore
  const rows = await readParquet(join(folder, 'candidates.parquet'));
  const [first, second] = [0n, 1n].map((of) => rows.filter(({ stage, generation }) => stage === 'generator' && generation === of)); // prettier-ignore
  assert.ok(first!.length > 0 && first!.every(({ rank, frechetDistance }) => !rank && typeof frechetDistance === 'number')); // prettier-ignore
  assert.ok(second!.some(({ rank }) => rank === 1n));
  const trackers = join(temporaryFolder(), 'events');
  const events = await runEagan(['export', 'whole', '--tensorboard', trackers, '--home', copy]);
  assert.equal(events.exitCode, 1);
  assert.match(events.stdout, /missing +whole: the search by generation/);
  assert.ok(existsSync(join(trackers, 'whole')));
});

async function* listed(rows: readonly TableRow[]): AsyncGenerator<TableRow> {
  yield* rows;
}
const columns = [column('t', 'text', ''), column('w', 'whole', ''), column('n', 'number', ''), column('b', 'boolean', ''), column('at', 'time', '')]; // prettier-ignore

async function csvLine(row: TableRow): Promise<string> {
  const lines: string[] = [];
  for await (const line of csvOf(columns, listed([row]))) lines.push(line);
  return lines[1]!;
}

const texts: Readonly<Record<string, string>> = {
  plain: 'plain',
  'a,b': '"a,b"',
  'say "x"': '"say ""x"""',
  'two\r\nlines': '"two\r\nlines"',
  '=1+1': "'=1+1",
  '+x': "'+x",
  '@x': "'@x",
  '-x': "'-x",
  '-1,2': '"-1,2"',
  '\t=x': "'\t=x",
};
for (const [text, cell] of Object.entries(texts)) {
  test(`the text ${JSON.stringify(text)} is the CSV cell ${JSON.stringify(cell)}`, async () =>
    assert.equal(await csvLine({ t: text }), `${cell},,,,\r\n`));
}

test('Parquet has the types of the columns, nulls as nulls, and nothing that is not of its type', async () => {
  const time = '2026-01-02T03:04:05.678Z';
  const rows: TableRow[] = [
    { t: '=1', w: 2 ** 40, n: Infinity, b: false, at: time },
    {},
    { t: 7, w: 1.5, n: 'x', b: 'yes', at: 'never' },
  ];
  const bytes = await parquetOf(columns, listed(rows));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const { schema } = await parquetMetadataAsync(file);
  assert.deepEqual(schema.slice(1).map(({ type, converted_type: as }) => [type, as]), [['BYTE_ARRAY', 'UTF8'], ['INT64', undefined], ['DOUBLE', undefined], ['BOOLEAN', undefined], ['INT64', 'TIMESTAMP_MILLIS']]); // prettier-ignore
  const [first, ...others] = await parquetReadObjects({ file });
  assert.deepEqual(first, { t: '=1', w: 2n ** 40n, n: Infinity, b: false, at: new Date(time) });
  for (const other of others) assert.ok(Object.values(other).every((cell) => cell === undefined || cell === null));
});

test('options that do not fit are refused before anything is written', async () => {
  const refused = async (...args: readonly string[]): Promise<string> => (await runEagan(['export', ...args, '--home', home])).stderr; // prettier-ignore
  assert.match(await refused('whole', 'going', '--audit', 'x.zip'), /--audit must get one run \(got 2\)/);
  assert.match(await refused('whole', '--tables', 'x', '--experiment', 'y'), /--experiment must come with --mlflow/);
  assert.match(await refused('whole', '--tables', 'x', '--mlflow', 'y'), /must get one of/);
});
