// The file beside the embedded server's database: the version that made it, its last ports, and who runs on it.
import { renameSync, writeFileSync } from 'node:fs';
import { readRegularFile } from '../scripts/foreign-files.mjs';

export interface ServerPorts {
  readonly port: number;
  /** Where the web UI was opened the last time; null: never. */
  readonly uiPort: number | null;
}

export interface ServerFile {
  readonly schemaVersion: 1;
  readonly serverVersion: string;
  /** Process ids of the process that started the server and of the server; null when stopped. */
  readonly owner: number | null;
  readonly pid: number | null;
  readonly ports: ServerPorts | null;
}

/** null if there is none that can be read. */
export function readServerFile(path: string): ServerFile | null {
  try {
    return JSON.parse(readRegularFile(path, { atMost: 64 * 1024, links: 'refuse' }).toString('utf8')) as ServerFile;
  } catch {
    return null;
  }
}

/** Replaces the file in one step and syncs it: after a power cut, an empty file would be of no known version. */
export function writeServerFile(path: string, file: ServerFile): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(file)}\n`, { flush: true });
  renameSync(temporary, path);
}
