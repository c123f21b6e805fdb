// `eagan fork RUN --at PLACE`: a new run that shares all earlier steps and bytes of another, and may differ from the
// place on.
import type { Pipeline } from '../../domain/pipeline.js';
import type { CommandModule, Context } from '../command.js';
import { collect } from '../../terminal/option-values.js';
import { addReason, type WithReason } from '../../terminal/reason-option.js';

interface Options extends WithReason {
  readonly at: string;
  readonly set?: readonly string[];
  readonly detach?: boolean;
}

export const command: CommandModule = {
  summary: 'start a new run that shares the steps of another up to a place',
  register: (cli, context) => {
    addReason(cli.argument('<run>', 'id of a run or its beginning'))
      .requiredOption('--at <place>', 'the first step that is not shared, for example generator/gen-007 or final')
      .option('--set <path=value>', 'change a value that only later steps depend on; may be repeated', collect)
      .option('--detach', 'start it and return at once')
      .action((asked: string, options: Options) => fork(asked, options, context));
  },
};

async function fork(asked: string, { at, set = [], detach, reason }: Options, context: Context): Promise<void> {
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { forkRun } = await import('../../control/runs/fork-run.js');
  const { attachTo, startDetached } = await import('../attach.js');
  const { actorOf } = await import('../../control/identity/actor.js');
  const { fetchPretrained } = await import('../fetch-pretrained.js');
  const { formatComplaints } = await import('../../schemas/complaint.js');
  const { formatCount } = await import('../../scripts/format.mjs');
  const by = actorOf(context.environment, reason);
  const store = await storeWithRuns(context.stateFolder());
  const source = await findRun(store, asked);
  const prepare = (pipeline: Pipeline): Promise<void> => fetchPretrained(pipeline, context);
  const request = { at, set, directory: context.directory, prepare, by };
  const { run, shared, warnings } = await forkRun(store, source, request);
  if (warnings.length > 0) context.output.note(formatComplaints(warnings));
  const { frozen } = run;
  context.output.note(
    `${frozen.run} shares ${formatCount(shared, 'step')} with ${source.frozen.run}, up to ${frozen.forkedFrom!.at}`,
  );
  await (detach ? startDetached : attachTo)(store, run, context, { by });
}
