// `eagan doctor`: what a run needs, in one table with a cure for anything wrong; exit code 1 when a run could not
// start.
import type { CommandModule } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';

export const command: CommandModule = {
  summary: 'examine this machine, with cures',
  register: (cli, context) => {
    cli.action(async () => {
      const [{ diagnose }, { formatDiagnosis }] = await Promise.all([
        import('../doctor/index.js'),
        import('../doctor/format.js'),
      ]);
      const { output, environment } = context;
      const diagnosis = await diagnose({ environment, stateFolder: context.stateFolder() });
      output.result(diagnosis, () => formatDiagnosis(diagnosis, output.colors));
      if (!diagnosis.ready) context.exitCode = exitCodes.no;
    });
  },
};
