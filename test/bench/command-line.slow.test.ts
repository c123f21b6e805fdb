// `npm run bench`: the tables and JSON of a tiny measurement, and the errors for wrong arguments. No time is asserted.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../support/temporary-folder.js';
import { bench } from './support.js';

const folder = temporaryFolder();
const pairsFile = join(folder, 'pairs.json');
const tiny = ['--channels', '4,4', '--batch', '2,4', '--runs', '1'];

interface StepResult {
  best_s: number;
  median_s: number;
  mean_s: number;
  peak_mib: number;
  iterations: number;
  supernet: number | null;
  runs: object[];
}
interface FoundBenchmark {
  schemaVersion: number;
  benchmarks: { benchmark: string; fingerprint: string; runtime: { threads: number }; results: StepResult[] }[];
}

test('a step of the published genotypes appears as a line of a table, and in a file as JSON with its runtime', () => {
  const file = join(folder, 'found.json');
  const { status, stdout, stderr } = bench(
    'step',
    ...tiny,
    '--iterations',
    '2',
    '--threads',
    '1',
    '--execution',
    'eager',
    '--output',
    file,
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^channels G\/D +best +median +mean +peak MiB$/m);
  assert.match(stdout, /^4\/4, batch 2\/4( +[\d.]+ m?s){3} +\d+$/m);
  const { schemaVersion, benchmarks } = JSON.parse(readFileSync(file, 'utf8')) as FoundBenchmark;
  assert.equal(schemaVersion, 1);
  const { benchmark, runtime, fingerprint, results } = benchmarks[0]!;
  assert.equal(benchmark, 'step');
  assert.equal(runtime.threads, 1);
  assert.match(fingerprint, /^[0-9a-f]{64}$/);
  const { best_s, median_s, mean_s, peak_mib, iterations, runs } = results[0]!;
  assert.ok(best_s > 0 && best_s <= median_s && best_s <= mean_s && peak_mib > 0);
  assert.deepEqual([iterations, runs.length], [2, 1]);
});

test('steps of the supernets use the pairs of a file, and --json prints only JSON on stdout', () => {
  const pair = {
    generator: [0, 1, 2].map((up) => [up, up, 1, 0, 2, 3, 0]),
    discriminator: [0, 1, 2].map(() => [3, 0, 3, 0, 2, -1, -1]),
  };
  writeFileSync(pairsFile, JSON.stringify([pair, pair, pair]));
  const { status, stdout, stderr } = bench('step', ...tiny, '--supernet', '--pairs', pairsFile, '--json');
  assert.equal(status, 0, stderr);
  const { results } = (JSON.parse(stdout) as FoundBenchmark).benchmarks[0]!;
  assert.deepEqual([results[0]!.iterations, results[0]!.supernet], [3, 1]);
  assert.match(stderr, /supernets/);
});

writeFileSync(join(folder, 'illegal.json'), JSON.stringify([{ generator: [[9]], discriminator: [] }]));
writeFileSync(join(folder, 'empty.json'), '[]');
const wrong: readonly [args: string, complaint: RegExp][] = [
  ['stepp', /a benchmark must be one of step.* \(got stepp\)/],
  ['step --channels 16', /--channels.*two positive whole numbers, as in 16,32/],
  ['step --batch 20,0', /--batch.*two positive whole numbers/],
  ['step --iterations 0', /--iterations.*whole number, 1 or more/],
  ['step --threads two', /--threads.*whole number, 1 or more/],
  ['step --execution fast', /Allowed choices are eager, graph/],
  ['step --slots 2', /unknown option '--slots'/],
  ['step --sizes --channels 4,4', /--sizes cannot be combined with --channels/],
  ['step --pairs x.json', /--pairs needs --supernet/],
  ['step --supernet --pairs FOLDER/none.json', /must hold a JSON list of pairs.*ENOENT/],
  ['step --supernet --pairs FOLDER/empty.json', /must hold a JSON list of pairs.*a list of 0/],
  ['step --supernet --pairs FOLDER/illegal.json', /EAGAN_GENOTYPE_ILLEGAL: a generator must have 3 cells \(got 1\)/],
  ['evaluate --slots 1', /--slots.*whole number, 2 or more/],
  ['evaluate --population 3', /population/],
  ['ingest --folder FOLDER --images 50', /--images cannot be combined with --folder/],
  ['step --python python3', /need --against/],
  ['step --against FOLDER', /--against must name a checkout of github\.com\/marsggbo\/EAGAN.*has no archs/],
];
for (const [args, complaint] of wrong) {
  test(`bench ${args} is refused with the reason`, () => {
    const { status, stderr } = bench(...args.replaceAll('FOLDER', folder).split(' '));
    assert.match(stderr, complaint);
    assert.equal(status, 2);
  });
}
