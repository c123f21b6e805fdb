// What may be at the cursor. It walks the commander program itself, so it cannot differ from what the program accepts.
import { ownOf } from '../../domain/own.js';
import type { Argument, Command, Option } from 'commander';

/** Words with their explanations, or what the shell or the store knows better. */
export type Candidates =
  | { readonly kind: 'words'; readonly words: readonly (readonly [word: string, explanation: string])[] }
  | { readonly kind: 'pipelines' | 'folders' | 'files' | StoredKind | 'errorCodes' | 'nothing' };

/** What a state folder knows by name. */
type StoredKind = 'runs' | 'runsAndMatrices' | 'individuals';

/** The candidates for the last of `words` (those after the program's name; the last may be empty). */
export function candidatesFor(program: Command, words: readonly string[]): Candidates {
  const current = words.at(-1) ?? '';
  const place = walk(program, words.slice(0, -1));
  const found = place.option ? valuesOf(place.option) : wordsAt(place, current);
  if (found.kind !== 'words') return found;
  return { kind: 'words', words: found.words.filter(([word]) => word.startsWith(current)) };
}

/**
 * Where the words before the cursor lead: a command, how many arguments it has, and an option that waits for its value.
 */
interface Place {
  readonly command: Command;
  readonly given: number;
  readonly option: Option | null;
  /** After `--` nothing is an option. */
  readonly onlyArguments: boolean;
}

function walk(program: Command, words: readonly string[]): Place {
  return words.reduce<Place>(step, { command: program, given: 0, option: null, onlyArguments: false });
}

function step(place: Place, word: string): Place {
  const { command, given, option, onlyArguments } = place;
  if (option) return { ...place, option: null };
  if (word === '--') return { ...place, onlyArguments: true };
  if (word.startsWith('-') && !onlyArguments) {
    const named = optionsOf(command).find(({ long, short }) => word === long || word === short);
    return named?.required || named?.optional ? { ...place, option: named } : place;
  }
  const below = given === 0 && command.commands.find((one) => one.name() === word);
  return below ? { ...place, command: below } : { ...place, given: given + 1 };
}

function wordsAt({ command, given, onlyArguments }: Place, current: string): Candidates {
  if (current.startsWith('-') && !onlyArguments) {
    const words = optionsOf(command).map((option) => [option.long ?? option.flags, option.description] as const);
    return { kind: 'words', words };
  }
  const below = given === 0 ? command.createHelp().visibleCommands(command) : [];
  if (below.length > 0) return { kind: 'words', words: below.map((one) => [one.name(), one.description()] as const) };
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[given] ?? (last?.variadic ? last : undefined);
  return argument ? valuesOf(argument) : { kind: 'nothing' };
}

/** A command's options, those of the whole program, and --help. */
function optionsOf(command: Command): Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

/** The kind of a value follows from its name in the help: `<file>`, `[run]`, `--images <dir>`. */
const kinds: Readonly<Record<string, Exclude<Candidates['kind'], 'words'>>> = {
  file: 'pipelines',
  // A pipeline file or a folder: both are offered for pipelines.
  data: 'pipelines',
  image: 'files',
  png: 'files',
  run: 'runs',
  'run-or-matrix': 'runsAndMatrices',
  'file-or-matrix': 'pipelines',
  individual: 'individuals',
  code: 'errorCodes',
  dir: 'folders',
};

function valuesOf(taker: Argument | Option): Candidates {
  if (taker.argChoices) return { kind: 'words', words: taker.argChoices.map((word) => [word, ''] as const) };
  const name = 'flags' in taker ? /[<[]([^>\]]+)/.exec(taker.flags)![1]! : taker.name();
  return { kind: ownOf(kinds, name) ?? 'nothing' };
}
