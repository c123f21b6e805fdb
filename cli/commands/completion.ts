// `eagan completion bash|zsh|fish`: a script for the shell, and (hidden) the candidates that it asks for during typing.
import type { Command } from 'commander';
import type { Store } from '../../store/index.js';
import type { CommandModule, Context } from '../command.js';
import type { Candidates } from '../completion/candidates.js';
import type { Shell } from '../completion/scripts.js';

const shells: readonly Shell[] = ['bash', 'zsh', 'fish'];

export const command: CommandModule = {
  summary: 'print the script that completes commands, options, files and runs in bash, zsh or fish',
  register: (cli, context) => {
    for (const shell of shells) {
      cli
        .command(shell)
        .description(`the script for ${shell}; its first lines say how to load it`)
        .action(() => printScript(shell, context));
    }
    cli
      .command('candidates', { hidden: true })
      .argument('[words...]', 'what is typed after `eagan`')
      .action((words: string[]) => printCandidates(cli.parent!, words, context));
  },
};

async function printScript(shell: Shell, { output }: Context): Promise<void> {
  const { completionScript } = await import('../completion/scripts.js');
  const { shippedFile } = await import('../../scripts/project.mjs');
  const script = completionScript(shell, [process.execPath, shippedFile('cli/bin.mjs')]);
  output.result({ shell, script }, () => script, { isVerbatim: true });
}

async function printCandidates(program: Command, words: readonly string[], context: Context): Promise<void> {
  const { candidatesFor } = await import('../completion/candidates.js');
  const current = words.at(-1) ?? '';
  const lines = await linesOf(candidatesFor(program, words), words, context);
  const fitting = lines.filter((line) => line.startsWith(current) || line.startsWith(':'));
  context.output.result({ candidates: fitting }, () => fitting.join('\n'));
}

/** One candidate a line, with a tab before its explanation; or a line that tells the shell what to look for. */
async function linesOf(found: Candidates, words: readonly string[], context: Context): Promise<string[]> {
  const { askShell } = await import('../completion/scripts.js');
  if (found.kind === 'words') return found.words.map(([word, explanation]) => `${word}\t${explanation}`);
  if (found.kind === 'pipelines' || found.kind === 'folders' || found.kind === 'files') return [askShell[found.kind]];
  if (found.kind === 'runs') return runs(words, context);
  if (found.kind === 'runsAndMatrices') return [...(await runs(words, context)), ...(await matrices(words, context))];
  if (found.kind === 'individuals') return individuals(words, context);
  if (found.kind === 'nothing') return [];
  const { errorCatalogue } = await import('../../domain/errors.js');
  return Object.keys(errorCatalogue);
}

/** The ids of the state folder's runs; --home in the words may name another folder. */
async function runs(words: readonly string[], context: Context): Promise<string[]> {
  const { isRunName } = await import('../../domain/runs/run-id.js');
  const { runIds } = await import('../../store/index.js');
  const store = await storeFor(words, context);
  const ids = store ? await runIds(store.refs) : [];
  // A shell puts a candidate into the command line as it is.
  return ids.filter(isRunName);
}

async function matrices(words: readonly string[], context: Context): Promise<string[]> {
  const { matrixNames } = await import('../../store/index.js');
  const store = await storeFor(words, context);
  return store ? matrixNames(store.refs) : [];
}

/** The individuals of the run that was typed just before. */
async function individuals(words: readonly string[], context: Context): Promise<string[]> {
  const { findRun } = await import('../../control/runs/find-run.js');
  const { outlineSearch } = await import('../../control/why/read-search.js');
  const { allIndividuals } = await import('../../control/why/find-individual.js');
  const store = await storeFor(words, context);
  try {
    if (!store) return [];
    const { stages } = await outlineSearch(store, (await findRun(store, words.at(-2))).frozen.run);
    return allIndividuals(stages)
      .map(({ name }) => name)
      .filter((name) => /^[\w./-]+$/.test(name));
  } catch {
    return []; // nothing is completed for a run that cannot be read
  }
}

async function storeFor(words: readonly string[], { environment, directory }: Context): Promise<Store | null> {
  const { existingStore } = await import('../../control/runs/open-store.js');
  const { trustedStateFolder } = await import('../state-folder.js');
  const named = words.indexOf('--home');
  const home = named < 0 ? undefined : words[named + 1];
  return existingStore(trustedStateFolder({ ...(home ? { home } : {}), environment, directory }));
}
