// The shared folder of golden numbers and data: beside the project, or the folder that EAGAN_SHARED names.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project.js';

/** A path inside the shared folder, or null where there is none. */
export function sharedPath(...parts: string[]): string | null {
  const path = join(process.env.EAGAN_SHARED ?? join(projectRoot, '..', 'shared'), ...parts);
  return existsSync(path) ? path : null;
}
