// Networks in the ONNX format. Their runtime is an optional package: nothing else needs its 300 MB.
import { createRequire } from 'node:module';
import { EaganError } from '../../../domain/errors.js';
import { countAt, messageReader, textsAt } from '../../../models/message-fields.js';
import { invalidNetwork, requireOf } from './invalid.js';
import type { Fetched, FileNetwork, OpenNetwork } from './types.js';

/** What is used of the package onnxruntime-node. */
interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => RuntimeTensor;
}
interface Session {
  readonly inputNames: readonly string[];
  readonly inputMetadata: readonly { readonly name: string; readonly shape?: readonly (number | string)[] }[];
  run(feeds: Record<string, RuntimeTensor>, fetches: readonly string[]): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}
interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

export const openOnnx: OpenNetwork = async (files, { input, fetches }) => {
  const { InferenceSession, Tensor } = runtime();
  const [file] = [...files.values()];
  await requireOf('an ONNX network must be a whole file', () => requireOwnWeights(file!));
  const session = await requireOf(`ONNX's runtime must load the network with the tensors ${fetches.join(', ')}`, () =>
    InferenceSession.create(withOutputs(file!, fetches), options()),
  );
  const found = session.inputMetadata.find(({ name }) => name === input);
  if (!found) {
    await session.release();
    throw invalidNetwork(`the network must have the input ${input} (got ${session.inputNames.join(', ')})`);
  }
  const shape = found.shape ?? [];
  const arranged = shape.at(-1) === 3 ? (images: Fetched): Fetched => images : planes;
  return {
    batch: typeof shape[0] === 'number' && shape[0] > 0 ? shape[0] : null,
    run: (images) =>
      requireOf(`ONNX's runtime must run the network from ${input}`, async () => {
        const { data, shape: dimensions } = arranged(images);
        const results = await session.run({ [input]: new Tensor('float32', data, dimensions) }, fetches);
        return fetches.map((name) => fetched(name, results[name]));
      }),
    dispose: () => void session.release(),
  } satisfies FileNetwork;
};

/** The same sums in the same order, whatever else runs: threads as TensorFlow has them, one operation at a time. */
const options = (): object => ({
  executionProviders: ['cpu'],
  intraOpNumThreads: Number(process.env.TF_NUM_INTRAOP_THREADS ?? 1),
  interOpNumThreads: 1,
  executionMode: 'sequential',
});

function runtime(): Runtime {
  try {
    return createRequire(import.meta.url)('onnxruntime-node') as Runtime;
  } catch (cause) {
    throw new EaganError(
      'EAGAN_ONNX_MISSING',
      'a network in the ONNX format needs the package onnxruntime-node (it is not installed)',
      'Install it, then try again: npm install --ignore-scripts --no-save onnxruntime-node@1.30.0',
      { cause },
    );
  }
}

/** Weights in other files would be read from wherever the file says: TensorProto.external_data (13). */
function requireOwnWeights(model: Uint8Array): void {
  const [initialisers, attributes] = [
    [7, 5, 13],
    [7, 1, 5, 5, 13],
  ].map((path) => countAt(model, path));
  if (countAt(model, [7, 1]) === 0) throw invalidNetwork('an ONNX network must have nodes (got another kind of file)');
  if (initialisers! + attributes! > 0)
    throw invalidNetwork('an ONNX network must hold its own weights (they are in other files)');
}

/**
 * The file with these tensors among its outputs. What is appended merges with its graph: ModelProto.graph (7),
 * GraphProto.output (12), ValueInfoProto.name (1).
 */
export function withOutputs(model: Uint8Array, names: readonly string[]): Uint8Array {
  const known = textsAt(messageReader(model), model.length, [7, 12, 1]);
  const inner = names.filter((name) => !known.includes(name));
  const outputs = inner.map((name) => message(0x3a, message(0x62, message(0x0a, Buffer.from(name)))));
  return Buffer.concat([model, ...outputs]);
}

function message(tag: number, content: Uint8Array): Uint8Array {
  const length = content.length < 128 ? [content.length] : [(content.length % 128) + 128, content.length >> 7];
  return Uint8Array.of(tag, ...length, ...content);
}

/** Networks of PyTorch want planes: batch × 3 × height × width. */
function planes({ shape, data }: Fetched): Fetched {
  const [batch, height, width] = shape as [number, number, number];
  const pixels = height * width;
  const result = new Float32Array(data.length);
  for (let image = 0; image < batch; image++)
    for (let channel = 0; channel < 3; channel++)
      for (let pixel = 0; pixel < pixels; pixel++)
        result[(image * 3 + channel) * pixels + pixel] = data[(image * pixels + pixel) * 3 + channel]!;
  return { shape: [batch, 3, height, width], data: result };
}

function fetched(name: string, tensor: RuntimeTensor | undefined): Fetched {
  if (tensor?.data instanceof Float32Array) return { shape: tensor.dims, data: tensor.data };
  throw invalidNetwork(`the tensor ${name} must be of float32 (got ${tensor?.type ?? 'none'})`);
}
