// `eagan trust [DIR]`: names a folder that is used as it is, although other users could change it.
import { EaganError } from '../../domain/errors.js';
import type { CommandModule, Context } from '../command.js';

interface Options {
  readonly remove?: boolean;
}

export const command: CommandModule = {
  summary: 'use a folder as it is although others could change it; without DIR: list these folders',
  register: (cli, context) => {
    cli
      .argument('[dir]', 'state folder or cache that belongs to another user, or that others may write into')
      .option('--remove', 'trust it no longer')
      .action((dir: string | undefined, options: Options) => trust(dir, options, context));
  },
};

async function trust(dir: string | undefined, { remove = false }: Options, context: Context): Promise<void> {
  const { addSafeFolder, listedSafeFolders, removeSafeFolder, safeFoldersFile } =
    await import('../../scripts/safe-folders.mjs');
  const { distrustByLooks, notTrusted } = await import('../../scripts/trust.mjs');
  const { environment, output } = context;
  const file = safeFoldersFile(environment);
  const distrust = distrustByLooks(file);
  // The list itself cannot be trusted by name.
  if (distrust) throw notTrusted({ ...distrust, isPossible: false }, file);
  if (dir === undefined && remove) throw noFolder();
  if (dir !== undefined) {
    const folder = await realFolder(dir, context);
    if (!remove) addSafeFolder(folder, environment);
    else if (!removeSafeFolder(folder, environment)) throw notListed(folder);
  }
  const folders = listedSafeFolders(environment);
  output.result({ file, folders }, () => [`listed in ${file}`, ...folders.map((folder) => `  ${folder}`)].join('\n'));
}

/** Its real path, so that a link cannot stand for another folder later. A folder that is not there yet can be named. */
async function realFolder(dir: string, { directory }: Context): Promise<string> {
  const { existsSync, realpathSync } = await import('node:fs');
  const { dirname, join, relative, resolve } = await import('node:path');
  const { isFolder } = await import('../../scripts/files.mjs');
  const path = resolve(directory, dir);
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  if (isFolder(existing) && !path.includes('\n')) return join(realpathSync(existing), relative(existing, path));
  throw new EaganError('EAGAN_USAGE', `DIR must be a folder (got ${path})`, 'Name the folder that the error names.');
}

const noFolder = (): EaganError =>
  new EaganError('EAGAN_USAGE', '--remove needs a folder', '`eagan trust` lists the folders.');

const notListed = (folder: string): EaganError =>
  new EaganError('EAGAN_USAGE', `${folder} must be a trusted folder (it is not)`, '`eagan trust` lists the folders.');
