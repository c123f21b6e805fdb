// Moves damaged files aside, so that good ones can take their places, and keeps them for people to look at.
import type { FileLayer } from './file-layer.js';

/**
 * Moves a damaged file to the quarantine. If another process has replaced it by a good one since it was read, that one
 * is put back. False: it cannot be moved, because it is gone or nothing may be changed.
 */
export async function setAside(
  files: FileLayer,
  path: string,
  quarantined: string,
  isWhole: (bytes: Uint8Array) => boolean,
  atMost?: number,
): Promise<boolean> {
  if (!(await files.move(path, quarantined))) return false;
  const moved = await files.read(quarantined, atMost);
  if (moved === null || !isWhole(moved)) return true;
  await files.writeNew(path, moved);
  await files.remove(quarantined);
  return true;
}
