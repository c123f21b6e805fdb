// JSON files with a checksum of their own: refs, claims and lists, which no digest names. Files of earlier versions
// have none and are read as they are.
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { omit } from '../domain/omit.js';
import { parseJson, toJson, tryJson } from './json.js';
import { fastJsonDigest } from './objects.js';

type Mapping = Readonly<Record<string, unknown>>;

const field = 'checksum';

/** The bytes of a file: of a mapping, with the SHA-256 of its other fields as `checksum`; of anything else, without. */
export function toCheckedJson(value: unknown): Uint8Array {
  if (!isMapping(value)) return toJson(value);
  const rest = withoutChecksum(value);
  return toJson({ ...rest, [field]: checksumOf(rest) });
}

/** The value of such a file, without the checksum; undefined if it is absent, not JSON, or altered. */
export function tryCheckedJson<T>(bytes: Uint8Array | null): T | undefined {
  const value = tryJson<unknown>(bytes);
  return checksumProblem(value) === null ? (withoutChecksum(value) as T) : undefined;
}

/** The same; throws EAGAN_OBJECT_CORRUPT with the file's name. */
export function parseCheckedJson<T>(bytes: Uint8Array | null, path: string): T {
  const value = parseJson<unknown>(bytes, path);
  const problem = checksumProblem(value);
  if (problem === null) return withoutChecksum(value) as T;
  throw new EaganError(
    'EAGAN_OBJECT_CORRUPT',
    `${path} ${problem}`,
    'Check the disk, and restore the file from a copy of the store.',
  );
}

/** What is wrong with the checksum of a value; null: nothing, or it has none. */
export function checksumProblem(value: unknown): string | null {
  if (!isMapping(value)) return null;
  try {
    return problemOf(value);
  } catch {
    return 'must be plain JSON (got another form)'; // nested too deeply to be written again
  }
}

function problemOf(value: Mapping): string | null {
  const found = value[field];
  if (found === undefined) return hasRenamedChecksum(value) ? 'must have its checksum under that name' : null;
  const expected = checksumOf(withoutChecksum(value));
  return found === expected ? null : `must have the checksum of its contents, ${expected} (got ${shown(found)})`;
}

/** One flipped bit in the field's name would make a checked file look like one of an earlier version. */
function hasRenamedChecksum(value: Mapping): boolean {
  const isLike = (name: string): boolean => name.length === field.length && /^[0-9a-f]{64}$/.test(String(value[name]));
  const names = Object.keys(value).filter(isLike);
  return names.some((name) => value[name] === checksumOf(omit(value, name)));
}

const shown = (found: unknown): string => (typeof found === 'string' ? found : JSON.stringify(found));

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutChecksum = <T>(value: T): T => (isMapping(value) && field in value ? (omit(value, field) as T) : value);

const checksumOf = (rest: Mapping): Digest => fastJsonDigest(rest);
