// Writes a copy of what the store has to where people take it.
import type { FileLayer } from '../../store/index.js';

/** An existing file is not written again, so a finished run can be shown on a full disk too. */
export async function layFile(files: FileLayer, path: string, bytes: Uint8Array): Promise<void> {
  const existing = await files.read(path, Math.max(bytes.length, 1));
  if (existing && Buffer.compare(existing, bytes) === 0) return;
  await files.replace(path, bytes);
}
