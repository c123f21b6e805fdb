// Small mutable pointers. Each version is a file of its own, made by link(2): of two writers exactly one gets the
// number.
import { join } from 'node:path';
import type { Json } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import type { FileLayer } from './file-layer.js';
import { parseCheckedJson, toCheckedJson } from './checked-json.js';
import type { Refs } from './types.js';

const versionFile = /^@(\d+)\.json$/;

/**
 * Refs below `folder`: `runs/x/owner` version 2 is `runs/x/owner/@2.json`. Versions are kept, so a used name is never
 * free again.
 */
export function createRefs(files: FileLayer, folder: string): Refs {
  const settle = async (path: string): Promise<number> => {
    const version = await latestVersion(files, path);
    if (version > 0) await files.settle(versionPath(path, version));
    return version;
  };
  return {
    get: async <T = Json>(name: string) => getRef<T>(files, join(folder, assertName(name))),
    async compareAndSwap(name, expected, value) {
      const path = join(folder, assertName(name));
      const current = await latestVersion(files, path);
      const written =
        current === expected && (await files.writeNew(versionPath(path, expected + 1), toCheckedJson(value)));
      if (!written) throw conflict(name, expected, await settle(path));
      return expected + 1;
    },
    settle: async (name) => void (await settle(join(folder, assertName(name)))),
    exists: async (name) => (await latestVersion(files, join(folder, assertName(name)))) > 0,
    below: async (name) => files.list(join(folder, assertName(name))),
  };
}

async function getRef<T>(files: FileLayer, path: string): Promise<{ version: number; value: T } | null> {
  const version = await latestVersion(files, path);
  if (version === 0) return null;
  const file = versionPath(path, version);
  return { version, value: parseCheckedJson<T>(await files.read(file), file) };
}

async function latestVersion(files: FileLayer, path: string): Promise<number> {
  return Math.max(0, ...(await files.list(path)).map((name) => Number(versionFile.exec(name)?.[1] ?? 0)));
}

function versionPath(path: string, version: number): string {
  return join(path, `@${version}.json`);
}

function assertName(name: string): string {
  const legal = name.split('/').every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part));
  if (legal) return name;
  throw new EaganError(
    'EAGAN_INTERNAL',
    `the name of a ref must consist of letters, digits, ".", "_" and "-", in parts separated by "/" (got ${name})`,
  );
}

function conflict(name: string, expected: number, found: number): EaganError {
  return new EaganError(
    'EAGAN_REF_CONFLICT',
    `ref ${name} must still be at version ${expected} (got version ${found}: another process changed it first)`,
    'Check what the other process did, then run the command again.',
  );
}
