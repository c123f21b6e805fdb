// The id of a run: its pipeline's name and 8 hex digits of what it is.
import { digestJson, type Digest } from '../digest.js';

/** `quickstart-3f2a91c0`. */
export function runId(name: string, digest: Digest): string {
  return `${name}-${digest.slice(0, 8)}`;
}

/**
 * What identifies a run: the resolved pipeline, and for a folder of images its contents too (their location is
 * outside), so that the same file on other images is another run. `contents` is null for generated images.
 */
export function runDigest(pipeline: Digest, contents: Digest | null): Digest {
  return contents === null ? pipeline : digestJson([pipeline, contents]);
}
