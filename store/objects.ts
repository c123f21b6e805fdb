// Immutable bytes by SHA-256, in fan-out folders. Every read verifies them and sets damaged ones aside.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson, type Digest } from '../domain/digest.js';
import { ObjectError, type Objects } from '../domain/steps/objects.js';
import type { FileLayer } from './file-layer.js';
import { setAside } from './set-aside.js';

/** A larger object is damage: the weights of a network with 250 million parameters fit. */
const mostObjectBytes = 2 ** 30;

/** SHA-256 by Node's own library: some 10 times faster than domain/'s, the same value. */
export function fastDigest(bytes: Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of a value's canonical JSON. */
export const fastJsonDigest = (value: unknown): Digest => fastDigest(Buffer.from(canonicalJson(value)));

/**
 * The objects below `folder` (`objects/ab/cdef…`); damaged ones go to `quarantine`. Objects that `shared` holds are
 * read from there and not written again.
 */
export function createObjects(files: FileLayer, folder: string, quarantine: string, shared?: Objects): Objects {
  const pathOf = (digest: Digest): string => join(folder, assertDigest(digest).slice(0, 2), digest.slice(2));
  return {
    async put(bytes) {
      const digest = fastDigest(bytes);
      if (await shared?.has(digest)) return digest;
      if (!(await isPresent(files, pathOf(digest), bytes.length))) await files.replace(pathOf(digest), bytes);
      return digest;
    },
    async get(digest) {
      const bytes = await files.read(pathOf(digest), mostObjectBytes);
      if (!bytes && shared) return shared.get(digest);
      if (!bytes) throw missing(digest, folder);
      const isWhole = (found: Uint8Array): boolean => fastDigest(found) === digest;
      if (isWhole(bytes)) return bytes;
      const quarantined = join(quarantine, `object-${digest}`);
      const isMoved = await setAside(files, pathOf(digest), quarantined, isWhole, mostObjectBytes);
      throw corrupt(digest, isMoved ? quarantined : null);
    },
    has: async (digest) => (await files.look(pathOf(digest))) !== null || ((await shared?.has(digest)) ?? false),
  };
}

/** `eagan gc` spares young objects. So refresh the time of an object that is used again. */
const refreshedAfterMs = 3_600_000;

async function isPresent(files: FileLayer, path: string, size: number): Promise<boolean> {
  const found = await files.look(path);
  // A wrong size is damage from outside; writing again repairs it.
  if (found?.size !== size) return false;
  if (Date.now() - found.modifiedAt > refreshedAfterMs) return files.refresh(path);
  await files.settle(path);
  return true;
}

/** Digests name files: nothing else may become a path. */
function assertDigest(digest: Digest): Digest {
  if (/^[0-9a-f]{64}$/.test(digest)) return digest;
  const found = JSON.stringify(String(digest).slice(0, 100));
  const must = `a digest must be 64 lower-case hexadecimal digits (got ${found})`;
  throw new ObjectError('EAGAN_OBJECT_CORRUPT', String(digest), must);
}

function missing(digest: Digest, folder: string): ObjectError {
  return new ObjectError(
    'EAGAN_OBJECT_MISSING',
    digest,
    `object ${digest} must be in the store (got: no such file below ${folder})`,
    'Restore it from a copy of the store, then: eagan resume RUN. Or compute everything again: eagan run FILE --fresh',
  );
}

function corrupt(digest: Digest, path: string | null): ObjectError {
  const moved = path === null ? '' : `; the object was moved to ${path}`;
  return new ObjectError(
    'EAGAN_OBJECT_CORRUPT',
    digest,
    `the bytes of object ${digest} must match its name (they do not${moved})`,
    'Check the disk. Restore the object from a copy of the store, then: eagan resume RUN. Or compute everything again: eagan run FILE --fresh',
  );
}
