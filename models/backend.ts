// The only file that imports @tensorflow/*: loads native TensorFlow once, or says how to get it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu';
import { EaganError } from '../domain/errors.js';

export type TensorFlowModule = typeof TensorFlow;

/** Raise it whenever our own arithmetic changes in any bit; it is part of a record's fingerprint. */
export const numericsVersion = 2;

/** What the native library reports; the trainer adds hardware and threads. */
export interface BackendFacts {
  readonly tensorflow: string;
  readonly device: 'cpu' | 'gpu';
  /** Whether oneDNN's kernels are used. They give other bits, and dilated gradients on a CPU need them. */
  readonly oneDnn: boolean;
  readonly numericsVersion: number;
}

/** One attribute of a native operation, in the addon's form. */
export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The addon's calls that models/ uses; tensors are numbered handles that live until deleted. */
export interface NativeBinding {
  executeOp(
    kernel: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): { readonly id: number; readonly shape: number[]; readonly dtype: number }[];
  /** Strings (TF_STRING) are passed as a list of their bytes. */
  createTensor(
    shape: readonly number[],
    dtype: number,
    data: Float32Array | Int32Array | Uint8Array | readonly Uint8Array[],
  ): number;
  deleteTensor(handle: number): void;
  tensorDataSync(handle: number): Float32Array | Int32Array | Uint8Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(graph: number): void;
  runSavedModel(
    graph: number,
    inputs: readonly number[],
    feeds: string,
    fetches: string,
  ): { readonly id: number; readonly shape: number[]; readonly dtype: number }[];
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  readonly TF_BOOL: number;
  readonly TF_STRING: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

interface NativeBackend {
  readonly binding: NativeBinding;
  readonly isUsingGpuDevice: boolean;
}

const cure = 'Run `npx eagan setup` (in a clone: `npm run setup`), then check with `npx eagan doctor`.';
let loaded: TensorFlowModule | undefined;

/**
 * TensorFlow.js on the native backend, loaded at the first call (about 0.5 s).
 * @throws EaganError EAGAN_TENSORFLOW_MISSING if the addon or its library is missing, or another backend was loaded.
 */
export function tensorflow(): TensorFlowModule {
  loaded ??= load();
  return loaded;
}

/** The same module as a value for `tf.…` expressions: nothing is loaded until the first property is read. */
export const tf: TensorFlowModule = new Proxy({} as TensorFlowModule, {
  get: (_, property) => Reflect.get(tensorflow(), property) as unknown,
});

/** The addon behind the native backend. */
export function nativeBinding(): NativeBinding {
  return nativeBackend(tensorflow()).binding;
}

/** Version, device and switches that decide bits. */
export function backendFacts(): BackendFacts {
  const backend = nativeBackend(tensorflow());
  return {
    tensorflow: backend.binding.TF_Version.trim(),
    device: backend.isUsingGpuDevice ? 'gpu' : 'cpu',
    oneDnn: !['0', 'false'].includes(process.env.TF_ENABLE_ONEDNN_OPTS!.toLowerCase()),
    numericsVersion,
  };
}

/**
 * Whether a graph may use oneDNN's kernels that do several operations at once. On arm64 TensorFlow may be built without
 * them.
 */
export function canFuse(): boolean {
  const { device, oneDnn } = backendFacts();
  return device === 'cpu' && oneDnn && process.arch === 'x64';
}

function load(): TensorFlowModule {
  restoreRemovedUtilities();
  chooseOneDnn();
  const require = createRequire(import.meta.url);
  let module: TensorFlowModule;
  try {
    module = require('@tensorflow/tfjs-node-gpu') as TensorFlowModule;
  } catch (error) {
    throw missing(error instanceof Error ? error.message : String(error), error);
  }
  if (module.getBackend() !== 'tensorflow')
    throw missing(`TensorFlow.js started with the backend "${module.getBackend()}" instead of "tensorflow"`);
  assertOwnAddon(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  return module;
}

/**
 * TensorFlow itself uses oneDNN only on some processors, such as those with AVX-512 VNNI, and where the variable says
 * nothing that it knows. Others could not train without it.
 */
function chooseOneDnn(): void {
  const chosen = process.env.TF_ENABLE_ONEDNN_OPTS?.toLowerCase() ?? '';
  if (!['0', 'false', '1', 'true'].includes(chosen)) process.env.TF_ENABLE_ONEDNN_OPTS = '1';
}

/**
 * The set-up compiles the addon so that graphs run as they are written (scripts/session-options.h). Another addon would
 * give other bits.
 */
function assertOwnAddon(packageFile: string): void {
  const addon = readFileSync(join(dirname(packageFile), 'lib', 'napi-v8', 'tfjs_binding.node'));
  if (!addon.includes('eagan: graphs run as written')) throw missing('an addon that was not compiled by this program');
}

/** tfjs-node 4.22 calls two functions of node:util that Node 23 removed. */
function restoreRemovedUtilities(): void {
  const utilities = util as unknown as Record<string, unknown>;
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  utilities.isArray ??= Array.isArray;
}

function missing(reason: string, cause?: unknown): EaganError {
  const firstLine = reason.split('\n')[0]!;
  return new EaganError('EAGAN_TENSORFLOW_MISSING', `native TensorFlow must load (got: ${firstLine})`, cure, { cause });
}

function nativeBackend(module: TensorFlowModule): NativeBackend {
  return module.backend() as unknown as NativeBackend;
}
