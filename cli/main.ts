// The command line: finds the command's file, loads only that, and turns the result into output and an exit code
// (cli/command.ts says how to add a command).
import { readdirSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { EaganError } from '../domain/errors.js';
import { allowedFolders, alsoReadVariable } from '../scripts/confine.mjs';
import { printable } from '../scripts/printable.mjs';
import { becomePrivate } from '../scripts/privacy.mjs';
import { programVersion } from '../worker/program-version.js';
import { calledAs, withCallName } from './called-as.js';
import type { CommandModule, Context } from './command.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { collect } from '../terminal/option-values.js';
import { createOutput, type Environment, type Sink } from '../terminal/output.js';
import { reportError, reportLostOutput, type ErrorSetting } from '../terminal/report-error.js';
import { resolveStateFolder, trustedStateFolder, type StateFolderRequest } from './state-folder.js';
import { processStreams } from '../terminal/streams.js';

/** The process around the program; tests replace it. */
export interface Surroundings {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Environment;
  readonly directory: string;
  /** How people call the program there (called-as.ts); default: `eagan`. */
  readonly called?: string;
  /** Why a result could not be written to stdout; null if it could. */
  outputFailure?(): Error | null;
}

/** Runs one command line (without `node` and the script) and returns the exit code; never throws. */
export async function main(argv: readonly string[], around: Surroundings = processSurroundings()): Promise<number> {
  const program = new Command('eagan');
  const context = createContext(argv, around, () => program.opts<{ home?: string }>().home);
  const exitCode = await runCommand(program, argv, around, context);
  const failure = around.outputFailure?.() ?? null;
  return failure === null ? exitCode : reportLostOutput(failure, exitCode, namedCommand(argv), settingOf(context));
}

async function runCommand(
  program: Command,
  argv: readonly string[],
  around: Surroundings,
  context: Context,
): Promise<number> {
  try {
    if (around.directory === '') process.cwd(); // says why there is none
    describeProgram(program, around);
    for (const name of commandsToLoad(argv)) await addCommand(program, name, context);
    program.hook('preAction', () => allowFolders(program.opts<{ alsoRead?: string[] }>().alsoRead, around.directory));
    await program.parseAsync(argv, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, settingOf(context));
    if (error.exitCode === 0) return exitCodes.yes;
    return error.code === 'commander.help' ? exitCodes.usage : reportError(usageError(error), settingOf(context));
  }
}

const noDelimiter = 'Give the folder another name, or a link with another name.';

/** For every reader in this process: the folders of the option, besides those of the environment. */
function allowFolders(folders: readonly string[] | undefined, directory: string): void {
  if (folders === undefined) return;
  const asked = folders.map((folder) => resolve(directory, folder));
  const split = asked.find((folder) => folder.includes(delimiter));
  if (split !== undefined)
    throw new EaganError('EAGAN_USAGE', `--also-read needs a path without "${delimiter}" (got ${split})`, noDelimiter);
  const named = [...allowedFolders(), ...asked];
  process.env[alsoReadVariable] = named.join(delimiter);
}

/** This process is a command of its own. */
function processSurroundings(): Surroundings {
  becomePrivate();
  const [environment, directory] = [process.env, workingFolder()];
  return { ...processStreams(), environment, directory, called: calledAs(environment, directory) };
}

/** Empty if it was removed. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}

function createContext(argv: readonly string[], around: Surroundings, home: () => string | undefined): Context {
  const beforeDashes = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const { environment, directory, called = 'eagan' } = around;
  let looked: string | null = null;
  const request = (): StateFolderRequest => ({ home: home(), environment, directory });
  const named = (text: string): string => withCallName(text, called, commandNames());
  return {
    output: createOutput(around.stdout, around.stderr, environment, beforeDashes.includes('--json'), named),
    environment,
    directory,
    stateFolder: () => (looked ??= trustedStateFolder(request())),
    namedStateFolder: () => resolveStateFolder(request()),
    exitCode: exitCodes.yes,
  };
}

/** An error is reported with the folder's name, also if the folder is not trusted. */
const settingOf = ({ output, environment, namedStateFolder }: Context): ErrorSetting => ({
  output,
  environment,
  stateFolder: namedStateFolder,
});

function describeProgram(program: Command, { stdout, stderr }: Surroundings): void {
  program
    .description('Durable, auditable evolutionary search of GAN architectures.')
    .version(programVersion())
    .option('--home <dir>', 'state folder (default: EAGAN_HOME, the nearest .eagan upward, ./.eagan)')
    .option(
      '--also-read <dir>',
      'let pipelines and image folders use files below this folder; may be repeated',
      collect,
    )
    .option('--json', 'print one JSON object, or one per line for streams')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void stdout.write(printable(text)),
      writeErr: (text) => void stderr.write(printable(text)),
      outputError: () => {},
    })
    .exitOverride();
}

/** The names of all commands: the files in cli/commands/. */
function commandNames(): string[] {
  return readdirSync(new URL('./commands/', import.meta.url))
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -'.js'.length))
    .sort();
}

/**
 * The command that the line names, or all of them if it names none: for help, and for "did you mean". Completion looks
 * at all of them.
 */
function commandsToLoad(argv: readonly string[]): string[] {
  const named = namedCommand(argv);
  return named && named !== 'completion' ? [named] : commandNames();
}

function namedCommand(argv: readonly string[]): string | undefined {
  const names = commandNames();
  return argv.find((word, i) => !['--home', '--also-read'].includes(argv[i - 1] ?? '') && names.includes(word));
}

async function addCommand(program: Command, name: string, context: Context): Promise<void> {
  const { command } = (await import(`./commands/${name}.js`)) as { command: CommandModule };
  command.register(program.command(name).description(command.summary), context);
}

function usageError(error: CommanderError): EaganError {
  const cure = 'Add --help to see what the command accepts, or run `eagan --help` to see all commands.';
  return new EaganError('EAGAN_USAGE', error.message.replace(/^error: /, '').trim(), cure, { cause: error });
}
