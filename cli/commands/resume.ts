// `eagan resume RUN`: continue a run, whatever stopped it, and follow it to its end.
import type { RunInStore, Store } from '../../store/index.js';
import type { CommandModule, Context as CommandContext } from '../command.js';
import type { Actor } from '../../domain/ledger/actor.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import { addReason, type WithReason } from '../../terminal/reason-option.js';

interface Options extends WithReason {
  readonly from?: string;
  readonly detach?: boolean;
  readonly budget?: readonly string[];
}

export const command: CommandModule = {
  summary: 'continue a run, whatever stopped it, and follow it',
  register: (cli, context) => {
    addReason(
      cli.argument(
        '[run-or-matrix]',
        'id of a run, or the name of a matrix, or its beginning; asked for on a terminal',
      ),
    )
      .option('--from <place>', 'repeat the steps from this place on, for example generator/gen-003 or final')
      .option(
        '--budget <kind=value...>',
        'another limit: deviceHours=12, wallTime=36h, candidates=200, generator.candidates=50, none',
      )
      .option('--detach', 'continue it and return at once')
      .action(async (asked: string | undefined, options: Options) => {
        const { storeWithRuns } = await import('../../control/runs/open-store.js');
        const { runToChange } = await import('../choose-run.js');
        const { attachTo, startDetached } = await import('../attach.js');
        const { actorOf } = await import('../../control/identity/actor.js');
        const by = actorOf(context.environment, options.reason);
        const store = await storeWithRuns(context.stateFolder());
        if (await resumedMatrix(store, asked, by, options, context)) return;
        const run = await runToChange(store, asked, 'resume', context);
        if (!run) return void (context.exitCode = exitCodes.no);
        if (!(await mayGoOn(store, run, by, options.budget, context))) return;
        const from = await placeIn(store, run, options.from);
        await (options.detach ? startDetached : attachTo)(store, run, context, { by, from });
      });
  },
};

/** Continues a matrix; false if the word means a run. */
async function resumedMatrix(
  store: Store,
  asked: string | undefined,
  by: Actor,
  { from, budget, detach }: Options,
  context: CommandContext,
): Promise<boolean> {
  const { matrixOrNull } = await import('../../control/matrix/find-matrix.js');
  const found = await matrixOrNull(store, asked);
  if (!found) return false;
  const { name } = found.matrix;
  if (from !== undefined || budget !== undefined) {
    const { EaganError } = await import('../../domain/errors.js');
    const cure = `Name one of its runs: eagan status ${name}`;
    throw new EaganError('EAGAN_USAGE', `--from and --budget need one run (got the matrix ${name})`, cure);
  }
  const { letGo } = await import('../../control/matrix/start-next.js');
  const { followMatrix, startOne } = await import('../matrix/run-matrix.js');
  await letGo(store, found, by, 'resume');
  await (detach ? startOne : followMatrix)(store, name, context, by);
  return true;
}

/** Records another budget. A run that paused at a limit and gets no new one says so and does not continue. */
async function mayGoOn(
  store: Store,
  { frozen, state }: RunInStore,
  by: Actor,
  asked: readonly string[] | undefined,
  context: CommandContext,
): Promise<boolean> {
  const { run, pipeline } = frozen;
  if (asked === undefined) {
    if (state?.status !== 'paused' || state.budget === undefined) return true;
    const { tellStopped } = await import('../run-end.js');
    tellStopped(run, state, context);
    return false;
  }
  const { changeBudgets } = await import('../../domain/runs/budget.js');
  const { readBudgets, tellRun, writeBudgets } = await import('../../store/index.js');
  const at = new Date().toISOString();
  const changed = changeBudgets(pipeline, await readBudgets(store.refs, run), asked);
  await tellRun(store, run, { kind: 'budget', asked, by }, at);
  await writeBudgets(store.refs, run, changed, at);
  return true;
}

async function placeIn(store: Store, { frozen }: RunInStore, asked: string | undefined): Promise<string | undefined> {
  if (asked === undefined) return undefined;
  const { runRecords } = await import('../../store/index.js');
  const { requirePlace } = await import('../../control/runs/places.js');
  const { trainImagesIn } = await import('../../control/progress/progress.js');
  return requirePlace(frozen.pipeline, trainImagesIn(await runRecords(store, frozen.run)), asked);
}
