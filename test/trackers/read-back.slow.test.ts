// What runs leave behind is read by the tools' own Python packages: pandas, TensorBoard's reader, a real MLflow server.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { surveyRun } from '../../control/audit/export/source.js';
import { readTrackedRun } from '../../control/report/tracking/read-tracked-run.js';
import type { Series, TrackedRun } from '../../control/report/tracking/tracked-run.js';
import { tableNames, tables } from '../../control/tables/index.js';
import type { TableRow } from '../../control/tables/table.js';
import { run as runProgram } from '../../scripts/tools.mjs';
import { provideTrackers, type TrackerPackages } from '../../scripts/trackers.mjs';
import { openStore, readRun } from '../../store/index.js';
import { eventFile, eventFileName } from '../../trackers/tensorboard/event-file.js';
import { runEagan } from '../cli/support.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { listenAnywhere } from '../support/ports.js';
import { eventually } from '../support/processes.js';
import { projectRoot } from '../support/project.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { trackedRun } from '../support/trackers/tracked-run.js';

/** JSON of a script. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

const pipeline = { ...pipelineOf('tiny.yaml'), seed: 3 };
const home = temporaryFolder();
const whole = 'whole';
let packages: TrackerPackages;
let server: ChildProcess;
let address = '';

before(async () => {
  packages = await provideTrackers();
  await calculatedRun(await quickStore(join(home, 'store')), pipelineOf('tiny.yaml'), {
    results: 'consistent',
    run: whole,
  });
  address = await startServer(); // it starts while others read
});
after(() => void (server?.pid && process.kill(-server.pid)));

/** Python without what the person who tests has installed; MLflow tells its makers nothing. */
const pythonOf = (folder: string): Record<string, string> => ({
  ...{ PYTHONPATH: packages.packages, PYTHONNOUSERSITE: '1', HOME: folder, MLFLOW_DISABLE_TELEMETRY: 'true' },
  ...{ DO_NOT_TRACK: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', PATH: process.env.PATH ?? '' },
});

async function startServer(): Promise<string> {
  const folder = temporaryFolder();
  const probe = createServer();
  const port = await listenAnywhere(probe);
  await new Promise((closed) => probe.close(closed));
  const stores = ['--backend-store-uri', `sqlite:///${folder}/x.db`, '--artifacts-destination', join(folder, 'files')];
  const where = ['--host', '127.0.0.1', '--port', `${port}`, '--workers', '1'];
  const args = ['-m', 'mlflow', 'server', ...stores, ...where];
  server = spawn(packages.python, args, { cwd: folder, env: pythonOf(folder), stdio: 'ignore', detached: true });
  return `http://127.0.0.1:${port}`;
}

const isServing = async (): Promise<boolean> => (await fetch(`${address}/health`).catch(() => null))?.ok ?? false;

async function python(script: string, ...args: readonly string[]): Promise<Loose> {
  const path = join(projectRoot, 'test', 'support', 'trackers', script);
  const folder = temporaryFolder();
  const output = await runProgram(packages.python, [path, ...args], { cwd: folder, also: pythonOf(folder) });
  assert.equal(output.code, 0, output.stderr);
  return JSON.parse(output.stdout);
}

async function tracked(run: string): Promise<TrackedRun> {
  const store = await openStore(join(home, 'store'));
  return readTrackedRun(store, (await readRun(store.refs, run))!);
}

/** As the script writes cells. */
const asRead = (cell: TableRow[string] | undefined, type: string): unknown => {
  if (cell === null || cell === undefined) return null;
  if (type === 'time') return Date.parse(String(cell));
  return cell === Infinity ? 'inf' : cell;
};

test('pandas reads both forms of each table: the types, the nulls and every value', async () => {
  const folder = temporaryFolder();
  assert.equal((await runEagan(['export', whole, '--tables', folder, '--home', home])).exitCode, 0);
  const read = await python('read_tables.py', folder, ...tableNames);
  const store = await openStore(join(home, 'store'));
  const source = await surveyRun(store, (await readRun(store.refs, whole))!);
  const types = { text: 'string', whole: 'int64', number: 'double', boolean: 'bool', time: 'timestamp[ms, tz=UTC]' };
  for (const name of tableNames) {
    const columns = tables[name].columns([source]);
    const { schema, rows, csv } = read[name];
    assert.deepEqual(schema, columns.map((one) => [one.name, types[one.type]]), name); // prettier-ignore
    const expected: unknown[][] = [];
    for await (const row of tables[name].rows(source)) expected.push(columns.map((one) => asRead(row[one.name], one.type))); // prettier-ignore
    assert.deepEqual(rows, expected, name);
    // CSV has one form for an empty text and for none.
    assert.deepEqual(csv, expected.map((row) => row.map((cell) => (cell === '' ? null : cell))), name); // prettier-ignore
  }
});

const asPoints = ({ points }: Series): number[][] => points.map(({ step, at, value }) => [step, at, value]);
const namedPoints = ({ series }: TrackedRun): Record<string, number[][]> => Object.fromEntries(series.map((one) => [one.name, asPoints(one)])); // prettier-ignore

test("TensorBoard's reader finds every number, the texts, the parameters and the pictures", async () => {
  const folder = temporaryFolder();
  assert.equal((await runEagan(['export', whole, '--tensorboard', folder, '--home', home])).exitCode, 0);
  const drawn = trackedRun('drawn');
  mkdirSync(join(folder, 'drawn'));
  const name = eventFileName({ run: 'drawn', createdAt: new Date(drawn.startedAt).toISOString() });
  writeFileSync(join(folder, 'drawn', name), eventFile(drawn));
  for (const run of [await tracked(whole), drawn]) {
    const read = await python('read_events.py', join(folder, run.run));
    const narrow = Object.entries(namedPoints(run)).map(([tag, points]) => [tag, points.map(([step, at, value]) => [step, at, Math.fround(value!)])]); // prettier-ignore
    assert.deepEqual(read.scalars, Object.fromEntries(narrow));
    assert.deepEqual(read.parameters, run.parameters);
    assert.equal(read.group, run.run);
    assert.equal(read.status, 1);
    assert.ok(read.texts.pipeline.includes(run.pipeline.split('\n')[0]));
    assert.deepEqual(read.pictures, run.pictures.map(({ name: tag, step, png }) => [tag, step, 1, 1, png.length])); // prettier-ignore
  }
});

const push = async (run: string): Promise<Loose> => {
  const { exitCode, stdout, stderr } = await runEagan(['export', run, '--mlflow', address, '--experiment', 'read back', '--home', home, '--json']); // prettier-ignore
  assert.equal(exitCode, 0, stdout + stderr);
  return JSON.parse(stdout).pushed[0];
};

test('an MLflow server has a run as it was pushed; pushed when it is finished, it is the same run, and no number is there twice', async () => {
  await eventually('an MLflow server', isServing);
  const store = await quickStore(join(home, 'store'));
  const half = { results: 'consistent', run: 'half' } as const;
  await calculatedRun(store, pipeline, { ...half, stopAt: (place) => place === 'discriminator/gen-000/select' });
  const first = await push('half');
  const early = await python('read_mlflow.py', address, 'read back');
  assert.deepEqual([first.created, early.length, early[0].status], [true, 1, 'SCHEDULED']);
  assert.deepEqual(early[0].series, namedPoints(await tracked('half')));
  await calculatedRun(store, pipeline, half);
  const second = await push('half');
  const run = await tracked('half');
  const numbers = run.series.reduce((sum, { points }) => sum + points.length, 0);
  assert.deepEqual([second.created, second.runId, second.sent + second.known, second.outdated], [false, first.runId, numbers, 0]); // prettier-ignore
  assert.ok(second.sent > 0 && second.known === first.sent);
  const again = await push('half');
  assert.deepEqual([again.sent, again.known], [0, numbers]);
  const [late, ...others] = await python('read_mlflow.py', address, 'read back');
  assert.deepEqual([others, late.status, late.start], [[], 'FINISHED', run.startedAt]);
  assert.deepEqual(late.series, namedPoints(run));
  assert.deepEqual(late.parameters, Object.fromEntries(Object.entries(run.parameters).map(([name, value]) => [name, `${value}`]))); // prettier-ignore
  for (const [name, value] of Object.entries(run.tags)) assert.equal(late.tags[name], value);
  assert.deepEqual(late.files, Object.fromEntries(run.files.map(({ name, bytes }) => [name, bytes.length])));
});
