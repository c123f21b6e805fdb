// The Temporal CLI: where it is, and which server it holds.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { EaganError } from '../domain/errors.js';

export interface TemporalCli {
  readonly path: string;
  /** Version of the server inside: the CLI's own version says `0.0.0-DEV` when it was built by `go install`. */
  readonly serverVersion: string;
}

/** Finds the CLI that the set-up provided, or one on PATH. Throws EAGAN_TEMPORAL_MISSING. */
export async function findTemporalCli(): Promise<TemporalCli> {
  const path = candidates().find(isExecutable);
  if (!path) throw new EaganError('EAGAN_TEMPORAL_MISSING', 'the Temporal CLI must be installed (found none)', cure);
  return { path, serverVersion: await serverVersionOf(path) };
}

const cure = 'Run `eagan setup`, or install `temporal` (https://docs.temporal.io/cli) so that it is on your PATH.';

async function serverVersionOf(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
  const version = /Server ([\w.+-]+)/.exec(stdout)?.[1];
  if (version) return version;
  throw new EaganError('EAGAN_TEMPORAL_MISSING', `${path} must name its server's version (got ${stdout.trim()})`, cure);
}

function candidates(): string[] {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [join(cache, 'eagan', 'temporal-1.5.1', 'temporal'), ...onPath.map((folder) => join(folder, 'temporal'))];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
