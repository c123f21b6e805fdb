// Whole searches whose final pair is judged by the graph of 2015: a run that is killed ends with the bits of an
// undisturbed one, and its steps give the same bits again. The weights are random, so the figures mean nothing, and
// because the file is not the published one they are not called by the names of papers.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { randomInception } from '../../tools/inception2015/build-graph.js';
import type { RunSummary } from '../../control/progress/summary.js';
import { eventually } from '../support/processes.js';
import { Home } from '../support/home.js';

const [calm, stormy] = [new Home(), new Home()];
after(() => [calm, stormy].forEach((home) => home.remove()));
const graph = join(calm.folder, 'graph.pb');
writeFileSync(graph, randomInception(1));

const pipeline = [
  'pipelines/tiny.yaml',
  ...['dataset.images=40', 'metrics.images=10', 'metrics.extractor.minimumAccuracy=0', 'finalTraining.images=12'],
  ...['recovery.every=1s', `finalTraining.metrics={ extractor: { kind: inception2015, path: ${graph} }, splits: 2 }`],
].flatMap((word, index) => (index === 0 ? [word] : ['--set', word]));

const figuresOf = (home: Home): RunSummary => home.json<RunSummary>('attach', home.onlyRun().run);

test('a search with Inception as the judge of its final pair survives a kill, and verifies', async () => {
  const ran = calm.eagan('run', ...pipeline);
  assert.equal(ran.exitCode, 0, ran.stderr);
  const started = stormy.eagan('run', '--detach', ...pipeline);
  assert.equal(started.exitCode, 0, started.stderr);
  const isJudged = (): boolean => stormy.history().some(({ step }) => step.place === 'final/extractor');
  await eventually('the graph is in the store', isJudged);
  for (const pid of [stormy.processes().pid, stormy.processes().worker.pid!]) process.kill(pid, 'SIGKILL');
  const resumed = stormy.eagan('attach', stormy.onlyRun().run);
  assert.equal(resumed.exitCode, 0, resumed.stderr);
  assert.equal(stormy.onlyRun().resultDigest, calm.onlyRun().resultDigest);

  const { figures, splits } = figuresOf(stormy);
  assert.equal(splits, 2);
  assert.ok(figures.winner.frechetDistance! > 0);
  assert.ok(!('fid' in figures.winner));
  const { run } = stormy.onlyRun();
  for (const place of ['final/extractor', 'final/reference', 'final/score/noise']) {
    const verified = stormy.eagan('verify', run, '--rerun', place);
    assert.equal(verified.exitCode, 0, verified.stdout + verified.stderr);
  }
});
