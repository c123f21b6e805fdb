// The other formats of networks: a SavedModel with variables, TensorFlow.js, ONNX. Each gives what the same network
// gives as a frozen graph, and none may do more than compute.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { withOutputs } from '../../metrics/extractors/networks/onnx.js';
import type { NetworkFiles } from '../../metrics/extractors/networks/types.js';
import { loadExtractor, storeNetwork, type NetworkSettings } from '../../metrics/index.js';
import type { FeatureBatch } from '../../metrics/types.js';
import { tf } from '../../models/backend.js';
import { release, runGraph, unloadGraph, upload } from '../../models/device.js';
import { frozenAsSavedModel, loadGraphFiles } from '../../models/load-graph.js';
import {
  attribute,
  constantNode,
  constantText,
  field,
  integer,
  graphNode,
  producer,
  textParts,
} from '../../tools/inception2015/graph-writer.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import {
  classWeights,
  imageSize,
  kernel,
  layers,
  placeholder,
  smallGraph,
  someImages,
} from './support/small-graphs.js';

type Graph = Extract<NetworkSettings, { kind: 'graph' }>;

const input = { size: imageSize, mean: 127.5, scale: 1 / 127.5, resize: 'tf1' } as const;
const frozen: Graph = {
  ...{ kind: 'graph', format: 'frozen', contents: 'x', features: 'features:0', logits: 'logits:0' },
  input: { ...input, name: 'images:0' },
};
const images = someImages(12, imageSize);

async function extracted(settings: Graph, files: NetworkFiles): Promise<FeatureBatch> {
  const { meta, tensors } = await storeNetwork(settings, { files, contents: 'x', official: false });
  const extractor = await loadExtractor(tensors, { ...meta } as never, imageSize);
  try {
    return await extractor.extract(images, 12);
  } finally {
    extractor.dispose();
  }
}

const expected = (): Promise<FeatureBatch> => extracted(frozen, new Map([['network', smallGraph()]]));

async function assertSame(found: FeatureBatch): Promise<void> {
  const { features, probabilities } = await expected();
  for (const [name, [one, other]] of Object.entries({
    features: [found.features, features],
    probabilities: [found.probabilities, probabilities],
  } as const)) {
    assert.equal(one.length, other.length);
    const apart = Math.max(...one.map((value, i) => Math.abs(value - other[i]!)));
    assert.ok(apart < 1e-5, `${name} differ by ${apart}`);
  }
}

const refused = (settings: Graph, files: NetworkFiles, says: RegExp): Promise<void> =>
  assert.rejects(storeNetwork(settings, { files, contents: 'x', official: false }), (error: Error) => {
    assert.equal((error as { code?: string }).code, 'EAGAN_EXTRACTOR_INVALID', error.stack);
    assert.match(error.message, says);
    return true;
  });

// ---- SavedModel

const float = { T: attribute.type('float') };
const dtype = { dtype: attribute.type('float') };
const typeList = (count: number): readonly Uint8Array[] => field(1, ...Array<Uint8Array>(count).fill(integer(6, 1)));
const vector = (name: string, values: readonly string[]): Uint8Array[] =>
  graphNode(name, 'Const', [], {
    dtype: attribute.type('string'),
    value: attribute.tensor(
      'string',
      [values.length],
      values.flatMap((value) => field(8, textParts(value))),
    ),
  });

const variable = (name: string, sizes: readonly number[]): Uint8Array[] =>
  graphNode(name, 'VariableV2', [], { ...dtype, shape: attribute.shape(sizes) });

/** As TensorFlow 1 writes it: variables, and nodes that save and restore them. `restore`: the node that restores. */
function savedModel(restore = 'save/restore_all', more: readonly Uint8Array[] = []): Uint8Array {
  const names = ['kernel', 'weights'];
  const graph = [
    ...placeholder(-1),
    ...variable('kernel', [3, 3, 3, 8]),
    ...variable('weights', [8, 5]),
    ...layers(),
    ...constantText('save/Const', textParts('model')),
    ...vector('save/names', names),
    ...vector('save/slices', ['', '']),
    ...graphNode('save/SaveV2', 'SaveV2', ['save/Const', 'save/names', 'save/slices', ...names], {
      dtypes: typeList(2),
    }),
    ...graphNode('save/RestoreV2', 'RestoreV2', ['save/Const', 'save/names', 'save/slices'], { dtypes: typeList(2) }),
    ...names.flatMap((name, i) => graphNode(`save/Assign${i}`, 'Assign', [name, `save/RestoreV2:${i}`], float)),
    ...graphNode('save/restore_all', 'NoOp', ['^save/Assign0', '^save/Assign1']),
    ...more,
    ...producer(987),
  ];
  const saver = [
    ...field(1, textParts('save/Const:0')),
    ...field(2, textParts('save/SaveV2:0')),
    ...field(3, textParts(restore)),
  ];
  return Buffer.concat([
    integer(1, 1),
    ...field(2, ...field(1, ...field(4, textParts('serve'))), ...field(2, ...graph), ...field(3, ...saver)),
  ]);
}

/** The files of variables, written by TensorFlow itself: a graph that saves them is run once. */
function variables(folder: string): Map<string, Uint8Array> {
  const below = join(folder, 'variables');
  mkdirSync(below, { mode: 0o700 });
  const graph = Buffer.concat([
    ...placeholder(-1),
    ...constantNode('kernel', [3, 3, 3, 8], kernel),
    ...constantNode('weights', [8, 5], classWeights),
    ...constantText('path', textParts(join(below, 'variables'))),
    ...vector('names', ['kernel', 'weights']),
    ...vector('slices', ['', '']),
    ...graphNode('save', 'SaveV2', ['path', 'names', 'slices', 'kernel', 'weights'], { dtypes: typeList(2) }),
    ...graphNode('done', 'Identity', ['images', '^save'], float),
    ...producer(987),
  ]);
  const loaded = loadGraphFiles(new Map([['saved_model.pb', frozenAsSavedModel([graph])]]));
  const fed = upload('float', [1, 1, 1, 3], new Float32Array(3));
  runGraph(loaded, [fed], 'images:0', 'done:0').forEach(release);
  release(fed);
  unloadGraph(loaded);
  return new Map(readdirSync(below).map((name) => [`variables/${name}`, readFileSync(join(below, name))]));
}

test('a SavedModel gets its variables back, and gives what the frozen graph gives', async () => {
  const files = new Map([['saved_model.pb', savedModel()], ...variables(temporaryFolder())]);
  await assertSame(await extracted({ ...frozen, format: 'savedModel' }, files));
});

test('a SavedModel without its variables, or with a cut file of them, is refused', async () => {
  const whole = new Map([['saved_model.pb', savedModel()], ...variables(temporaryFolder())]);
  const settings: Graph = { ...frozen, format: 'savedModel' };
  await refused(settings, new Map([['saved_model.pb', savedModel()]]), /must (load|run) the network/);
  await refused(settings, new Map(), /must have a file saved_model\.pb/);
  for (const name of whole.keys()) {
    const cut = new Map([...whole, [name, whole.get(name)!.subarray(0, Math.floor(whole.get(name)!.length / 2))]]);
    await refused(settings, cut, /./);
  }
});

test('what a SavedModel runs when it is loaded must only restore', async () => {
  const files = (model: Uint8Array, folder: string): NetworkFiles =>
    new Map([['saved_model.pb', model], ...variables(folder)]);
  const settings: Graph = { ...frozen, format: 'savedModel' };
  await refused(settings, files(savedModel('save/SaveV2'), temporaryFolder()), /must only compute.*got SaveV2/);
  const writes = graphNode('write', 'WriteFile', ['save/Const', 'save/Const']);
  await refused(settings, new Map([['saved_model.pb', savedModel('write', writes)]]), /got WriteFile/);
  const calls = graphNode('call', 'StatefulPartitionedCall', [], { f: field(10, ...field(1, textParts('evil'))) });
  const body = field(2, ...field(1, ...field(1, ...field(1, textParts('evil'))), ...field(3, ...writes.slice(1))));
  await refused(settings, new Map([['saved_model.pb', savedModel('call', [...calls, ...body])]]), /got WriteFile/);
});

// ---- TensorFlow.js

/** A layers model with the same weights. */
async function layersModel(): Promise<Map<string, Uint8Array>> {
  const fed = tf.input({ shape: [imageSize, imageSize, 3], name: 'images' });
  const conv = tf.layers.conv2d({
    ...{ filters: 8, kernelSize: 3, strides: 2, useBias: false, activation: 'relu' as const, name: 'conv' },
    weights: [tf.tensor(kernel, [3, 3, 3, 8])],
  });
  const pool = tf.layers.globalAveragePooling2d({ name: 'pool', dataFormat: 'channelsLast' });
  const dense = tf.layers.dense({
    units: 5,
    useBias: false,
    name: 'logits',
    weights: [tf.tensor(classWeights, [8, 5])],
  });
  const model = tf.model({ inputs: fed, outputs: dense.apply(pool.apply(conv.apply(fed))) as never });
  let saved: Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0] | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  model.dispose();
  const weightsManifest = [{ paths: ['a.bin', 'b.bin'], weights: saved!.weightSpecs }];
  const bytes = new Uint8Array(saved!.weightData as ArrayBuffer);
  const json = { format: 'layers-model', modelTopology: saved!.modelTopology, weightsManifest };
  return new Map([
    ['model.json', Buffer.from(JSON.stringify(json))],
    ['a.bin', bytes.subarray(0, 100)],
    ['b.bin', bytes.subarray(100)],
  ]);
}

const ofLayers: Graph = {
  ...{ ...frozen, format: 'tfjs', features: 'pool', logits: 'logits' },
  input: { ...input, name: 'images' },
};

test('a layers model of TensorFlow.js gives what the frozen graph gives', async () => {
  await assertSame(await extracted(ofLayers, await layersModel()));
});

test('a graph model of TensorFlow.js is run by its tensors', async () => {
  const files = graphModel();
  const settings: Graph = {
    ...frozen,
    format: 'tfjs',
    input: { ...input, name: 'images' },
    features: 'features',
    logits: null,
  };
  const { features } = await extracted(settings, files);
  assert.equal(features.length, 12 * 3);
  const channel = (image: number, of: number): number => {
    let sum = 0;
    for (let i = 0; i < imageSize ** 2; i++) sum += (images[(image * imageSize ** 2 + i) * 3 + of]! - 127.5) / 127.5;
    return sum / imageSize ** 2;
  };
  features.forEach((value, i) => assert.ok(Math.abs(value - channel(Math.floor(i / 3), i % 3)) < 1e-5));
});

/** The mean over height and width, as the converter writes it. */
function graphModel(): Map<string, Uint8Array> {
  const modelTopology = {
    node: [
      {
        name: 'images',
        op: 'Placeholder',
        attr: {
          dtype: { type: 'DT_FLOAT' },
          shape: { shape: { dim: [{ size: '-1' }, { size: '16' }, { size: '16' }, { size: '3' }] } },
        },
      },
      {
        name: 'axes',
        op: 'Const',
        attr: {
          dtype: { type: 'DT_INT32' },
          value: { tensor: { dtype: 'DT_INT32', tensorShape: { dim: [{ size: '2' }] } } },
        },
      },
      {
        name: 'features',
        op: 'Mean',
        input: ['images', 'axes'],
        attr: { T: { type: 'DT_FLOAT' }, Tidx: { type: 'DT_INT32' }, keep_dims: { b: false } },
      },
    ],
    versions: { producer: 987 },
  };
  const weightsManifest = [{ paths: ['w.bin'], weights: [{ name: 'axes', shape: [2], dtype: 'int32' }] }];
  const json = { format: 'graph-model', modelTopology, weightsManifest };
  return new Map([
    ['model.json', Buffer.from(JSON.stringify(json))],
    ['w.bin', new Uint8Array(Int32Array.of(1, 2).buffer)],
  ]);
}

test('a model of TensorFlow.js that is cut, or lacks a shard or a layer, is refused', async () => {
  const files = await layersModel();
  const settings = ofLayers;
  const without = (name: string): NetworkFiles => new Map([...files].filter(([of]) => of !== name));
  const cut = (name: string): NetworkFiles => new Map([...files, [name, files.get(name)!.subarray(0, 50)]]);
  await refused(settings, without('a.bin'), /shard a\.bin of model\.json must lie beside it/);
  await refused(settings, cut('model.json'), /whole model\.json/);
  await refused(settings, cut('b.bin'), /./);
  await refused(settings, new Map([['model.json', Buffer.from('{}')]]), /modelTopology/);
  await refused(settings, new Map([['model.json', Buffer.from('{"modelTopology":{"class_name":"Mine"}}')]]), /./);
  await refused(
    { ...settings, features: 'nowhere' },
    files,
    /layer nowhere \(its last ones: images, conv, pool, logits\)/,
  );
  await refused({ ...settings, input: { ...settings.input, name: 'x' } }, files, /must have the input x/);
});

// ---- ONNX

const runtimeIsThere = ((): boolean => {
  try {
    createRequire(import.meta.url).resolve('onnxruntime-node');
    return true;
  } catch {
    return false;
  }
})();
const skip = runtimeIsThere ? false : 'onnxruntime-node is not installed';

const tensorInfo = (name: string, sizes: readonly (number | string)[]): Uint8Array[] => [
  ...field(1, textParts(name)),
  ...field(2, ...field(1, integer(1, 1), ...field(2, ...sizes.flatMap((size) => field(1, ...dimension(size)))))),
];
const dimension = (size: number | string): Uint8Array[] =>
  typeof size === 'number' ? [integer(1, size)] : field(2, textParts(size));
const weightsTensor = (name: string, sizes: readonly number[], data: Float32Array): Uint8Array[] => [
  ...sizes.map((size) => integer(1, size)),
  integer(2, 1),
  ...field(8, textParts(name)),
  ...field(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
];
const onnxNode = (op: string, inputs: string[], output: string, attributes: readonly Uint8Array[] = []): Uint8Array[] =>
  field(
    1,
    ...inputs.flatMap((name) => field(1, textParts(name))),
    ...field(2, textParts(output)),
    ...field(4, textParts(op)),
    ...attributes,
  );
const ints = (name: string, values: readonly number[]): Uint8Array[] =>
  field(5, ...field(1, textParts(name)), ...values.map((value) => integer(8, value)), integer(20, 7));

/** OIHW, from HWIO. */
function planes(): Float32Array {
  const result = new Float32Array(kernel.length);
  for (let at = 0; at < 9; at++)
    for (let from = 0; from < 3; from++)
      for (let to = 0; to < 8; to++) result[(to * 3 + from) * 9 + at] = kernel[(at * 3 + from) * 8 + to]!;
  return result;
}

/** Its only output are the logits; `pooled` is inside. */
function onnxModel(more: readonly Uint8Array[] = []): Uint8Array {
  const graph = [
    ...onnxNode('Conv', ['images', 'kernel'], 'conv', ints('strides', [2, 2])),
    ...onnxNode('Relu', ['conv'], 'relu'),
    ...onnxNode('GlobalAveragePool', ['relu'], 'pooled'),
    ...onnxNode('Flatten', ['pooled'], 'flat'),
    ...onnxNode('MatMul', ['flat', 'weights'], 'logits'),
    ...field(2, textParts('small')),
    ...field(5, ...weightsTensor('kernel', [8, 3, 3, 3], planes())),
    ...field(5, ...weightsTensor('weights', [8, 5], classWeights)),
    ...more,
    ...field(11, ...tensorInfo('images', ['n', 3, imageSize, imageSize])),
    ...field(12, ...tensorInfo('logits', ['n', 5])),
  ];
  return Buffer.concat([integer(1, 8), ...field(7, ...graph), ...field(8, ...field(1), integer(2, 17))]);
}

const ofOnnx: Graph = {
  ...{ ...frozen, format: 'onnx', features: 'pooled', logits: 'logits' },
  input: { ...input, name: 'images' },
};
const alone = (bytes: Uint8Array): NetworkFiles => new Map([['network', bytes]]);

test('an ONNX network gives what the frozen graph gives, by a tensor inside it', { skip }, async () => {
  await assertSame(await extracted(ofOnnx, alone(onnxModel())));
});

test('an ONNX network that is cut, something else, or without the tensors is refused', { skip }, async () => {
  const whole = onnxModel();
  for (let i = 0; i < 20; i++)
    await refused(ofOnnx, alone(whole.subarray(0, Math.floor((whole.length * i) / 20))), /./);
  await refused(ofOnnx, alone(Buffer.from('only a text')), /./);
  await refused({ ...ofOnnx, features: 'nowhere' }, alone(whole), /must load the network.*nowhere|nowhere/);
  await refused(
    { ...ofOnnx, input: { ...ofOnnx.input, name: 'x' } },
    alone(whole),
    /must have the input x \(got images\)/,
  );
});

test('an ONNX network whose weights lie in other files is refused', { skip }, () =>
  refused(
    ofOnnx,
    alone(onnxModel(field(5, ...field(8, textParts('more')), ...field(13, ...field(1, textParts('location')))))),
    /other files/,
  ),
);

test('only tensors that are inside become further outputs', () => {
  const model = onnxModel();
  assert.deepEqual(withOutputs(model, ['logits']), Buffer.from(model));
  const appended = Buffer.from([0x3a, 10, 0x62, 8, 0x0a, 6, ...Buffer.from('pooled')]);
  assert.deepEqual(withOutputs(model, ['pooled', 'logits']), Buffer.concat([model, appended]));
});

test(
  'without its runtime an ONNX network is refused with the command that installs it',
  { skip: !skip && 'onnxruntime-node is installed' },
  () =>
    assert.rejects(storeNetwork(ofOnnx, { files: alone(onnxModel()), contents: 'x', official: false }), {
      code: 'EAGAN_ONNX_MISSING',
      cure: /npm install --ignore-scripts --no-save onnxruntime-node@1\.30\.0/,
    }),
);
