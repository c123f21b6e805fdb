// Damaged files leave their places, so that good ones can take them, and stay where people can look at them.
import type { FileLayer } from './file-layer.js';

/**
 * Moves a damaged file to the quarantine. Another process may have put a good one in its place since it was read: that
 * one goes back.
 */
export async function setAside(
  files: FileLayer,
  path: string,
  quarantined: string,
  isWhole: (bytes: Uint8Array) => boolean,
): Promise<void> {
  if (!(await files.move(path, quarantined))) return;
  const moved = await files.read(quarantined);
  if (moved === null || !isWhole(moved)) return;
  await files.writeNew(path, moved);
  await files.remove(quarantined);
}
