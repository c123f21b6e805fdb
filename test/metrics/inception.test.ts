// The Inception graph of 2015 as extractor, on a graph in its dialect with random weights: its checks, its values, and
// the file and the archive through the step that stores it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tensorCount } from '../../models/index.js';
import { loadExtractor } from '../../metrics/index.js';
import { makeStep, type Step } from '../../domain/steps/step.js';
import { openStore, type Store } from '../../store/index.js';
import { checkNetwork } from '../../trainer/networks/check-network.js';
import type { TaskResult } from '../../trainer/types.js';
import { randomInception } from '../../tools/inception2015/build-graph.js';
import { tarOf } from '../support/tar-of.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runTask } from '../trainer/support/run-task.js';
import { softmax, someImages } from './support/small-graphs.js';

const size = 32;
const each = size * size * 3;
let graph: Uint8Array;
let folder: string;
let path: string;
let store: Store;
let stored: TaskResult;

before(async () => {
  graph = randomInception(1);
  folder = temporaryFolder();
  path = join(folder, 'graph.pb');
  writeFileSync(path, graph);
  store = await openStore(temporaryFolder());
  stored = await fit(path, sha256(graph));
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const fitStep = (contents: string, fitExtractor: number): Step =>
  makeStep(
    { kindVersions: { fitExtractor } },
    'fitExtractor',
    'extractor',
    { dataset: 'none' },
    { extractor: { kind: 'inception2015', contents } },
    0,
  );

const fit = (extractorPath: string, contents: string, version = 3): Promise<TaskResult> =>
  runTask(fitStep(contents, version), store, { circumstances: { recoveryEveryMs: 600_000, extractorPath } });

test('the step stores the graph, and what it loads again gives equal bits for any number of images', async () => {
  const { outputs, numbers } = stored;
  assert.deepEqual(numbers, {});
  const { meta, tensors } = await store.checkpoints.read(outputs.extractor!);
  const { official, features, classes, contents } = meta as Record<string, unknown>;
  assert.deepEqual([official, features, classes, contents], [false, 2048, 1008, sha256(graph)]);

  const atStart = tensorCount();
  const extractor = await loadExtractor(tensors, meta, size);
  const images = someImages(13, size);
  const all = await extractor.extract(images, 13);
  const last = await extractor.extract(images.subarray(6 * each), 7);
  assert.deepEqual(last.features, all.features.slice(6 * 2048));
  assert.deepEqual(last.probabilities, all.probabilities.slice(6 * 1008));
  assert.ok(all.features.every(Number.isFinite) && Math.max(...all.features) > 0.1);
  extractor.dispose();
  assert.equal(tensorCount(), atStart);

  const again = await loadExtractor(tensors, meta, size);
  assert.deepEqual((await again.extract(images.subarray(12 * each), 1)).features, all.features.slice(12 * 2048));
  again.dispose();
});

test('norms that are parts of convolutions give what the graph itself gives, and a run of before has the graph', async () => {
  const before = await fit(path, sha256(graph), 2);
  const images = someImages(3, size);
  const [now, then] = await Promise.all(
    [stored, before].map(async ({ outputs }) => {
      const { meta, tensors } = await store.checkpoints.read(outputs.extractor!);
      const extractor = await loadExtractor(tensors, meta, size);
      const found = await extractor.extract(images, 3);
      extractor.dispose();
      return { ...found, norms: (meta as Record<string, unknown>).norms };
    }),
  );
  assert.deepEqual([now!.norms, then!.norms], ['folded', undefined]);
  for (const of of ['features', 'probabilities'] as const) {
    const largest = Math.max(...then![of]);
    const apart = Math.max(...then![of].map((value, i) => Math.abs(value - now![of][i]!)));
    // Rounding depends on the processor: 3.0e-6 with AVX-512, 1.3e-5 with AVX2.
    assert.ok(apart > 0 && apart <= 5e-5 * largest, `${of} differ by ${apart / largest} of the largest`);
  }
});

test('the probabilities are those of the last layer without its bias', async () => {
  const { meta, tensors } = await store.checkpoints.read(stored.outputs.extractor!);
  const extractor = await loadExtractor(tensors, meta, size);
  const { features, probabilities } = await extractor.extract(someImages(1, size), 1);
  extractor.dispose();
  const at = Buffer.from(graph).indexOf('softmax/weights');
  const weights = new Float32Array(new Uint8Array(graph.subarray(...weightsIn(graph, at))).buffer);
  const logits = Array.from({ length: 1008 }, (_, to) =>
    features.reduce((sum, value, from) => sum + value * weights[from * 1008 + to]!, 0),
  );
  // Logits of random weights are so large that the last bit of one changes a probability by 4e-6.
  softmax(logits).forEach((expected, i) => assert.ok(Math.abs(expected - probabilities[i]!) < 1e-5));
});

/** Where the 2048 × 1008 numbers lie whose node begins there: the last bytes of the node before `softmax/biases`. */
function weightsIn(bytes: Uint8Array, at: number): [number, number] {
  const length = 2048 * 1008 * 4;
  const prefix = Buffer.from([0x22, 0x80, 0x80, 0xf8, 0x03]);
  const from = Buffer.from(bytes).indexOf(prefix, at) + prefix.length;
  return [from, from + length];
}

test('the published archive is read as downloaded, and stored as its graph alone is', async () => {
  const archive = gzipSync(tarOf({ 'classify_image_graph_def.pb': graph, 'cropped_panda.jpg': Buffer.from('none') }), {
    level: 1,
  });
  const archivePath = join(folder, 'inception-2015-12-05.tgz');
  writeFileSync(archivePath, archive);
  assert.deepEqual((await fit(archivePath, sha256(archive))).outputs, stored.outputs);
  for (const length of [10, 1000, archive.length >> 1, archive.length - 5]) {
    writeFileSync(archivePath, archive.subarray(0, length));
    await rejects(fit(archivePath, 'any'), 'EAGAN_EXTRACTOR_INVALID', /must be a whole archive/);
  }
  writeFileSync(archivePath, gzipSync(tarOf({ 'readme.txt': Buffer.from('none') })));
  await rejects(fit(archivePath, 'any'), 'EAGAN_EXTRACTOR_INVALID', /must have the file classify_image_graph_def\.pb/);
});

test('a file that is missing, another one, no file, cut, or no such graph is refused by the step', async () => {
  await rejects(fit(join(folder, 'nothing.pb'), 'any'), 'EAGAN_EXTRACTOR_NOT_FOUND', /nothing\.pb/);
  await rejects(fit(path, 'f'.repeat(64)), 'EAGAN_EXTRACTOR_CHANGED', new RegExp(`got ${sha256(graph)}`));
  mkdirSync(join(folder, 'folder'));
  await rejects(fit(join(folder, 'folder'), 'any'), 'EAGAN_FILE_REFUSED', /a folder/);
  const bad = join(folder, 'bad.pb');
  for (let i = 1; i <= 20; i++) {
    const cut = graph.subarray(0, Math.floor(graph.length * (i / 21) ** 3));
    writeFileSync(bad, cut);
    await rejects(fit(bad, sha256(cut)), 'EAGAN_EXTRACTOR_INVALID', /whole GraphDef|Inception graph of 2015/);
  }
  const changed = Buffer.from(graph);
  changed[changed.indexOf('pool_3')] = 'q'.charCodeAt(0);
  writeFileSync(bad, changed);
  await rejects(fit(bad, sha256(changed)), 'EAGAN_EXTRACTOR_INVALID', /it must have the node pool_3 \(not found\)/);
});

test('the check says what the file is, and what is missing for a panda', async () => {
  const found = await checkNetwork({ path, settings: { kind: 'inception2015', contents: null } });
  const { contents, features, classes, batch, graph: of, panda } = found;
  assert.deepEqual([contents, features, classes, batch, panda], [sha256(graph), 2048, 1008, 10, undefined]);
  assert.deepEqual([of!.bytes, of!.official], [graph.length, false]);
  assert.equal(of!.md5, createHash('md5').update(graph).digest('hex'));
});

test('a picture beside the graph is decoded and classified by the graph, with its bias', async () => {
  const { default: sharp } = await import('sharp');
  const pixels = Buffer.from(someImages(1, 40));
  const jpeg = await sharp(pixels, { raw: { width: 40, height: 40, channels: 3 } })
    .jpeg()
    .toBuffer();
  writeFileSync(join(folder, 'cropped_panda.jpg'), jpeg);
  const { panda } = await checkNetwork({ path, settings: { kind: 'inception2015', contents: null } });
  assert.equal(panda!.file, 'beside the graph');
  assert.equal(panda!.asPublished, false);
  const [first, second] = panda!.largest;
  assert.ok(first!.probability >= second!.probability && second!.probability > 0);
  writeFileSync(join(folder, 'cropped_panda.jpg'), 'no picture');
  await rejects(
    checkNetwork({ path, settings: { kind: 'inception2015', contents: null } }),
    'EAGAN_EXTRACTOR_INVALID',
    /a text/,
  );
});

function rejects(promise: Promise<unknown>, code: string, says: RegExp): Promise<void> {
  return assert.rejects(promise, (error: Error & { code?: string }) => {
    assert.equal(error.code, code, error.stack);
    assert.match(error.message, says);
    return true;
  });
}
