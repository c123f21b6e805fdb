// How this program is called here: what people can type in this folder, instead of the bare `eagan` of every text.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../terminal/output.js';

/** The folder of the project, and its executable. */
const project = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '');
const executable = join(project, 'cli', 'bin.mjs');

/** `eagan` if the shell finds this program by that name, `npx eagan` inside the project's folder, else its path. */
export function calledAs(environment: Environment, directory: string): string {
  if (isOnPath(environment.PATH ?? '')) return 'eagan';
  if (nearestPackage(directory) === project) return 'npx eagan';
  return `node ${/[^\w./:@-]/.test(executable) ? `'${executable}'` : executable}`;
}

/** npm and npx put folders of their own in front of PATH, which the shell does not have. */
function isOnPath(path: string): boolean {
  const folders = path.split(delimiter).filter((folder) => folder !== '' && !folder.includes(`node_modules${sep}.bin`));
  const found = folders.map((folder) => join(folder, 'eagan')).find((file) => existsSync(file));
  return found !== undefined && realpathSync(found) === realpathSync(executable);
}

/** The nearest folder upward with a package.json: where npx looks. */
function nearestPackage(directory: string): string | null {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Puts the way to call this program into a text that says `eagan run`; `commands`: what may follow the name. */
export function withCallName(text: string, called: string, commands: readonly string[]): string {
  if (called === 'eagan') return text;
  const bare = new RegExp(`(?<![\\w/.-]|npx )eagan(?= (?:${commands.join('|')}|--help)\\b)`, 'g');
  return text.replaceAll(bare, () => called);
}
