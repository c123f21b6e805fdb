// Tensors on the device as numbered handles: upload, run a kernel, download, release. Below the tensors of tfjs, whose
// bookkeeping costs time.
import { nativeBinding, tensorflow, type NativeAttribute, type NativeBinding } from './backend.js';
import type { Attributes, DataType, Shape } from './ir/graph.js';

/** A tensor on the device. Its holder releases it, once. */
export type Handle = number;

let binding: NativeBinding | undefined;
let live = 0;

const native = (): NativeBinding => (binding ??= nativeBinding());

/**
 * The number of live tensors on the device, ours and tfjs's: constant from step to step. Interned constants of programs
 * do not count.
 */
export function tensorCount(): number {
  return live + tensorflow().memory().numTensors;
}

/** Runs one kernel. */
export function execute(
  kernel: string,
  attributes: readonly NativeAttribute[],
  inputs: readonly Handle[],
  outputs: number,
): Handle[] {
  const results = native().executeOp(kernel, attributes, inputs, outputs);
  live += outputs;
  const handles: Handle[] = [];
  for (const result of results) handles.push(result.id);
  return handles;
}

/** Loads the graph in a folder with a saved_model.pb; returns its number. */
export const loadGraph = (folder: string, tag: string): number => native().loadSavedModel(folder, tag);

export const unloadGraph = (graph: number): void => native().deleteSavedModel(graph);

/** Runs a loaded graph: feeds and fetches are `node:output`, with commas between them. */
export function runGraph(graph: number, inputs: readonly Handle[], feeds: string, fetches: string): Handle[] {
  return runGraphOf(graph, inputs, feeds, fetches).map(({ handle }) => handle);
}

/** A tensor of a graph of somebody else. `isFloat`: others cannot all be downloaded. */
export interface FetchedTensor {
  readonly handle: Handle;
  readonly shape: Shape;
  readonly isFloat: boolean;
}

/** The same for a graph whose shapes and types are not known. */
export function runGraphOf(
  graph: number,
  inputs: readonly Handle[],
  feeds: string,
  fetches: string,
): readonly FetchedTensor[] {
  const results = native().runSavedModel(graph, inputs, feeds, fetches);
  live += results.length;
  return results.map(({ id, shape, dtype }) => ({ handle: id, shape, isFloat: dtype === native().TF_FLOAT }));
}

/** Puts data on the device. The array itself may become the tensor's memory: never write to it afterwards. */
export function upload(type: DataType, shape: Shape, data: Float32Array | Int32Array | Uint8Array): Handle {
  const handle = native().createTensor(shape, nativeType(type), data);
  live++;
  return handle;
}

/** Puts bytes of any length on the device as one string. */
export function uploadString(bytes: Uint8Array): Handle {
  const handle = native().createTensor([], native().TF_STRING, [bytes]);
  live++;
  return handle;
}

export const uploadScalar = (value: number): Handle => upload('float', [], Float32Array.of(value));

/** A copy of a float or int32 tensor's data. */
export function download(handle: Handle): Float32Array | Int32Array {
  return native().tensorDataSync(handle) as Float32Array | Int32Array;
}

/** Another handle to the same value. */
export function duplicate(handle: Handle): Handle {
  return execute('Identity', [], [handle], 1)[0]!;
}

export function release(handle: Handle): void {
  native().deleteTensor(handle);
  live--;
}

/** Attributes in the addon's form. */
export function nativeAttributes(attributes: Attributes): NativeAttribute[] {
  return Object.entries(attributes).map(([name, attribute]) => {
    if (attribute.kind === 'types' || attribute.kind === 'strings')
      throw new TypeError(`${name}: the addon takes no lists of ${attribute.kind}; write the kernel into a graph`);
    const value = attribute.kind === 'type' ? nativeType(attribute.value) : attribute.value;
    return { name, type: attributeType(attribute.kind), value };
  });
}

const constants = new Map<string, Handle>();

/** A constant that stays on the device for the life of the process; equal constants are one. */
export function constant(type: DataType, shape: Shape, data: readonly number[]): Handle {
  const key = `${type}|${shape}|${data}`;
  let handle = constants.get(key);
  if (handle === undefined) {
    handle = native().createTensor(shape, nativeType(type), (type === 'float' ? Float32Array : Int32Array).from(data));
    constants.set(key, handle);
  }
  return handle;
}

function nativeType(type: DataType): number {
  return { float: native().TF_FLOAT, int32: native().TF_INT32, uint8: native().TF_UINT8 }[type];
}

function attributeType(kind: Exclude<Attributes[string]['kind'], 'types' | 'strings'>): number {
  const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING, TF_ATTR_SHAPE } = native();
  return {
    type: TF_ATTR_TYPE,
    int: TF_ATTR_INT,
    ints: TF_ATTR_INT,
    shape: TF_ATTR_SHAPE,
    float: TF_ATTR_FLOAT,
    bool: TF_ATTR_BOOL,
    string: TF_ATTR_STRING,
  }[kind];
}
