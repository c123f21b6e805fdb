// `eagan init [DIR]`: a commented starter pipeline that validates, with the schema and settings for an editor.
// Overwrites nothing unless told to.
import type { CommandModule, Context } from '../command.js';

interface Options {
  readonly from: string;
  readonly force?: boolean;
}

export const command: CommandModule = {
  summary: 'write a commented starter pipeline, the schema and editor settings',
  register: (cli, context) => {
    cli
      .argument('[dir]', 'folder to fill; it is created if it is missing', '.')
      .option(
        '--from <name>',
        'the shipped pipeline to start from: quickstart, gd1, coupled, paper/gd2, …',
        'quickstart',
      )
      .option('--force', 'overwrite files that exist')
      .action((dir: string, options: Options) => init(dir, options, context));
  },
};

async function init(dir: string, { from, force }: Options, context: Context): Promise<void> {
  const { existsSync, readdirSync, writeFileSync } = await import('node:fs');
  const { makeFolderSync } = await import('../../scripts/files.mjs');
  const { withUmaskOfUser } = await import('../../scripts/privacy.mjs');
  const { dirname, join, resolve } = await import('node:path');
  const { shippedFile } = await import('../../scripts/project.mjs');
  const { shown, starterFiles } = await import('../starter.js');
  const folder = resolve(context.directory, dir);
  const shipped = shippedFile('pipelines');
  const names = readdirSync(shipped, { recursive: true, encoding: 'utf8' });
  const files = starterFiles(from, shipped, names, shippedFile('schemas/pipeline.schema.json'));
  const existing = files.map(({ path }) => path).filter((path) => existsSync(join(folder, path)));
  if (existing.length > 0 && !force) throw await refusal(folder, existing);
  withUmaskOfUser(() => {
    for (const { path, text } of files) {
      makeFolderSync(dirname(join(folder, path)));
      writeFileSync(join(folder, path), text);
    }
  });
  const pipeline = shown(context.directory, join(folder, 'pipeline.yaml'));
  context.output.result({ folder, from, files: files.map(({ path }) => path), pipeline }, () =>
    [
      ...files.map(({ path }) => `wrote ${shown(context.directory, join(folder, path))}`),
      `next  eagan validate ${pipeline}`,
      `      eagan plan ${pipeline}`,
    ].join('\n'),
  );
}

async function refusal(folder: string, existing: readonly string[]): Promise<Error> {
  const { EaganError } = await import('../../domain/errors.js');
  return new EaganError(
    'EAGAN_USAGE',
    `${folder} already has ${existing.join(', ')}; nothing was written`,
    'Name another folder, or add --force to overwrite them.',
  );
}
