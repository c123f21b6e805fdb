// Error numbers of the operating system → codes of the catalogue, with cures.
import { isWithin } from '../scripts/files.mjs';
import { ownOf } from '../domain/own.js';
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { subjectOf, systemErrorIn, systemFailure } from './system-errors.js';

/** True when a thrown value carries one of these system codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes(String((error as { code?: unknown } | null)?.code));
}

/** The same failure as an EaganError, for a file of the store. Returns other errors unchanged. */
export function explainFileError(error: unknown, path: string, call?: 'link'): unknown {
  if (error instanceof EaganError) return error;
  if (call === 'link' && isCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) return noLinks(error, path);
  if (isCode(error, ...unusable)) return notWritable(error, path);
  return explainDisk(error, path) ?? explainSystem(error, path);
}

/** The same for an error from anywhere in the program. Files of the state folder, if it is known, are named as such. */
export function explainAnyError(error: unknown, stateFolder?: string): unknown {
  if (error instanceof EaganError || isCoded(error)) return error;
  const found = systemErrorIn(error);
  if (!found) return serverIsAway(error) ? unreachable(error) : error;
  const subject = subjectOf(found);
  if (stateFolder !== undefined && subject !== null && lieTogether(subject, stateFolder)) {
    if (isCode(found, ...unusable)) return notWritable(found, subject, error);
  }
  return explainDisk(found, subject ?? stateFolder ?? null, error) ?? systemFailure(found, subject, error);
}

/** Why a place cannot hold a store. */
const unusable = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'ENOENT',
  'EEXIST',
  'ELOOP',
  'ENAMETOOLONG',
  'ENXIO',
  'EISDIR',
];

/** An error of another class that carries a code of the catalogue. */
const isCoded = (error: unknown): boolean => errorCodeOf(error) !== undefined;

/** A file of the state folder, or a folder above it, that could not be made. */
function lieTogether(path: string, stateFolder: string): boolean {
  return isWithin(path, stateFolder) || isWithin(stateFolder, path);
}

function explainDisk(error: unknown, path: string | null, cause: unknown = error): EaganError | null {
  if (isCode(error, 'ENOSPC', 'EDQUOT')) return diskFull(cause, path ?? 'the output');
  if (path !== null && isCode(error, 'EIO', 'EUCLEAN', 'ENXIO', 'ENODEV', 'ESTALE', 'EREMOTEIO'))
    return diskError(error, path);
  return null;
}

function explainSystem(error: unknown, path: string): unknown {
  const found = systemErrorIn(error);
  return found ? systemFailure(found, path, error) : error;
}

/** gRPC's UNAVAILABLE and DEADLINE_EXCEEDED, as Temporal's client wraps them. */
function serverIsAway(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false;
  const { code, details, cause } = error as { code?: unknown; details?: unknown; cause?: unknown };
  return ((code === 14 || code === 4) && typeof details === 'string') || serverIsAway(cause, depth + 1);
}

function unreachable(cause: unknown): EaganError {
  const reason = (cause as { cause?: Error }).cause?.message ?? (cause as Error).message;
  return new EaganError(
    'EAGAN_TEMPORAL_UNREACHABLE',
    `the Temporal server must answer (got ${reason.split('\n')[0]})`,
    'Run the command again. If it still does not answer, `eagan logs` and `eagan doctor` show why.',
    { cause },
  );
}

function diskFull(cause: unknown, path: string): EaganError {
  return new EaganError(
    'EAGAN_DISK_FULL',
    `the disk must have space for ${path} (got: no space left)`,
    'Free some space on that disk, then run the command again. No finished step is lost.',
    { cause },
  );
}

function diskError(cause: unknown, path: string): EaganError {
  return new EaganError(
    'EAGAN_DISK_ERROR',
    `the disk must read and write ${path} (got ${String((cause as { code: string }).code)} from the operating system)`,
    'Check the system log (dmesg) and the disk. eagan uses nothing that it could not read completely.',
    { cause },
  );
}

function notWritable(found: unknown, path: string, cause: unknown = found): EaganError {
  const { code } = found as { code: string };
  const reason = code === 'EROFS' ? 'a read-only file system' : ownOf(reasons, code);
  return new EaganError(
    'EAGAN_STORE_NOT_WRITABLE',
    `${path} must be writable by this user (got: ${reason ?? 'permission denied'})`,
    'Give this user permission to write there, or choose another state folder with --home or EAGAN_HOME.',
    { cause },
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOTDIR: 'a file where a folder must be',
  ENOENT: 'no such folder, and it cannot be created there',
  EISDIR: 'a folder where a file must be',
  EEXIST: 'something else is there, or a broken link',
  ELOOP: 'links that form a circle',
  ENAMETOOLONG: 'a path that is too long',
  ENXIO: 'a pipe, a socket or a device where a file must be',
};

function noLinks(cause: unknown, path: string): EaganError {
  return new EaganError(
    'EAGAN_FILE_SYSTEM_UNSAFE',
    `the file system of ${path} must support hard links, which eagan uses as locks between processes (got: refused)`,
    'Choose a state folder on a local disk (ext4, xfs, btrfs, zfs, apfs) with --home or EAGAN_HOME.',
    { cause },
  );
}
