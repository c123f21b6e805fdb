// `eagan matrix FILE --seeds 1..5`: runs one file with several seeds and values, one run after the other, under one
// name.
import type { Actor } from '../../domain/ledger/actor.js';
import { collect } from '../../terminal/option-values.js';
import { addReason } from '../../terminal/reason-option.js';
import type { MatrixInStore, Store } from '../../store/index.js';
import type { CommandModule, Context } from '../command.js';
import type { MatrixOptions } from '../matrix/options.js';

export const command: CommandModule = {
  summary: 'run one pipeline with several seeds and values, one run after the other',
  register: (cli, context) => {
    addReason(cli.argument('<file-or-matrix>', 'pipeline file, or the name of a matrix that is to go on'))
      .option('--seeds <list>', 'seeds, for example 1..5 or 1,4,9 (default: the seed of the file)')
      .option(
        '--param <name=values>',
        'values of a declared parameter, for example depth=2,4; may be repeated',
        collect,
      )
      .option('--set <path=values>', 'the same for a key, for example stages.generator.generations=4,8', collect)
      .option('--images <dir>', 'use the images of a folder in every run')
      .option('--name <name>', 'what to call it (default: after the pipeline)')
      .option('--plan', 'show its runs and what they share; start nothing')
      .option('--detach', 'start it and return at once; it goes on by itself')
      .option('--next', 'start the next run if none is running, and return; eagan does this by itself')
      .action((asked: string, options: MatrixOptions) => matrix(asked, options, context));
  },
};

async function matrix(asked: string, options: MatrixOptions, context: Context): Promise<void> {
  const { actorOf, onItsOwn } = await import('../../control/identity/actor.js');
  const by = options.next
    ? onItsOwn(options.reason ?? `the next run of the matrix ${asked}`)
    : actorOf(context.environment, options.reason);
  if (options.plan) return (await import('../matrix/plan-matrix.js')).planMatrix(asked, options, context);
  const { letGo } = await import('../../control/matrix/start-next.js');
  const { followMatrix, startOne, tellMatrixStopped } = await import('../matrix/run-matrix.js');
  const { store, found } = await storeAndMatrix(asked, options, context, by);
  const { name } = found.matrix;
  if (options.next) return startOne(store, name, context, by);
  if (await tellMatrixStopped(store, found, context)) return;
  await letGo(store, found, by, 'start');
  await (options.detach ? startOne : followMatrix)(store, name, context, by);
}

/** A file's matrix, frozen if it is new; or the one that is named. */
async function storeAndMatrix(
  asked: string,
  options: MatrixOptions,
  context: Context,
  by: Actor,
): Promise<{ readonly store: Store; readonly found: MatrixInStore }> {
  const { isPipelineFile } = await import('../../control/compare/sides.js');
  if (isPipelineFile(asked, context.directory)) {
    const { storeOf } = await import('../../control/runs/open-store.js');
    const { findOrFreezeMatrix } = await import('../../control/matrix/freeze-matrix.js');
    const { askedMembers } = await import('../matrix/asked-members.js');
    const members = await askedMembers(asked, options, context);
    const store = await storeOf(context.stateFolder());
    const name = options.name ?? null;
    return { store, found: await findOrFreezeMatrix(store, { name, file: asked, members, by }) };
  }
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findMatrix } = await import('../../control/matrix/find-matrix.js');
  const store = await storeWithRuns(context.stateFolder());
  return { store, found: await findMatrix(store, asked) };
}
