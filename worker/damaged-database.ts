// A damaged database of the embedded server: recognised by SQLite's own words in the server's log, and moved aside,
// never removed.
import { constants, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EaganError } from '../domain/errors.js';
import type { StatePaths } from './state-paths.js';

/** SQLITE_CORRUPT and SQLITE_NOTADB. A full disk, a locked file or an I/O error has other words. */
const damaged = /database disk image is malformed|file is not a database|malformed database schema/;
/** A crash left a database before its tables were made. Only at a start, when nothing else can be the reason. */
const unmade = /no such table: \w+/;

/** What SQLite said of damage in the text; null if nothing. `starting`: the server has not served yet. */
export function damageIn(log: string, starting: boolean): string | null {
  return (damaged.exec(log) ?? (starting ? unmade.exec(log) : null))?.[0] ?? null;
}

/** The error of a database that no server can use. */
export function damagedDatabase(paths: StatePaths, said: string): EaganError {
  const message = `the server database ${paths.database} must be readable (its server says: ${said})`;
  const cure = `eagan moves it aside and starts a new one. Finished steps are in the store; continue open runs with \`eagan resume\`.`;
  return new EaganError('EAGAN_SERVER_DATABASE_DAMAGED', message, cure);
}

/**
 * Moves the database and its journals to `temporal/damaged-<time>/` and returns that folder. No server may run on it.
 */
export function moveAside(paths: StatePaths, at = new Date()): string {
  const folder = freeName(join(paths.temporal, `damaged-${at.toISOString().replace(/[:.]/g, '-')}`));
  mkdirSync(folder);
  const name = basename(paths.database);
  // The database is moved last: if this process ends in between, the next one still finds it, and finds it damaged.
  const files = readdirSync(paths.temporal).filter((file) => file.startsWith(`${name}-`));
  for (const file of [...files, name]) {
    if (existsSync(join(paths.temporal, file))) renameSync(join(paths.temporal, file), join(folder, file));
  }
  return folder;
}

function freeName(path: string): string {
  for (let number = 0; ; number++) {
    const name = number === 0 ? path : `${path}-${number}`;
    if (!existsSync(name)) return name;
  }
}

/** Reads a growing log piece by piece. */
export class LogReader {
  constructor(
    private readonly path: string,
    private position: number,
  ) {}

  /** What was written since the last call. A log that was set aside starts from its beginning. */
  async more(): Promise<string> {
    const file = await open(this.path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
      () => null,
    );
    if (!file) return '';
    try {
      const { size } = await file.stat();
      if (size < this.position) this.position = 0;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - this.position), 0, undefined, this.position);
      this.position += bytesRead;
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }
}
