// The file beside the embedded server's database: the version that made it, the ports last used, and who runs on it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

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

/** Replaces the file in one step, on the disk too: after a power cut an empty one would be of no known version. */
export function writeServerFile(path: string, file: ServerFile): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(file)}\n`, { flush: true });
  renameSync(temporary, path);
}
