// Whether small files without a digest can be read: claims on a run's steps, and its journal.
import { join } from 'node:path';
import type { FileLayer } from './file-layer.js';
import type { StoreFinding } from './finding.js';
import { tryJson } from './json.js';
import { survey } from './survey.js';

/** Claims and journal of a run, in the store of that folder. */
export async function verifyFiles(files: FileLayer, root: string, run: string): Promise<StoreFinding[]> {
  const found = await Promise.all([`claims/${run}`, `journal/${run}`].map((way) => survey(root, way)));
  const paths = found.flat().flatMap(({ path }) => (/(^|\/)[^./][^/]*\.json$/.test(path) ? [path] : []));
  const read = await Promise.all(paths.map(async (path) => [path, await files.read(join(root, path))] as const));
  return (
    read
      // A claim that is released meanwhile is not lost.
      .filter(([, bytes]) => bytes !== null && tryJson(bytes) === undefined)
      .map(([path]) => ({
        code: 'EAGAN_OBJECT_CORRUPT',
        place: null,
        message: `${path} must be JSON (got something else)`,
      }))
  );
}
