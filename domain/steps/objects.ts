// The interface of the content-addressed store for every part of the program: bytes in, digest out. store/ implements
// it.
import { canonicalJson, type Digest } from '../digest.js';
import { EaganError, errorCodeOf } from '../errors.js';
import { parseJsonText } from '../parse-json.js';

/**
 * Immutable bytes by digest. `get` verifies them. It throws an ObjectError: EAGAN_OBJECT_MISSING or
 * EAGAN_OBJECT_CORRUPT.
 */
export interface Objects {
  put(bytes: Uint8Array): Promise<Digest>;
  get(digest: Digest): Promise<Uint8Array>;
  has(digest: Digest): Promise<boolean>;
}

/** An object is missing or damaged. The error names it, so that the step that made it can be run again. */
export class ObjectError extends EaganError {
  constructor(
    override readonly code: 'EAGAN_OBJECT_MISSING' | 'EAGAN_OBJECT_CORRUPT',
    readonly object: Digest,
    message: string,
    cure?: string,
  ) {
    super(code, message, cure);
  }
}

/** True for an error about a missing or damaged object, or about a store file that stands for an object. */
export function isLoss(error: unknown): boolean {
  return errorCodeOf(error)?.startsWith('EAGAN_OBJECT_') ?? false;
}

/** Stores a value as canonical JSON. */
export async function putJson(objects: Objects, value: unknown): Promise<Digest> {
  return objects.put(new TextEncoder().encode(canonicalJson(value)));
}

/** Reads a JSON artifact. The caller knows its type from the name of the output. Throws an ObjectError. */
export async function getJson<T>(objects: Pick<Objects, 'get'>, digest: Digest): Promise<T> {
  const text = new TextDecoder().decode(await objects.get(digest));
  try {
    return parseJsonText(text) as T;
  } catch {
    throw new ObjectError('EAGAN_OBJECT_CORRUPT', digest, `object ${digest} must be JSON (got something else)`);
  }
}

/** Like `getJson`, but null when the object is missing or damaged. */
export async function findJson<T>(objects: Objects, digest: Digest): Promise<T | null> {
  try {
    return await getJson<T>(objects, digest);
  } catch (error) {
    if (isLoss(error)) return null;
    throw error;
  }
}
