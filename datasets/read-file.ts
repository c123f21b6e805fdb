// Reads one image file if it is a regular file. A pipe, a socket or a device is never opened, because that could wait
// for ever.
import { ownOf } from '../domain/own.js';
import { isLink } from '../scripts/files.mjs';
import { ForeignFileError, readRegularFile } from '../scripts/foreign-files.mjs';
import { imageLimits } from './limits.js';
import type { BytePath } from './names.js';

/** What was read; without bytes, why not. */
export interface FileContents {
  readonly bytes: Uint8Array | null;
  readonly problem: string | null;
}

/** In memory of its own: bytes from Node's shared buffers cannot be moved to another thread. Never throws. */
export function readImageFile(path: BytePath): FileContents {
  try {
    const { buffer, byteOffset, length } = readRegularFile(path, { atMost: imageLimits.fileBytes.most });
    return { bytes: new Uint8Array(buffer, byteOffset, length), problem: null };
  } catch (error) {
    return { bytes: null, problem: error instanceof ForeignFileError ? refusalOf(error) : reasonOf(path, error) };
  }
}

function refusalOf({ refusal, kind }: ForeignFileError): string {
  if (refusal !== 'tooLarge') return `${kind}, not a regular file`;
  return `too large: ${kind}; ${imageLimits.fileBytes.cure}`;
}

function reasonOf(path: BytePath, error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return isLink(path) ? 'a broken link' : 'no longer there';
  return ownOf(reasons, code) ?? `cannot be read (${code})`;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a link that points to itself',
  ENXIO: 'a socket or device, not a regular file',
  EIO: 'the disk reports an error (EIO)',
  ERR_FS_FILE_TOO_LARGE: 'larger than 2 GiB',
};
