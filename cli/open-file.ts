// Shows a file in the program that the desktop has for it.
import { spawn } from 'node:child_process';
import { childEnvironment } from '../scripts/child-environment.mjs';
import type { Environment } from '../terminal/output.js';

/** False: there is no desktop, or nothing that opens files. */
export function openFile(path: string, environment: Environment): Promise<boolean> {
  const isDesktop = process.platform === 'darwin' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
  if (!isDesktop) return Promise.resolve(false);
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [path], {
    detached: true,
    env: childEnvironment('desktop', environment as NodeJS.ProcessEnv),
    stdio: 'ignore',
  });
  child.unref();
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
  });
}
