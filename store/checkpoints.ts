// Checkpoints: a manifest and packs of tensors as objects. Two checkpoints share the packs that did not change.
import type { Digest, Json } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { getJson, isLoss, putJson, type Objects } from '../domain/steps/objects.js';
import { passFaultPoint } from './fault-points.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';
import type { Checkpoints, TensorData, Tensors } from './types.js';

interface CheckpointManifest {
  readonly schemaVersion: 1;
  readonly kind: 'checkpoint';
  readonly meta: Json;
  /** Safetensors objects; together they hold every tensor once. */
  readonly packs: readonly Digest[];
}

/**
 * A pack is closed when it reaches this size. Small networks have a few packs; in large ones each operation has its
 * own.
 */
const packBytes = 1024 * 1024;

/** Checkpoints over the given objects. */
export function createCheckpoints(objects: Objects): Checkpoints {
  return {
    async write(meta, tensors) {
      const packs: Digest[] = [];
      for (const names of packNames(tensors)) {
        packs.push(await objects.put(writeSafetensors(new Map(names.map((name) => [name, tensors.get(name)!])))));
        passFaultPoint('checkpoint.pack');
      }
      passFaultPoint('checkpoint.whole');
      return putJson(objects, { schemaVersion: 1, kind: 'checkpoint', meta, packs } satisfies CheckpointManifest);
    },
    async read(digest) {
      const { meta, packs } = await manifestOf(objects, digest);
      const read = await Promise.all(packs.map((pack) => objects.get(pack)));
      const tensors = new Map<string, TensorData>(read.flatMap((pack) => [...readSafetensors(pack).tensors]));
      return { meta, tensors };
    },
  };
}

/**
 * The wanted tensors of a checkpoint, pack by pack: of a large one, only these and one pack are in memory. Throws
 * EAGAN_OBJECT_MISSING or EAGAN_OBJECT_CORRUPT.
 */
export async function readTensors(
  objects: Pick<Objects, 'get'>,
  digest: Digest,
  isWanted: (name: string) => boolean,
): ReturnType<Checkpoints['read']> {
  const { meta, packs } = await manifestOf(objects, digest);
  const tensors = new Map<string, TensorData>();
  for (const pack of packs)
    for (const [name, { shape, data }] of readSafetensors(await objects.get(pack)).tensors)
      if (isWanted(name)) tensors.set(name, { shape, data: data.slice() }); // a view would keep its whole pack
  return { meta, tensors };
}

async function manifestOf(objects: Pick<Objects, 'get'>, digest: Digest): Promise<CheckpointManifest> {
  const manifest = await getJson<CheckpointManifest>(objects, digest);
  if (manifest?.kind !== 'checkpoint' || manifest.schemaVersion !== 1) throw notACheckpoint(digest, manifest);
  return manifest;
}

/** The packs that a checkpoint's manifest names; throws EAGAN_OBJECT_MISSING or EAGAN_OBJECT_CORRUPT. */
export async function checkpointParts(objects: Objects, digest: Digest): Promise<readonly Digest[]> {
  const manifest = await getJson<CheckpointManifest>(objects, digest);
  if (manifest?.kind !== 'checkpoint' || !Array.isArray(manifest.packs)) throw notACheckpoint(digest, manifest);
  return manifest.packs;
}

/** A checkpoint's objects, itself first; none when its manifest is missing, damaged, or something else. */
export async function checkpointObjects(objects: Objects, digest: Digest): Promise<Digest[]> {
  try {
    return [digest, ...(await checkpointParts(objects, digest))];
  } catch (error) {
    if (error instanceof SyntaxError || isLoss(error)) return [];
    throw error;
  }
}

/** Names by pack. Depends only on names and sizes, so that packs of two checkpoints of one network correspond. */
export function packNames(tensors: Tensors, limit: number = packBytes): string[][] {
  const packs: string[][] = [];
  let room = 0;
  let previous = { network: '', operation: '' };
  for (const { name, network, operation } of [...tensors.keys()].map(locate).sort(byLocation)) {
    // All tensors of an operation change together or not at all. So packs end only between operations, and never mix
    // networks.
    const boundary = network !== previous.network || (operation !== previous.operation && room <= 0);
    if (boundary || packs.length === 0) {
      packs.push([]);
      room = limit;
    }
    packs.at(-1)!.push(name);
    room -= tensors.get(name)!.data.byteLength;
    previous = { network, operation };
  }
  return packs;
}

interface Location {
  readonly name: string;
  /** `searched`, `opponents/03`, `average`. */
  readonly network: string;
  /** `cell1.c0.ops.0`: the tensor's name without its last part, for weights, moments, steps and buffers alike. */
  readonly operation: string;
}

function locate(name: string): Location {
  const kind = /^(.*?)\/?(weights|moments1|moments2|steps|buffers)\/(.*)$/.exec(name);
  const [network, tensor] = kind ? [kind[1]!, kind[3]!] : ['', name];
  return { name, network, operation: tensor.replace(/[./][^./]*$/, '') };
}

function byLocation(a: Location, b: Location): number {
  const order = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return order(a.network, b.network) || order(a.operation, b.operation) || order(a.name, b.name);
}

function notACheckpoint(digest: Digest, manifest: CheckpointManifest): EaganError {
  return new EaganError(
    'EAGAN_OBJECT_CORRUPT',
    `object ${digest} must be a checkpoint of schema version 1 (got ${manifest?.kind} of version ${manifest?.schemaVersion})`,
    'Use the version of eagan that made it, or compute everything again: eagan run FILE --fresh',
  );
}
