// The embedded server's database: one owner at a time, and always the same server version.
import { existsSync } from 'node:fs';
import { EaganError } from '../domain/errors.js';
import { acquireLock, isHeld, type Lock } from '../scripts/lock.mjs';
import { describeProcess } from './process-table.js';
import { endProcess, waitUntil } from './processes.js';
import { readServerFile, writeServerFile, type ServerPorts } from './server-file.js';
import type { StatePaths } from './state-paths.js';
import { makeFolderSync } from '../scripts/files.mjs';

const strayGraceMs = 10_000;

/**
 * A claimed database. The server inherits `lockDescriptor`, so the lock outlives a killed owner until its server is
 * gone too.
 */
export interface Database {
  readonly file: string;
  readonly lockDescriptor: number;
  /** Ports of the last server on it. They are used again if they are free, so that clients find it. */
  lastPorts(): ServerPorts | null;
  /** Records who runs on it; pid null: nobody any more. */
  note(pid: number | null, ports: ServerPorts): void;
  release(): Promise<void>;
}

/**
 * Locks the database and checks its version. First ends a server whose owner was killed. Throws
 * EAGAN_SERVER_DATABASE_VERSION, or EAGAN_SUPERVISOR_UNAVAILABLE if a living process owns it.
 */
export async function claimDatabase(paths: StatePaths, serverVersion: string): Promise<Database> {
  const lock = await lockDatabase(paths);
  const before = readServerFile(paths.serverFile);
  try {
    checkVersion(paths, before?.serverVersion, serverVersion);
  } catch (error) {
    await lock.release();
    throw error;
  }
  const note = (pid: number | null, ports: ServerPorts | null): void => {
    if (!existsSync(paths.temporal)) return; // moved or removed meanwhile: a new one here would mislead
    const owner = pid === null ? null : process.pid;
    writeServerFile(paths.serverFile, { schemaVersion: 1, serverVersion, owner, pid, ports });
  };
  note(null, before?.ports ?? null);
  const lastPorts = (): ServerPorts | null => readServerFile(paths.serverFile)?.ports ?? null;
  return { file: paths.database, lockDescriptor: lock.descriptor, lastPorts, note, release: lock.release };
}

async function lockDatabase(paths: StatePaths): Promise<Lock> {
  makeFolderSync(paths.temporal);
  const path = paths.databaseLock;
  const lock = await acquireLock(path);
  if (lock) return lock;
  await endStray(paths, path);
  const second = await acquireLock(path);
  if (second) return second;
  throw inUse(paths, readServerFile(paths.serverFile)?.owner ?? null);
}

/**
 * Ends a server that its owner left behind: its command line names this database, and its parent is no longer that
 * owner. Process ids in the file may belong to other processes by now; those are neither signalled nor taken for
 * owners.
 */
async function endStray(paths: StatePaths, lockPath: string): Promise<void> {
  const gone = async (): Promise<boolean> => !(await isHeld(lockPath));
  const file = readServerFile(paths.serverFile);
  const server = file?.pid ? describeProcess(file.pid) : null;
  const isServer = server?.command.includes(paths.database) ?? false;
  if (isServer && server!.parent === file!.owner) throw inUse(paths, file!.owner);
  if (isServer) await endProcess(file!.pid!, gone, strayGraceMs);
  else if (!(await waitUntil(gone, strayGraceMs))) throw inUse(paths, null);
}

function inUse(paths: StatePaths, owner: number | null): EaganError {
  const who = owner === null ? 'another process' : `process ${owner}`;
  const message = `the server database ${paths.database} must be free (${who} uses it)`;
  return new EaganError('EAGAN_SUPERVISOR_UNAVAILABLE', message, 'End that process, then run the command again.');
}

function checkVersion(paths: StatePaths, made: string | undefined, installed: string): void {
  if (made === installed || !existsSync(paths.database)) return;
  const message = `the server database ${paths.database} must come from Temporal server ${installed} (it comes from ${made ?? 'an unknown version'})`;
  const cure = `Install a Temporal CLI with server ${made ?? 'of that version'}, or move ${paths.temporal} out of the state folder: it holds only the histories of runs; finished steps are in the store.`;
  throw new EaganError('EAGAN_SERVER_DATABASE_VERSION', message, cure);
}
