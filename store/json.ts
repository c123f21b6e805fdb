// JSON files of a store: written as canonical text, read with named errors.
import { canonicalJson } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { parseJsonText } from '../domain/parse-json.js';

/** Canonical JSON as bytes, with a newline for human readers. */
export function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${canonicalJson(value)}\n`);
}

/** The value of a JSON file; throws EAGAN_OBJECT_CORRUPT with the file's name if it is absent or not JSON. */
export function parseJson<T>(bytes: Uint8Array | null, path: string): T {
  const value = tryJson<T>(bytes);
  if (value !== undefined) return value;
  throw new EaganError(
    'EAGAN_OBJECT_CORRUPT',
    `${path} must be JSON (got ${bytes === null ? 'no such file' : 'something else'})`,
    'Check the disk, and restore the file from a copy of the store.',
  );
}

/** The value of a JSON file; undefined if it is absent or not JSON. */
export function tryJson<T>(bytes: Uint8Array | null): T | undefined {
  try {
    return bytes === null ? undefined : (parseJsonText(Buffer.from(bytes).toString('utf8')) as T);
  } catch {
    return undefined;
  }
}
