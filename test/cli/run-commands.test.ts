// run, attach, status, history and logs on real stores: their output and exit codes where no server is needed.
import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sketchStep } from '../support/steps.js';
import { planOf } from '../../control/progress/progress.js';
import { closingLine } from '../../control/progress/progress-text.js';
import { readRun, runIds } from '../../store/index.js';
import { completeRun, endRun, finishStep, pipelineFile, startedRun, stateFolder } from '../control/finished-run.js';
import { runEagan } from './support.js';

test('run of a finished pipeline shows its result without starting anything', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  const { resultDigest } = await completeRun(state, run);
  const { exitCode, stdout, stderr } = await runEagan(['run', pipelineFile, '--home', state.folder]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assert.match(stdout, new RegExp(`^${run} is completed\n`));
  assert.match(
    stdout,
    /protocol abcdef01: noise 400 \(1\) · untrained 200 \(1\.5\) · winner 90 \(4\.25\) · held-out real 3 \(9\.5\)/,
  );
  assert.match(stdout, /\nreal\n {16} .*[\s\S]*\nwinner\n█{16} █{16}/);
  assert.match(stdout, new RegExp(`result +${resultDigest}`));
  const weights = join(state.folder, 'runs', run, 'weights.safetensors');
  assert.ok(stdout.includes(weights));
  assert.equal(await readFile(weights, 'utf8'), 'weights');
  await assert.rejects(stat(join(state.folder, 'temporal')), { code: 'ENOENT' });
});

test('attach --json of a finished run is one object with figures, files and result digest', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  const { resultDigest } = await completeRun(state, run);
  const { exitCode, stdout } = await runEagan(['attach', '--json', '--home', state.folder]);
  const summary = JSON.parse(stdout) as Record<string, unknown>;
  assert.equal(exitCode, 0);
  assert.deepEqual(
    [summary.schemaVersion, summary.run, summary.status, summary.resultDigest, summary.parameters],
    [1, run, 'completed', resultDigest, 123456],
  );
  assert.deepEqual((summary.figures as Record<string, unknown>).winner, {
    ...{ images: summary.images, frechetDistance: 90, classifierScore: 4.25 },
  });
  assert.deepEqual(Object.keys(summary.files as object), ['pipeline', 'genotype', 'weights', 'samples', 'manifest', 'audit']); // prettier-ignore
});

test('run --detach of a finished pipeline only says that it is finished', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  await completeRun(state, run);
  const { exitCode, stdout } = await runEagan(['run', pipelineFile, '--detach', '--home', state.folder]);
  assert.deepEqual([exitCode, stdout], [0, `${run} is completed; show its result: eagan attach ${run}\n`]);
});

test('an invalid pipeline and a missing one start nothing', async () => {
  const { folder, store } = await stateFolder();
  const broken = join(folder, 'broken.yaml');
  await writeFile(broken, 'version: 1\nnmae: x\n');
  assert.equal((await runEagan(['run', broken, '--home', folder])).exitCode, 2);
  const missing = await runEagan(['run', join(folder, 'none.yaml'), '--home', folder]);
  assert.equal(missing.exitCode, 2);
  assert.match(missing.stderr, /EAGAN_PIPELINE_NOT_FOUND/);
  const images = await runEagan(['run', pipelineFile, '--images', join(folder, 'no-images'), '--home', folder]);
  assert.match(images.stderr, /EAGAN_DATASET_NOT_FOUND/);
  assert.deepEqual(await runIds(store.refs), []);
});

test('a pipeline with the name of another pipeline’s run is EAGAN_RUN_EXISTS', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  const ref = `runs/${run}/pipeline`;
  const { version, value } = (await state.store.refs.get<Record<string, unknown>>(ref))!;
  await state.store.refs.compareAndSwap(ref, version, { ...value, digest: 'f'.repeat(64) });
  const { exitCode, stderr } = await runEagan(['run', pipelineFile, '--home', state.folder]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /EAGAN_RUN_EXISTS.*another pipeline[\s\S]*--new/);
});

test('status lists runs, the latest first, and says that nothing is running', async () => {
  const state = await stateFolder();
  const first = await startedRun(state, 1, '2026-01-01T10:00:00.000Z');
  const second = await startedRun(state, 2, '2026-01-02T10:00:00.000Z');
  await completeRun(state, first);
  const { exitCode, stdout } = await runEagan(['status', '--home', state.folder]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /no server and no worker are running/);
  assert.match(
    stdout,
    new RegExp(
      `run +status[^]*${second} +stopped with the server +0 % +data[^]*${first} +completed +100 % +done .* 2 min 30 s`,
    ),
  );
  const json = JSON.parse((await runEagan(['status', '--json', '--home', state.folder])).stdout) as { runs: object[] };
  assert.deepEqual([json.runs.length, (json as { processes?: unknown }).processes], [2, null]);
});

test('status finds one run by a prefix, and exits with 1 if it failed and with 4 if there is none or several', async () => {
  const state = await stateFolder();
  const [failed, open] = [await startedRun(state, 1), await startedRun(state, 2)];
  await endRun(state, failed, 'failed');
  await finishStep(state.store, open, sketchStep('ingest', 'dataset', {}, {}), { numbers: { trainImages: 3600 } });
  const one = await runEagan(['status', failed.slice(0, -1), '--home', state.folder]);
  assert.equal(one.exitCode, 1);
  assert.match(one.stdout, /EAGAN_EXTRACTOR_USELESS: accuracy 0\.2\n→ More epochs\./);
  const two = await runEagan(['status', open, '--home', state.folder]);
  assert.match(two.stdout, /is stopped with the server: 1 of \d+ steps, \d %, data/);
  const several = await runEagan(['status', 'quickstart', '--home', state.folder]);
  assert.equal(several.exitCode, 4);
  assert.match(several.stderr, /EAGAN_RUN_AMBIGUOUS/);
  assert.equal((await runEagan(['status', 'nothing', '--home', state.folder])).exitCode, 4);
});

test('commands that read say that an empty state folder has no run, and create no store', async () => {
  const { folder } = await stateFolder();
  const empty = join(folder, 'elsewhere');
  for (const command of ['attach', 'history']) {
    const { exitCode, stderr } = await runEagan([command, '--home', empty]);
    assert.equal(exitCode, 4);
    assert.match(stderr, /EAGAN_RUN_NOT_FOUND.*\n→ Start one: eagan run FILE/);
  }
  assert.match((await runEagan(['status', '--home', empty])).stdout, /no runs yet/);
  await assert.rejects(stat(empty), { code: 'ENOENT' });
});

test('history tells every step in the order of the ledger, as text or with one record a line', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  await completeRun(state, run);
  const { stdout } = await runEagan(['history', run, '--home', state.folder]);
  const lines = stdout.trimEnd().split('\n');
  const step = /^2026-01-01T10:00:10Z +dataset +10 s on here, train images 3,600, key [0-9a-f]{12}$/;
  assert.equal(lines.filter((line) => step.test(line)).length, 1);
  const json = await runEagan(['history', run, '--json', '--kind', 'step', '--home', state.folder]);
  const records = json.stdout.trimEnd().split('\n');
  const places = records.map((line) => (JSON.parse(line) as { step: { place: string } }).step.place);
  assert.deepEqual([places.length, places[0], places.at(-1)], [8, 'dataset', 'export']);
});

test('if the published rule selects, the run, its status, its history and its result say so; otherwise nothing does', async () => {
  const mark = "selection: officialRepo (the published script's rule; not Pareto selection)";
  for (const kind of ['officialRepo', 'nonDominated'] as const) {
    const state = await stateFolder();
    const run = await startedRun(state, 1, undefined, [`stageDefaults.selection.kind=${kind}`]);
    const step = sketchStep('select', 'generator/gen-000/select', {}, { selection: { kind } });
    const record = await finishStep(state.store, run, step, { numbers: { frontSize: 3 } });
    await completeRun(state, run);
    const text = async (command: string): Promise<string> =>
      (await runEagan([command, run, '--home', state.folder])).stdout;
    const texts = [await text('status'), await text('history'), await text('attach'), closingLine(record)!];
    assert.deepEqual(
      texts.map((each) => each.includes(mark)),
      texts.map(() => kind === 'officialRepo'),
    );
    assert.equal(texts[0]!.includes(`${mark} in generator, discriminator`), kind === 'officialRepo');
  }
});

interface Costs {
  stage: string;
  parameters: number;
  multiplyAdds?: number;
  latencyMs?: number;
}

test('status and result say after how many generations a stage ended early, and its skipped steps are not expected', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1, undefined, ['stages.generator.generations=5']);
  const ended = { frontSize: 3, hypervolume: 7, withoutGain: 2, stoppedEarly: 1 };
  const stopping = { earlyStopping: { generations: 2, minimumGain: 0 } };
  const json = async (): Promise<{ steps: { expected: number }; earlyEnds: object[] }> =>
    JSON.parse((await runEagan(['status', run, '--json', '--home', state.folder])).stdout);
  const before = await json();
  assert.deepEqual(before.earlyEnds, []);
  const ofGeneration = (await planOf((await readRun(state.store.refs, run))!.frozen.pipeline, null)).filter(
    ({ place }) => place.startsWith('generator/gen-004/'),
  ).length;
  await finishStep(state.store, run, sketchStep('select', 'generator/gen-002/select', {}, stopping), {
    numbers: ended,
  });
  const after = await json();
  assert.deepEqual(after.earlyEnds, [{ stage: 'generator', generation: 3, of: 5, withoutGain: 2 }]);
  assert.equal(before.steps.expected - after.steps.expected, 2 * ofGeneration);
  await completeRun(state, run);
  for (const command of ['status', 'attach'])
    assert.match(
      (await runEagan([command, run, '--home', state.folder])).stdout,
      /^generator ended early, after generation 3 of 5: its front did not grow enough in 2 generations$/m,
    );
});

test('the result shows the costs of winners if their stages selected by them', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  const close = async (stage: string, numbers: Record<string, number>): Promise<void> =>
    void (await finishStep(state.store, run, sketchStep('closeStage', `${stage}/close`, {}, {}), { numbers }));
  const costs = { parameters: 7000, multiplyAdds: 1_200_000, latencyMs: 1.25 };
  await close('generator', { frontSize: 2, ...costs });
  await close('discriminator', { frontSize: 1, parameters: 900 });
  await completeRun(state, run);
  const { stdout } = await runEagan(['attach', run, '--home', state.folder]);
  assert.match(stdout, /^winner of generator: 7,000 parameters, 1,200,000 multiply-adds, 1\.25 ms$/m);
  assert.doesNotMatch(stdout, /winner of discriminator/);
  const { winners } = JSON.parse((await runEagan(['attach', run, '--json', '--home', state.folder])).stdout) as {
    winners: Costs[];
  };
  assert.deepEqual(winners, [
    { stage: 'generator', ...costs },
    { stage: 'discriminator', parameters: 900 },
  ]);
});

test('logs show the last lines of each log, or with a run only the lines that name it', async () => {
  const state = await stateFolder();
  const run = await startedRun(state, 1);
  await mkdir(join(state.folder, 'logs'));
  await writeFile(join(state.folder, 'logs', 'worker.log'), `one\nstep dataset of ${run}\nthree\n`);
  await writeFile(join(state.folder, 'logs', 'trainer-0.log'), 'tensor\n');
  await writeFile(join(state.folder, 'logs', 'notes.txt'), 'not a log\n');
  const logs = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await runEagan(['logs', ...words, '--json', '--home', state.folder]);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { line: string }).line);
  };
  assert.deepEqual(await logs('--lines', '2'), ['tensor', `step dataset of ${run}`, 'three']);
  assert.deepEqual(await logs(run), ['tensor', `step dataset of ${run}`]);
  assert.deepEqual(await logs(run, 'dataset'), [`step dataset of ${run}`]);
  assert.equal((await runEagan(['logs', '--lines', 'x', '--home', state.folder])).exitCode, 2);
  const text = await runEagan(['logs', '--home', state.folder]);
  assert.match(text.stdout, /==> .*trainer-0\.log\ntensor\n\n==> .*worker\.log\none\n/);
});
