// What the disk's refusals mean to a person: error numbers of the operating system → the catalogue's codes, with cures.
import { EaganError } from '../domain/errors.js';

/** True when a thrown value carries one of these system codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(String((error as { code?: unknown } | null)?.code));
}

/** The same failure as an EaganError where people can do something about it; anything else as it was. */
export function explainFileError(error: unknown, path: string, call?: 'link'): unknown {
  if (error instanceof EaganError) return error;
  if (isCode(error, 'ENOSPC', 'EDQUOT')) return diskFull(error, path);
  if (isCode(error, 'EIO', 'EUCLEAN', 'ENXIO', 'ENODEV', 'ESTALE', 'EREMOTEIO')) return diskError(error, path);
  if (call === 'link' && isCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) return noLinks(error, path);
  if (isCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR')) return notWritable(error, path);
  return error;
}

/** The same for an error from anywhere in the program: only one that names a file, or a full disk, is about files. */
export function explainAnyError(error: unknown, stateFolder: string): unknown {
  const { path } = (error ?? {}) as { path?: unknown };
  if (typeof path === 'string') return explainFileError(error, path);
  return isCode(error, 'ENOSPC', 'EDQUOT') ? explainFileError(error, stateFolder) : error;
}

function diskFull(cause: unknown, path: string): EaganError {
  return new EaganError(
    'EAGAN_DISK_FULL',
    `the disk must have room for ${path} (got: no space left)`,
    'Free some space on that disk, then go on; nothing that was finished is lost.',
    { cause },
  );
}

function diskError(cause: unknown, path: string): EaganError {
  return new EaganError(
    'EAGAN_DISK_ERROR',
    `the disk must read and write ${path} (got ${String((cause as { code: string }).code)} from the operating system)`,
    "Look at the system's log (dmesg) and check the disk; nothing that was finished is taken from what cannot be read.",
    { cause },
  );
}

function notWritable(cause: unknown, path: string): EaganError {
  const reasons: Record<string, string> = {
    EROFS: 'a read-only file system',
    ENOTDIR: 'a file where a folder must be',
  };
  const reason = reasons[String((cause as { code: string }).code)] ?? 'permission denied';
  return new EaganError(
    'EAGAN_STORE_NOT_WRITABLE',
    `${path} must be writable by this user (got: ${reason})`,
    'Give yourself the right to write there, or choose another state folder with --home or EAGAN_HOME.',
    { cause },
  );
}

function noLinks(cause: unknown, path: string): EaganError {
  return new EaganError(
    'EAGAN_FILE_SYSTEM_UNSAFE',
    `the file system of ${path} must support hard links, by which processes agree on who was first (got: refused)`,
    'Choose a state folder on a local disk (ext4, xfs, btrfs, zfs, apfs) with --home or EAGAN_HOME.',
    { cause },
  );
}
