// Networks that TensorFlow itself runs, as one native call: frozen graphs, and SavedModels with their variables.
import { findNode, nodeOf, type GraphContents } from '../../../domain/graph-nodes.js';
import { refusedInFrozen, refusedInSavedModel } from '../../../domain/graph-operations.js';
import { canFuse } from '../../../models/backend.js';
import {
  download,
  release,
  runGraphOf,
  unloadGraph,
  upload,
  uploadString,
  type FetchedTensor,
} from '../../../models/device.js';
import { readFrozenGraph, readSavedModel } from '../../../models/graph-file.js';
import { frozenAsSavedModel, loadGraphFiles, type FileParts } from '../../../models/load-graph.js';
import { foldedGraph } from './folded-graph.js';
import { invalidNetwork, requireOf } from './invalid.js';
import type { Fetched, FileNetwork, NetworkFiles, NetworkTensors, OpenNetwork } from './types.js';

/** A graph that TensorFlow holds. */
export interface LoadedGraph {
  readonly contents: GraphContents;
  /** Runs it on images, or on the bytes of a file as one text. */
  run(fed: Fetched | Uint8Array, tensors: NetworkTensors): Promise<readonly Fetched[]>;
  dispose(): void;
}

export const openFrozen: OpenNetwork = async (files, tensors) =>
  networkOf(await loadFrozen([...files.values()][0]!), tensors);

/**
 * Loads a frozen graph. `folded`: with its norms in its convolutions, which is faster; `contents` are those of the file
 * all the same. @throws EaganError EAGAN_EXTRACTOR_INVALID
 */
export async function loadFrozen(bytes: Uint8Array, folded = false): Promise<LoadedGraph> {
  const contents = await graphOfFrozen(bytes);
  refuse(refusedInFrozen(contents));
  const parts = folded
    ? await requireOf('a frozen graph must have whole weights', () => foldedGraph(bytes, contents, canFuse()))
    : [bytes];
  return loaded(contents, new Map([['saved_model.pb', frozenAsSavedModel(parts)]]));
}

export const openSavedModel: OpenNetwork = async (files, tensors) => {
  const model = files.get('saved_model.pb');
  if (!model) throw invalidNetwork('a SavedModel must have a file saved_model.pb (got none)');
  const contents = await requireOf('a SavedModel must have a whole saved_model.pb', () => readSavedModel(model));
  requireNodes(contents, 'a saved_model.pb');
  refuse(refusedInSavedModel(contents, tensors.fetches));
  const parts = [...variablesOf(files)].map(([name, bytes]) => [name, [bytes]] as const);
  return networkOf(await loaded(contents, new Map(parts)), tensors);
};

/** The nodes of a frozen graph. @throws EaganError EAGAN_EXTRACTOR_INVALID */
export async function graphOfFrozen(bytes: Uint8Array): Promise<GraphContents> {
  const contents = await requireOf('a frozen graph must be a whole GraphDef', () => readFrozenGraph(bytes));
  requireNodes(contents, 'a frozen graph');
  return contents;
}

function requireNodes({ nodes }: GraphContents, what: string): void {
  if (nodes.length === 0 || nodes.some(({ name, op }) => name === '' || op === ''))
    throw invalidNetwork(`${what} must have nodes with names and operations (got another kind of file)`);
}

function refuse(operations: readonly string[]): void {
  if (operations.length === 0) return;
  throw invalidNetwork(
    `a network must only compute: reading and writing files, chance, state and foreign code are not allowed (got ${operations.slice(0, 5).join(', ')})`,
  );
}

/** Other files (vocabularies, how it was made) are of no use to what only computes. */
const variablesOf = (files: NetworkFiles): NetworkFiles =>
  new Map([...files].filter(([name]) => name === 'saved_model.pb' || /^variables\/[^/]+$/.test(name)));

async function loaded(contents: GraphContents, files: ReadonlyMap<string, FileParts>): Promise<LoadedGraph> {
  const graph = await requireOf('TensorFlow must load the network', () => loadGraphFiles(files));
  return {
    contents,
    run: (fed, tensors) =>
      requireOf(`TensorFlow must run the network on ${tensors.input}, ${formOf(fed)}`, () =>
        runOnce(graph, fed, tensors),
      ),
    dispose: () => unloadGraph(graph),
  };
}

function networkOf(graph: LoadedGraph, tensors: NetworkTensors): FileNetwork {
  const { nodes } = graph.contents;
  const asked = [tensors.input, ...tensors.fetches];
  const absent = asked.filter((name) => !findNode(nodes, nodeOf(name)));
  if (absent.length > 0) {
    graph.dispose();
    throw invalidNetwork(`a network must have the tensors ${asked.join(', ')} (not found: ${absent.join(', ')})`);
  }
  const fed = findNode(nodes, nodeOf(tensors.input))!;
  const declared = fed.op === 'Placeholder' ? fed.shape : null;
  return {
    batch: declared && declared[0]! > 0 ? declared[0]! : null,
    run: async (images) => {
      requireDeclared(declared, images.shape);
      return graph.run(images, tensors);
    },
    dispose: graph.dispose,
  };
}

/** A placeholder says what it takes, but TensorFlow does not check it. */
function requireDeclared(declared: readonly number[] | null, shape: readonly number[]): void {
  if (declared === null) return;
  const fits = declared.length === shape.length && declared.every((size, i) => size < 0 || size === shape[i]);
  if (fits) return;
  const taken = declared.map((size) => (size < 0 ? 'any' : size)).join(' × ');
  throw invalidNetwork(`the input of the network takes ${taken}, so it must be fed that (got ${shape.join(' × ')})`);
}

const formOf = (fed: Fetched | Uint8Array): string =>
  fed instanceof Uint8Array ? 'a text' : `float32 of ${fed.shape.join(' × ')}`;

function runOnce(graph: number, value: Fetched | Uint8Array, { input, fetches }: NetworkTensors): Fetched[] {
  const fed = value instanceof Uint8Array ? uploadString(value) : upload('float', value.shape, value.data);
  let fetched: readonly FetchedTensor[] = [];
  try {
    fetched = runGraphOf(graph, [fed], input, fetches.join());
    return fetched.map((tensor, i) => downloaded(tensor, fetches[i]!));
  } finally {
    fetched.forEach(({ handle }) => release(handle));
    release(fed);
  }
}

function downloaded({ handle, shape, isFloat }: FetchedTensor, name: string): Fetched {
  if (!isFloat) throw invalidNetwork(`the tensor ${name} must be of float32 (got another type)`);
  return { shape, data: download(handle) as Float32Array };
}
