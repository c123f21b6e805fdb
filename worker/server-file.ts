// The file beside the embedded server's database: the version that made it, the ports last used, and who runs on it.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ServerPorts {
  readonly port: number;
  readonly uiPort: number;
}

export interface ServerFile {
  readonly schemaVersion: 1;
  readonly serverVersion: string;
  /** Process that started the server, and the server's own; null when stopped. */
  readonly owner: number | null;
  readonly pid: number | null;
  readonly ports: ServerPorts | null;
}

/** null when there is none, or none that can be read. */
export function readServerFile(path: string): ServerFile | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ServerFile;
  } catch {
    return null;
  }
}

/** Replaces the file in one step. */
export function writeServerFile(path: string, file: ServerFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(file)}\n`);
  renameSync(temporary, path);
}
