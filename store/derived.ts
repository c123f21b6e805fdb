// What was computed from a run's objects for people to look at, by the digest of everything that it depends on. It may
// be lost, damaged or thrown away at any time, and is then computed again: no proof rests on it.
import { join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import { absentOr, digest as digestShape, fields, oneOf, text } from '../domain/shape.js';
import { toCheckedJson, tryCheckedJson } from './checked-json.js';
import { createFileLayer } from './file-layer.js';
import { fastDigest } from './objects.js';
import type { Store } from './types.js';

/** `bytes` null: it is known that there is nothing to show. */
interface Derived {
  readonly bytes: Uint8Array | null;
}

export interface DerivedFiles {
  /** null: it is not there, or not as it was written. */
  get(of: Digest): Promise<Derived | null>;
  /** Keeps it. If that is not possible, it is done without. */
  keep(of: Digest, derived: Derived): Promise<void>;
}

interface DerivedFile {
  readonly schemaVersion: 1;
  readonly of: Digest;
  /** Of the bytes. */
  readonly digest?: Digest;
  readonly base64?: string;
}

const form = fields({
  schemaVersion: oneOf(1),
  of: digestShape,
  digest: absentOr(digestShape),
  base64: absentOr(text),
});

/** The derived files of a run, in `index/<run>/<kind>/`. */
export function derivedFiles({ folder }: Pick<Store, 'folder'>, run: string, kind: 'samples'): DerivedFiles {
  const files = createFileLayer({ root: folder });
  const pathOf = (of: Digest): string => join(folder, 'index', run, kind, `${of}.json`);
  return {
    async get(of) {
      const bytes = await files.read(pathOf(of)).catch(() => null);
      const found = tryCheckedJson<DerivedFile>(bytes);
      return form(found, 'file') === null && found!.of === of ? wholeOf(found!) : null;
    },
    keep: (of, derived) => files.replace(pathOf(of), toCheckedJson(fileOf(of, derived))).catch(() => undefined),
  };
}

function fileOf(of: Digest, { bytes }: Derived): DerivedFile {
  if (bytes === null) return { schemaVersion: 1, of };
  return { schemaVersion: 1, of, digest: fastDigest(bytes), base64: Buffer.from(bytes).toString('base64') };
}

function wholeOf({ digest, base64 }: DerivedFile): Derived | null {
  if (base64 === undefined) return digest === undefined ? { bytes: null } : null;
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return fastDigest(bytes) === digest ? { bytes } : null;
}
