// How much of a disk is kept free. If the store filled it, the server's database on the same disk would break first.
import { resolve } from 'node:path';
import { EaganError } from '../domain/errors.js';
import { formatBytes } from '../scripts/format.mjs';
import { diskSize } from '../scripts/machine.mjs';
import { nearestExisting } from './file-system.js';

export interface DiskSpace {
  /** Bytes that this user may still write. */
  readonly freeBytes: number;
  /** Of the whole file system; 0 if it does not say. */
  readonly sizeBytes: number;
}

/** The space of the file system that holds a folder, or would hold it. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  return diskSize(await nearestExisting(resolve(folder)));
}

const mebibyte = 1024 * 1024;
const reserveAtMost = 256 * mebibyte;
const reserveShare = 0.05;

/** Free bytes, and how many of them are kept free. */
export interface DiskReserve {
  readonly freeBytes: number;
  readonly reserveBytes: number;
}

/** What is free on a folder's disk and what must stay free: 5 % of it, at most 256 MiB. */
export async function diskReserve(folder: string, space: typeof diskSpace = diskSpace): Promise<DiskReserve> {
  const { freeBytes, sizeBytes } = await space(folder);
  if (sizeBytes === 0) return { freeBytes: Infinity, reserveBytes: 0 };
  return { freeBytes, reserveBytes: Math.min(reserveAtMost, Math.floor(sizeBytes * reserveShare)) };
}

/** True if so many bytes can be written to a folder's disk without using the reserve. */
export async function hasRoom(folder: string, bytes = 0): Promise<boolean> {
  const { freeBytes, reserveBytes } = await diskReserve(folder);
  return freeBytes - bytes >= reserveBytes;
}

/** `state`: small lines that say how a run stands. They may use half of the reserve. */
export type Purpose = 'bulk' | 'state';

/** Throws EAGAN_DISK_FULL if a write would use the reserve. */
export type RoomKeeper = (folder: string, path: string, bytes: number, purpose: Purpose) => Promise<void>;

/** When to ask the disk again: after this time, after so many bytes, and before refusing a write. */
const lookEveryMs = 1000;
const lookEveryBytes = 64 * mebibyte;

/** Keeps the reserve of one disk, over all writes that are reported to it. */
export function createRoomKeeper(space: typeof diskSpace = diskSpace): RoomKeeper {
  let known: DiskReserve = { freeBytes: 0, reserveBytes: 0 };
  let lookedAt = -Infinity;
  let writtenBytes = 0;
  const look = async (folder: string): Promise<void> => {
    known = await diskReserve(folder, space);
    lookedAt = performance.now();
    writtenBytes = 0;
  };
  const fits = (bytes: number, purpose: Purpose): boolean =>
    known.freeBytes - writtenBytes - bytes >= (purpose === 'state' ? known.reserveBytes / 2 : known.reserveBytes);
  return async (folder, path, bytes, purpose) => {
    const isOld = performance.now() - lookedAt > lookEveryMs || writtenBytes + bytes > lookEveryBytes;
    if (isOld || !fits(bytes, purpose)) await look(folder);
    if (!fits(bytes, purpose)) throw noRoom(path, bytes, known);
    writtenBytes += bytes;
  };
}

function noRoom(path: string, bytes: number, { freeBytes, reserveBytes }: DiskReserve): EaganError {
  return new EaganError(
    'EAGAN_DISK_FULL',
    `the disk must have space for ${path} (${formatBytes(bytes)}) and a reserve of ${formatBytes(reserveBytes)} (got ${formatBytes(freeBytes)} free)`,
    'Free some space on that disk, then run the command again. No finished step is lost.',
  );
}
