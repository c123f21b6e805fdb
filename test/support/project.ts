// The folder of the project, and its tracked text files.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot as findRoot } from '../../scripts/project.mjs';

/** The folder of package.json; tests run from dist/. */
export const projectRoot = findRoot();

/** The program that people start. */
export const eaganProgram = join(projectRoot, 'cli', 'bin.mjs');
/** The program of `npm run bench`. */
export const benchProgram = join(projectRoot, 'dist', 'tools', 'bench', 'main.js');

/** Every text file that git tracks. */
export function filesOfProject(): { name: string; text: string }[] {
  const names = execFileSync('git', ['ls-files', '-z'], { cwd: projectRoot, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  return names
    .filter((name) => existsSync(join(projectRoot, name)) && !/\.(png|npy|gz|safetensors)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(projectRoot, name), 'utf8') }));
}
