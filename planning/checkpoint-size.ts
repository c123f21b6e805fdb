// How many bytes a network takes in checkpoints: exact, from its declarations, pack by pack as the store writes them.
import { declarations } from '../models/networks/declarations.js';
import type { NetworkSpec } from '../models/types.js';
import { packNames } from '../store/checkpoints.js';
import type { TensorData, Tensors } from '../store/types.js';

/** An object of a checkpoint. `operations`: what changes when one of them trains. */
export interface Pack {
  readonly name: string;
  readonly bytes: number;
  readonly operations: ReadonlySet<string>;
}

/** `cell1.n0.conv_3x3` of the tensor `cell1.n0.conv_3x3.weight`. */
export const operationOf = (tensor: string): string => tensor.replace(/[./][^./]*$/, '');

const known = new Map<string, readonly Pack[]>();

/**
 * The packs of a network below a prefix (`searched`, `opponents/00`). `trained`: the operations that have moments;
 * null: all.
 */
export function networkPacks(prefix: string, spec: NetworkSpec, trained: ReadonlySet<string> | null): readonly Pack[] {
  const key = JSON.stringify([prefix, spec, trained && [...trained].sort()]);
  const found = known.get(key);
  if (found) return found;
  const packs = packsOf(networkSizes(prefix, spec, trained));
  known.set(key, packs);
  return packs;
}

/** The averaged weights of the final generator. */
export function averagePacks(spec: NetworkSpec): readonly Pack[] {
  const weights = declarations(spec).filter(({ role }) => role === 'parameter');
  return packsOf(new Map(weights.map(({ name, shape }) => [`average/weights/${name}`, tensor(name, shape)])));
}

interface Sized {
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly type: 'F32' | 'I32';
  readonly operation: string;
}

const tensor = (name: string, shape: readonly number[]): Sized => ({
  shape,
  bytes: 4 * shape.reduce((product, n) => product * n, 1),
  type: 'F32',
  operation: operationOf(name),
});

function networkSizes(prefix: string, spec: NetworkSpec, trained: ReadonlySet<string> | null): Map<string, Sized> {
  const sizes = new Map<string, Sized>();
  for (const { name, shape, role } of declarations(spec)) {
    const one = tensor(name, shape);
    const put = (kind: string, size: Sized): unknown => sizes.set(`${prefix}/${kind}/${name}`, size);
    if (role === 'buffer') put('buffers', one);
    else {
      put('weights', one);
      put('steps', { ...one, shape: [], bytes: 4, type: 'I32' });
      if (trained === null || trained.has(one.operation)) for (const kind of ['moments1', 'moments2']) put(kind, one);
    }
  }
  return sizes;
}

function packsOf(sizes: ReadonlyMap<string, Sized>): Pack[] {
  // The store packs by names and lengths alone.
  const asTensors = new Map(
    [...sizes].map(([name, { shape, bytes }]) => [name, { shape, data: { byteLength: bytes } } as TensorData]),
  ) as Tensors;
  return packNames(asTensors).map((names) => ({
    name: names[0]!,
    bytes: fileBytes(names, sizes),
    operations: new Set(names.map((name) => sizes.get(name)!.operation)),
  }));
}

/** The size of a safetensors file: a length, a header that ends at a multiple of eight, the tensors. */
function fileBytes(names: readonly string[], sizes: ReadonlyMap<string, Sized>): number {
  let offset = 0;
  const entries = [...names].sort().map((name) => {
    const { type, shape, bytes } = sizes.get(name)!;
    return [name, { dtype: type, shape, data_offsets: [offset, (offset += bytes)] }];
  });
  const header = JSON.stringify(Object.fromEntries(entries)).length;
  return 8 + Math.ceil(header / 8) * 8 + offset;
}
