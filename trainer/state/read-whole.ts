// Reads a checkpoint that must be complete: nothing that the next segment depends on has a default, and nothing is left
// over.
import type { Digest, Json } from '../../domain/digest.js';
import { ObjectError } from '../../domain/steps/objects.js';
import type { Checkpoints, Tensors } from '../../store/types.js';
import { speaksOfMemory } from '../describe-error.js';

type Meta = Readonly<Record<string, unknown>>;

/**
 * What `build` makes of a checkpoint of that kind. If it misses or cannot use something, this checkpoint is damaged: an
 * ObjectError that names both.
 */
export async function readWhole<T>(
  digest: Digest,
  checkpoints: Pick<Checkpoints, 'read'>,
  kind: string,
  build: (meta: Meta, tensors: Tensors) => T,
): Promise<T> {
  const { meta, tensors } = await checkpoints.read(digest);
  try {
    return build(ofKind(meta, kind), tensors);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (speaksOfMemory(reason)) throw error;
    throw new ObjectError(
      'EAGAN_OBJECT_CORRUPT',
      digest,
      `checkpoint ${digest} must hold everything that training needs to continue (${reason})`,
      'Compute everything again: eagan run FILE --fresh',
    );
  }
}

/** A field that the metadata must have. */
export function fieldOf<T>(meta: Meta, name: string, fits: (value: unknown) => boolean = isObject): T {
  if (fits(meta[name])) return meta[name] as T;
  throw new Error(`its metadata have no usable ${name}`);
}

/** Throws if there are tensors besides those that were counted. */
export function assertCount(tensors: Tensors, counts: readonly number[]): void {
  const used = counts.reduce((sum, count) => sum + count, 0);
  if (tensors.size !== used) throw new Error(`it has ${tensors.size} tensors, but only ${used} belong to a network`);
}

function ofKind(meta: Json, kind: string): Meta {
  const found = (meta ?? {}) as Meta;
  if (found.schemaVersion === 1 && found.kind === kind) return found;
  throw new Error(
    `it has kind ${String(found.kind)} and version ${String(found.schemaVersion)} instead of ${kind} and 1`,
  );
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
