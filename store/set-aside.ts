// Moves damaged files aside, so that good ones can take their places, and keeps them for people to look at.
import type { FileLayer } from './file-layer.js';

/**
 * Moves a damaged file to the quarantine. If another process has replaced it by a good one since it was read, that one
 * is put back.
 */
export async function setAside(
  files: FileLayer,
  path: string,
  quarantined: string,
  isWhole: (bytes: Uint8Array) => boolean,
  atMost?: number,
): Promise<void> {
  if (!(await files.move(path, quarantined))) return;
  const moved = await files.read(quarantined, atMost);
  if (moved === null || !isWhole(moved)) return;
  await files.writeNew(path, moved);
  await files.remove(quarantined);
}
