// What to type so that a run which ended by itself continues, or another run takes over: whole commands for this run.
import { basename, join, relative } from 'node:path';
import { isLocated } from '../../domain/dataset.js';
import { wayOnFrom } from '../../domain/runs/run-ends.js';
import type { RunFailure } from '../../domain/runs/run-state.js';
import type { FrozenRun } from '../../store/index.js';
import { givenOptions, quoted } from './given-options.js';

type FailureCure = Pick<RunFailure, 'code' | 'cure'>;

/**
 * The command that runs the file again, with the same changes by the command line. If nothing has changed it finds the
 * run; if something has, it makes another one, which shares all unchanged steps.
 */
export function runAgain(frozen: FrozenRun, ...more: readonly string[]): string {
  const { fresh } = frozen;
  const options = new Set([...givenOptions(withWholePaths(frozen)), ...more, ...(fresh ? ['--fresh'] : [])]);
  return ['eagan run', quoted(fileOf(frozen)), ...options].join(' ');
}

/**
 * The cure of an ended run with complete commands: errors say `eagan run FILE` and `eagan resume RUN`. If the cure has
 * no command, the one that works for its code is added.
 */
export function wayOut(frozen: FrozenRun, ended: FailureCure): string {
  const cure = filled(frozen, ended.cure ?? '');
  if (hasCommand(ended.cure ?? '')) return cure;
  const commands = commandsAfter(frozen, ended).join(', then ');
  const kept = 'finished steps are kept.';
  if (cure === '') return `To try again: ${commands}; ${kept}`;
  return `${/[.:!]$/.test(cure) ? cure : `${cure}.`} Then: ${commands}; ${kept}`;
}

/** The same without the sentences: what to type, in order, once the cause is gone. */
export function commandsAfter(frozen: FrozenRun, { code, cure }: FailureCure): string[] {
  switch (wayOnFrom(code)) {
    case 'run':
      return [runAgain(frozen)];
    case 'fresh':
      return [runAgain(frozen, '--fresh')];
    case 'restart':
      return ['eagan server stop', `eagan resume ${frozen.run}`];
    case 'from':
      return [`eagan resume ${frozen.run}${/ --from [\w./-]*\w/.exec(cure ?? '')?.[0] ?? ''}`];
    default:
      return [`eagan resume ${frozen.run}`];
  }
}

/** `eagan run FILE --set …` and `eagan resume RUN` as they are typed for this run. */
function filled(frozen: FrozenRun, text: string): string {
  return text
    .replaceAll(/eagan run FILE((?: --set [^\s,;]*[^\s,;.]| --fresh| --new)*)/g, (_, more: string) =>
      runAgain(frozen, ...(more.match(/--\S+(?: [^-\s]\S*)?/g) ?? [])),
    )
    .replaceAll(/\beagan resume RUN\b/g, () => `eagan resume ${frozen.run}`);
}

const hasCommand = (cure: string): boolean => /\beagan (?:run FILE|resume RUN)\b/.test(cure);

/** The file's path relative to the working directory; absolute if it is elsewhere. */
function fileOf({ file, folder }: FrozenRun): string {
  if (file === undefined) return 'FILE';
  if (folder === undefined) return file;
  const path = join(folder, basename(file));
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

/** `--images` was typed in an unknown folder; the path that it gave is known. */
function withWholePaths({ overrides = {}, pipeline: { dataset } }: FrozenRun): Pick<FrozenRun, 'overrides'> {
  if (overrides.images === undefined || !isLocated(dataset)) return { overrides };
  return { overrides: { ...overrides, images: dataset.path } };
}
