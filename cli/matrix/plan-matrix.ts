// `eagan matrix FILE --plan`: the runs that it would make, what they share, and how long they take.
import { planMembers } from '../../control/matrix/plan-matrix.js';
import { isPipelineFile } from '../../control/compare/sides.js';
import { EaganError } from '../../domain/errors.js';
import { formatCount, formatDuration, formatNumber } from '../../scripts/format.mjs';
import { table } from '../../terminal/table.js';
import type { Context } from '../command.js';
import type { MatrixOptions } from './options.js';
import { settingText } from '../text/matrix-text.js';
import { untilStopped } from '../until-stopped.js';
import { loadMembers } from './asked-members.js';

/** Starts nothing. Throws what loading the runs throws. */
export async function planMatrix(file: string, options: MatrixOptions, context: Context): Promise<void> {
  if (!isPipelineFile(file, context.directory)) {
    const cure = 'For example: eagan matrix pipelines/quickstart.yaml --seeds 1..5 --plan';
    throw new EaganError('EAGAN_USAGE', `--plan needs a pipeline file (got ${file})`, cure);
  }
  const loaded = loadMembers(file, options, context);
  const asked = loaded.map(({ loaded: { pipeline, written } }) => ({ pipeline, written }));
  const plan = await untilStopped(context, 'interrupted', (signal) =>
    planMembers(asked, { stateFolder: context.stateFolder(), signal }),
  );
  if (plan === null) return;
  const members = plan.members.map((member, index) => {
    const { variation, loaded: one } = loaded[index]!;
    return { seed: one.pipeline.seed, setting: variation.setting, ...member };
  });
  context.output.result({ file, ...plan, members }, () => {
    const rows = members.map(({ seed, setting, steps, shared, wallSeconds }) => [
      ...[String(seed), settingText(setting), formatNumber(steps), formatNumber(shared)],
      wallSeconds === null ? '' : formatDuration(wallSeconds),
    ]);
    const time =
      plan.wallSeconds === null
        ? `time: unknown; measure this machine in about a minute: eagan plan ${file} --calibrate`
        : `time: ${formatDuration(plan.wallSeconds)}, one run after the other; ${formatNumber(plan.deviceSeconds! / 3600)} device hours`;
    return [
      table(['seed', 'setting', 'steps', 'shared', 'time'], rows),
      '',
      `${formatCount(members.length, 'run')}, ${formatCount(plan.steps, 'step')}; at least ${formatNumber(plan.shared)} of them are those of an earlier run and are not done again.`,
      time,
    ].join('\n');
  });
}
