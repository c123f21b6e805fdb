// `eagan metrics check --dataset`: the figures of a data set with the form of CIFAR-10, beside the published ones, on a
// graph in the dialect of 2015.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { datasetCheckText } from '../../cli/text/dataset-check-text.js';
import { askedImages } from '../../control/metrics/asked-images.js';
import type { ComparedDataset } from '../../control/metrics/check-dataset.js';
import { classifierScore, frechetDistance, loadExtractor, storeNetwork } from '../../metrics/index.js';
import { StatisticsAccumulator } from '../../metrics/index.js';
import type { Statistics } from '../../metrics/types.js';
import { randomInception } from '../../tools/inception2015/build-graph.js';
import type { PackedSplit } from '../../datasets/types.js';
import { ingested, writeFormat } from '../support/data-files.js';
import { Home } from '../support/home.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const home = new Home();
const folder = temporaryFolder();
const graph = join(folder, 'graph.pb');
const { folder: images } = writeFormat('cifar10Binary');

before(() => writeFileSync(graph, randomInception(1)));

interface Answer {
  readonly features: number;
  readonly dataset: ComparedDataset;
}

const check = (...words: string[]): Answer => home.json<Answer>('metrics', 'check', graph, '--dataset', ...words);

test('scores and distance are those of its features, and nothing stays in the temporary folder', async () => {
  const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('eagan-check-'));
  const atStart = left();
  const { features, dataset } = check(images);
  assert.deepEqual([features, dataset.kind, dataset.official], [2048, 'cifar10Binary', false]);
  assert.deepEqual(dataset.images, { train: 20, heldOut: 4 });
  assert.deepEqual(left(), atStart);

  const [train, heldOut] = await sums();
  const found = new Map(dataset.figures.map((figure) => [figure.figure, figure.found]));
  assert.ok(Math.abs(found.get('trainScore')!.value - train.score) < 1e-9);
  assert.ok(found.get('trainScore')!.deviation! >= 0);
  const distance = frechetDistance(train.statistics, heldOut.statistics);
  assert.ok(Math.abs(found.get('distance')!.value / distance - 1) < 1e-9);
  assert.deepEqual([found.get('testScore'), found.get('drawnDistance')], [null, null]);
  assert.ok(dataset.figures.every(({ verdict }) => verdict === null));
  assert.match(dataset.notComparable!, /the graph is not the published one/);
});

interface Sums {
  readonly statistics: Statistics;
  readonly score: number;
}

async function sums(): Promise<[Sums, Sums]> {
  const given = { files: new Map([['network', randomInception(1)]]), contents: 'x', official: false };
  const { meta, tensors } = await storeNetwork({ kind: 'inception2015', contents: null }, given);
  const extractor = await loadExtractor(tensors, { ...meta } as never, 32);
  const { train, heldOut } = await ingested({ kind: 'cifar10Binary', size: 32, path: images, images: null });
  const of = async (split: PackedSplit): Promise<Sums> => {
    const all = Array.from({ length: split.images }, (_, i) => i);
    const { features, probabilities } = await extractor.extract(split.read(all), split.images);
    const statistics = new StatisticsAccumulator(extractor.features);
    statistics.add(features, split.images);
    const score = split.images < 10 ? NaN : classifierScore(probabilities, extractor.classes, 10);
    return { statistics: statistics.finish(), score };
  };
  const found: [Sums, Sums] = [await of(train), await of(heldOut)];
  extractor.dispose();
  return found;
}

test('fewer images can be asked for, and then the published values do not apply', () => {
  const { exitCode, stdout } = home.eagan('metrics', 'check', graph, '--dataset', images, '--images', '3');
  assert.equal(exitCode, 1, 'the graph is not the published one');
  assert.match(stdout, /3 training images and 3 others; at most \d+ MiB/);
  assert.match(stdout, /Inception Score of the 50,000 training images, 10 splits +too few images +11\.24 ± 0\.20/);
  assert.match(stdout, /FID of the training images .* 3\.1508 .* does not apply/);
});

test('a value that is not the published one differs, with the tolerance', () => {
  const figure = { tolerance: 0.02, published: { value: 11.24, deviation: 0.2, source: 'reports' }, of: 'a score' };
  const text = datasetCheckText({
    ...{ path: 'data', kind: 'cifar10Binary', official: true, isWhole: true, notes: [], notComparable: null },
    ...{ images: { train: 50_000, heldOut: 10_000 }, peakMib: 1500 },
    figures: [
      { ...figure, figure: 'trainScore', found: { value: 11.23, deviation: 0.2 }, verdict: 'equal' },
      { ...figure, figure: 'testScore', found: { value: 10.5, deviation: 0.2 }, verdict: 'differs' },
    ],
  });
  assert.match(text, /11\.23 ± 0\.20 +11\.24 ± 0\.20 .* equal within 0\.02/);
  assert.match(text, /10\.50 ± 0\.20 +10\.98 ± 0\.22 .* differs by more than 0\.02/);
});

test('a folder or archive is taken for the form of CIFAR-10 that it has', () => {
  const python = writeFormat('cifar10Python').folder;
  assert.equal(askedImages(images, undefined, folder).kind, 'cifar10Binary');
  assert.equal(askedImages(python, undefined, folder).kind, 'cifar10Python');
  assert.equal(askedImages('cifar-10-python.tar.gz', undefined, folder).kind, 'cifar10Python');
  assert.equal(askedImages(images, 'idx', folder).kind, 'idx');
});

test('what is no such data set, and options without it, end with their codes', () => {
  const ends = (exitCode: number, says: RegExp, ...words: string[]): void => {
    const found = home.eagan('metrics', 'check', graph, ...words);
    assert.match(found.stderr, says);
    assert.equal(found.exitCode, exitCode, found.stderr);
  };
  ends(4, /EAGAN_DATASET_NOT_FOUND.*no batches\.meta\.txt/s, '--dataset', folder);
  ends(2, /EAGAN_USAGE.*--kind and --images/, '--images', '5');
  ends(2, /EAGAN_USAGE.*Inception graph/, '--dataset', images, '--format', 'frozen');
});
