// One generator out of a checkpoint, to make images with: only its weights and running statistics are read. A state of
// a large search has over a gigabyte, and an individual a small part of it.
import type { Digest } from '../../domain/digest.js';
import type { Objects } from '../../domain/steps/objects.js';
import { declaredTensors, networkFromTensors } from '../../models/index.js';
import type { Network, NetworkSpec } from '../../models/types.js';
import { readTensors } from '../../store/index.js';
import type { TensorData, Tensors } from '../../store/types.js';
import { fieldOf, readWhole } from './read-whole.js';
import { belowPrefix } from './tensor-names.js';

type Readable = Pick<Objects, 'get'>;

/**
 * The individual of that specification from a stage's state: what cutting it out of the searched supernet gives.
 * Throws ObjectError if anything of it is missing.
 */
export function individualIn(objects: Readable, state: Digest, spec: NetworkSpec): Promise<Network> {
  const declared = new Set(declaredTensors(spec).map((name) => `searched/${name}`));
  const read = (digest: Digest): ReturnType<typeof readTensors> =>
    readTensors(objects, digest, (name) => declared.has(name));
  return readWhole(state, { read }, 'stage', (_, tensors) =>
    networkFromTensors(spec, withoutSteps(belowPrefix('searched', tensors))),
  );
}

/** The generator of a final state with its averaged weights, and the running statistics as training left them. */
export function averagedIn(objects: Readable, state: Digest): Promise<Network> {
  const read = (digest: Digest): ReturnType<typeof readTensors> =>
    readTensors(objects, digest, (name) => /^(average\/weights|generator\/buffers)\//.test(name));
  return readWhole(state, { read }, 'final', (meta, tensors) =>
    networkFromTensors(
      fieldOf(meta, 'generator'),
      withoutSteps(new Map([...belowPrefix('average', tensors), ...belowPrefix('generator', tensors)])),
    ),
  );
}

/** A network that makes images needs no moments: each of its weights has made no step. */
function withoutSteps(tensors: Tensors): Tensors {
  const weights = [...tensors.keys()].filter((name) => name.startsWith('weights/'));
  const none = (name: string): [string, TensorData] => [
    name.replace('weights/', 'steps/'),
    { shape: [], data: Int32Array.of(0) },
  ];
  return new Map([...tensors, ...weights.map(none)]);
}
