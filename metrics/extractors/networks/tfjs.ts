// Networks of TensorFlow.js: a model.json with its shards, a graph model or a layers model. They run on native
// TensorFlow, kernel by kernel, and are loaded from memory only.
import { tf, type TensorFlowModule } from '../../../models/backend.js';
import { invalidNetwork, requireOf } from './invalid.js';
import type { Fetched, FileNetwork, NetworkFiles, NetworkTensors, OpenNetwork } from './types.js';

type Tensor = InstanceType<TensorFlowModule['Tensor']>;
type Artifacts = Parameters<TensorFlowModule['io']['fromMemory']>[0] & object;

interface ModelJson {
  readonly format?: string;
  readonly modelTopology?: { readonly node?: unknown };
  readonly weightsManifest?: readonly { readonly paths: readonly string[]; readonly weights: readonly object[] }[];
  readonly signature?: object;
  readonly userDefinedMetadata?: object;
}

export const openTfjs: OpenNetwork = async (files, tensors) => {
  const model = await requireOf('a model of TensorFlow.js must have a whole model.json', () => parsed(files));
  const artifacts = await requireOf('a model of TensorFlow.js must have weights', () => artifactsOf(model, files));
  const isGraph = model.format === 'graph-model' || model.modelTopology?.node !== undefined;
  return isGraph ? openGraphModel(artifacts, tensors) : openLayersModel(artifacts, tensors);
};

function parsed(files: NetworkFiles): ModelJson {
  const bytes = files.get('model.json');
  const model = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as ModelJson | null;
  if (typeof model?.modelTopology !== 'object') throw invalidNetwork('model.json must have a modelTopology (got none)');
  return model;
}

function artifactsOf(model: ModelJson, files: NetworkFiles): Artifacts {
  const groups = model.weightsManifest ?? [];
  const shards = groups.flatMap(({ paths }) =>
    paths.map((name) => {
      const bytes = files.get(name);
      if (!bytes) throw invalidNetwork(`the shard ${name} of model.json must lie beside it (not found)`);
      return bytes;
    }),
  );
  const { modelTopology, format, signature, userDefinedMetadata } = model;
  return {
    ...{ modelTopology, format, signature, userDefinedMetadata },
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(shards)).buffer,
  } as Artifacts;
}

async function openGraphModel(artifacts: Artifacts, { input, fetches }: NetworkTensors): Promise<FileNetwork> {
  const model = await requireOf('TensorFlow.js must load the graph model', () =>
    tf.loadGraphModel({ load: async () => artifacts }),
  );
  return {
    batch: fixedBatch(model.inputs.find(({ name }) => name === input)?.shape),
    run: (images) => run(images, (fed) => model.execute({ [input]: fed as never }, [...fetches]) as Tensor | Tensor[]),
    dispose: () => model.dispose(),
  };
}

async function openLayersModel(artifacts: Artifacts, { input, fetches }: NetworkTensors): Promise<FileNetwork> {
  const model = await requireOf('TensorFlow.js must load the layers model', () =>
    tf.loadLayersModel({ load: async () => artifacts }),
  );
  try {
    requireInput(input, model.inputNames[0], model.inputs[0]?.name);
    const outputs = fetches.map((name) => outputOf(name, model.layers));
    const part = tf.model({ inputs: model.inputs, outputs });
    return {
      batch: fixedBatch(model.inputs[0]?.shape),
      run: (images) => run(images, (fed) => part.predictOnBatch(fed as never) as Tensor | Tensor[]),
      dispose: () => void model.dispose(),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function requireInput(asked: string, ...names: readonly (string | undefined)[]): void {
  if (!names.includes(asked)) throw invalidNetwork(`the network must have the input ${asked} (got ${names[0]})`);
}

type Layers = Awaited<ReturnType<TensorFlowModule['loadLayersModel']>>['layers'];

function outputOf(name: string, layers: Layers): never {
  const layer = layers.find((each) => each.name === name);
  if (layer) return layer.output as never;
  throw invalidNetwork(`a layers model must have the layer ${name} (its last ones: ${lastLayers(layers)})`);
}

const lastLayers = (layers: readonly { readonly name: string }[]): string =>
  layers
    .slice(-5)
    .map(({ name }) => name)
    .join(', ');

const fixedBatch = (shape: readonly (number | null)[] | undefined): number | null => {
  const [batch] = shape ?? [];
  return typeof batch === 'number' && batch > 0 ? batch : null;
};

/** Reads outside `tidy`, which would walk through every number of a returned array. */
function run({ shape, data }: Fetched, compute: (images: Tensor) => Tensor | Tensor[]): Promise<Fetched[]> {
  return requireOf(`TensorFlow.js must run the network on float32 of [${shape.join(', ')}]`, () => {
    const outputs = tf.tidy(() => [compute(tf.tensor(data, [...shape]))].flat() as never) as Tensor[];
    try {
      return outputs.map((tensor) => ({ shape: [...tensor.shape], data: floats(tensor) }));
    } finally {
      tf.dispose(outputs as never);
    }
  });
}

function floats(tensor: Tensor): Float32Array {
  if (tensor.dtype !== 'float32') throw invalidNetwork(`a fetched tensor must be of float32 (got ${tensor.dtype})`);
  return tensor.dataSync() as Float32Array;
}
