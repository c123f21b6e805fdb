// Runs `npm run bench` as people do.
import { spawnSync } from 'node:child_process';
import { benchProgram } from '../support/project.js';

export function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const run = spawnSync(process.execPath, [benchProgram, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}
