// The id of a run: its pipeline's name and 8 hex digits of its digest.
import { digestJson, type Digest } from '../digest.js';

/** For example `quickstart-3f2a91c0`. */
export function runId(name: string, digest: Digest): string {
  return `${name}-${digest.slice(0, 8)}`;
}

/** Names that a run may have: they name folders, so nothing else may come near a path. */
export const isRunName = (name: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name);

/**
 * The digest that identifies a run: of the resolved pipeline and, for a folder of images, of its contents (without its
 * location). So the same file with other images is another run. `contents` is null for generated images.
 */
export function runDigest(pipeline: Digest, contents: Digest | null): Digest {
  return contents === null ? pipeline : digestJson([pipeline, contents]);
}
