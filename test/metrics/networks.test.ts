// Networks of somebody else as extractors: their features are those of plain sums, whatever else is in a batch, and
// what cannot serve is refused by name.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { GraphFormat } from '../../domain/extractor.js';
import { resizeSquare } from '../../domain/resize-square.js';
import { describeGraph } from '../../metrics/extractors/graph.js';
import { loadExtractor, storeNetwork, type NetworkSettings } from '../../metrics/index.js';
import type { Extractor } from '../../metrics/types.js';
import { tensorCount } from '../../models/index.js';
import { attribute, constantText, graphNode } from '../../tools/inception2015/graph-writer.js';
import { imageSize, placeholder, plainly, plainResize, smallGraph, someImages } from './support/small-graphs.js';

type Changes = Partial<Omit<Extract<NetworkSettings, { kind: 'graph' }>, 'kind' | 'contents'>>;

const settingsOf = (changes: Changes = {}): Extract<NetworkSettings, { kind: 'graph' }> => ({
  kind: 'graph',
  format: 'frozen',
  contents: 'of the file',
  input: { name: 'images:0', size: imageSize, mean: 127.5, scale: 1 / 127.5, resize: 'tf1' },
  features: 'features:0',
  logits: 'logits:0',
  ...changes,
});

const given = (files: Record<string, Uint8Array>): Parameters<typeof storeNetwork>[1] => ({
  files: new Map(Object.entries(files)),
  contents: 'of the file',
  official: false,
});

async function extractorOf(bytes: Uint8Array, size: number, changes: Changes = {}): Promise<Extractor> {
  const { meta, tensors } = await storeNetwork(settingsOf(changes), given({ network: bytes }));
  return loadExtractor(tensors, { ...meta } as never, size);
}

const largest = (numbers: ArrayLike<number>): number => Math.max(...Array.from(numbers, Math.abs));

function assertNear(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(found.length, expected.length);
  const differences = Array.from(expected, (value, i) => value - found[i]!);
  assert.ok(largest(differences) <= 1e-5 * Math.max(1, largest(expected)), `differs by ${largest(differences)}`);
}

const scaled = (pixels: ArrayLike<number>): number[] => Array.from(pixels, (value) => (value - 127.5) / 127.5);

test('features and probabilities of a frozen graph are those of plain sums, after the old resize', async () => {
  const extractor = await extractorOf(smallGraph(), 10);
  const images = someImages(3, 10);
  const found = await extractor.extract(images, 3);
  for (let i = 0; i < 3; i++) {
    const image = images.subarray(i * 300, (i + 1) * 300);
    const expected = plainly(scaled(plainResize(image, 10, imageSize)));
    assertNear(found.features.subarray(i * 8, i * 8 + 8), expected.features);
    assertNear(found.probabilities.subarray(i * 5, i * 5 + 5), expected.probabilities);
  }
  extractor.dispose();
});

test('the antialiased resize is that of Pillow, with bytes between', async () => {
  const input = { ...settingsOf().input, resize: 'antialias' as const };
  const extractor = await extractorOf(smallGraph(), 48, { input });
  const images = someImages(1, 48);
  const expected = plainly(scaled(resizeSquare(images, 48, imageSize, 3)));
  assertNear((await extractor.extract(images, 1)).features, expected.features);
  extractor.dispose();
});

test('no bit depends on how many images there are, on what else is in a batch, or on the order of calls', async () => {
  const extractor = await extractorOf(smallGraph(), imageSize);
  const each = imageSize * imageSize * 3;
  const images = someImages(130, imageSize);
  const all = await extractor.extract(images, 130);
  const counts = [1, 7, 100];
  const parts = await Promise.all(
    counts.map((count) => extractor.extract(images.subarray((130 - count) * each), count)),
  );
  for (const [i, count] of counts.entries()) {
    assert.deepEqual(parts[i]!.features, all.features.slice((130 - count) * 8));
    assert.deepEqual(parts[i]!.probabilities, all.probabilities.slice((130 - count) * 5));
  }
  extractor.dispose();
  const again = await extractorOf(smallGraph(), imageSize);
  assert.deepEqual(await again.extract(images, 130), all);
  again.dispose();
});

test('images × features come in every form that holds no more than them', async () => {
  const images = someImages(4, imageSize);
  const found = [];
  for (const features of ['features:0', 'flat:0', 'planes:0', 'flat']) {
    const extractor = await extractorOf(smallGraph(), imageSize, { features });
    found.push((await extractor.extract(images, 4)).features);
    extractor.dispose();
  }
  for (const one of found) assert.deepEqual(one, found[0]);
});

test('a network that wants a batch of three gets threes, and nothing is left on the device', async () => {
  const before = tensorCount();
  const fixed = smallGraph({ batch: 3 });
  const meta = await describeGraph(new Map([['network', fixed]]), settingsOf(), 'x', [], true);
  assert.deepEqual([meta.batch, meta.features, meta.classes], [3, 8, 5]);
  const [three, ten] = [await extractorOf(fixed, imageSize), await extractorOf(smallGraph(), imageSize)];
  const images = someImages(7, imageSize);
  assertNear((await three.extract(images, 7)).features, (await ten.extract(images, 7)).features);
  await assert.rejects(three.extract(images, 6), /6 images must have 4608 bytes \(got 5376\)/);
  three.dispose();
  ten.dispose();
  assert.equal(tensorCount(), before);
});

test('a network without logits has no classes', async () => {
  const extractor = await extractorOf(smallGraph(), imageSize, { logits: null });
  assert.equal(extractor.classes, 0);
  assert.equal((await extractor.extract(someImages(2, imageSize), 2)).probabilities.length, 0);
  extractor.dispose();
});

const float = { T: attribute.type('float') };
const readsFile = [...constantText('name', Buffer.from('/etc/passwd')), ...graphNode('read', 'ReadFile', ['name'])];
const bad: Record<string, { more?: readonly Uint8Array[]; changes?: Changes; says: RegExp }> = {
  'an unknown tensor of features': { changes: { features: 'pool_9:0' }, says: /not found: pool_9:0/ },
  'an unknown input': { changes: { input: { ...settingsOf().input, name: 'x' } }, says: /not found: x/ },
  'an output that a node does not have': { changes: { features: 'flat:3' }, says: /must run the network/ },
  'features of two dimensions': { changes: { features: 'pairs:0' }, says: /images × numbers.*got 10 × 2 × 4/ },
  'features of a layer before the mean': { changes: { features: 'relu:0' }, says: /got 10 × 7 × 7 × 8/ },
  'weights as features': { changes: { features: 'weights:0' }, says: /images × numbers.*got 8 × 5/ },
  'features of whole numbers': {
    more: graphNode('whole', 'Cast', ['flat'], { SrcT: attribute.type('float'), DstT: attribute.type('int32') }),
    changes: { features: 'whole:0' },
    says: /whole:0 must be of float32/,
  },
  'features that are no numbers': {
    more: [...graphNode('minus', 'Neg', ['flat'], float), ...graphNode('root', 'Log', ['minus'], float)],
    changes: { features: 'root:0' },
    says: /must be finite/,
  },
  'features that are all equal': {
    more: graphNode('nothing', 'ZerosLike', ['flat'], float),
    changes: { features: 'nothing:0' },
    says: /different features/,
  },
  'images of another size than the graph takes': {
    changes: { input: { ...settingsOf().input, size: 20 } },
    says: /takes any × 16 × 16 × 3.*got 10 × 20 × 20 × 3/,
  },
  'an operation that reads files': { more: readsFile, says: /must only compute.*got ReadFile/ },
  'an operation that runs code of Python': { more: graphNode('py', 'PyFunc', ['flat']), says: /got PyFunc/ },
  'an operation that draws by chance': {
    more: graphNode('chance', 'RandomUniform', ['flat'], float),
    says: /got RandomUniform/,
  },
  'an operation that nobody knows': { more: graphNode('mine', 'MyOwn', ['flat']), says: /got MyOwn/ },
};

for (const [name, { more = [], changes = {}, says }] of Object.entries(bad))
  test(`${name}: refused by name`, () => refused(smallGraph({ more }), says, changes));

test('a file that is cut at any of twenty places, empty or something else is refused', async () => {
  const whole = smallGraph();
  for (let i = 0; i < 20; i++) await refused(whole.subarray(0, Math.floor((whole.length * i) / 20)), /./);
  await refused(Buffer.from('not a graph at all, only a text'), /must be a whole GraphDef|another kind of file/);
  await refused(new Uint8Array(1000), /./);
  await refused(
    Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 251),
    /./,
  );
});

test('an old operation loads by the version of its graph, and is refused by the rule of a newer one', async () => {
  const normalised = [
    ...['mean', 'variance', 'beta', 'gamma'].flatMap((of) =>
      graphNode(of, 'Fill', ['eight', 'half'], { ...float, index_type: attribute.type('int32') }),
    ),
    ...graphNode('old', 'BatchNormWithGlobalNormalization', ['conv', 'mean', 'variance', 'beta', 'gamma'], {
      ...float,
      variance_epsilon: attribute.float(0.001),
      scale_after_normalization: attribute.bool(true),
    }),
    ...graphNode('pooled', 'Mean', ['old', 'features/axes'], { ...float, Tidx: attribute.type('int32') }),
  ];
  const { constantNode } = await import('../../tools/inception2015/graph-writer.js');
  const more = [
    ...constantNode('eight', [1], Int32Array.of(8)),
    ...constantNode('half', [], Float32Array.of(0.5)),
    ...normalised,
  ];
  const extractor = await extractorOf(smallGraph({ version: 8, more }), imageSize, { features: 'pooled:0' });
  assert.equal(extractor.features, 8);
  extractor.dispose();
  await refused(smallGraph({ version: 24, more }), /must load the network/, { features: 'pooled:0' });
});

test('a frozen graph whose placeholder is not of float32 is refused', () =>
  refused(
    Buffer.concat([
      ...graphNode('images', 'Placeholder', [], { dtype: attribute.type('uint8') }),
      smallGraph().subarray(Buffer.concat(placeholder(-1)).length),
    ]),
    /must (load|run) the network/,
  ));

async function refused(
  bytes: Uint8Array,
  says: RegExp,
  changes: Changes = {},
  format: GraphFormat = 'frozen',
): Promise<void> {
  const before = tensorCount();
  await assert.rejects(storeNetwork(settingsOf({ format, ...changes }), given({ network: bytes })), (error: Error) => {
    assert.equal((error as { code?: string }).code, 'EAGAN_EXTRACTOR_INVALID', error.stack);
    assert.match(error.message, says);
    return true;
  });
  assert.equal(tensorCount(), before);
}
