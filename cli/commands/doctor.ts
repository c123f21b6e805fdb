// `eagan doctor`: what a run needs, in one table with a cure for each problem; exit code 1 if a run could not start.
import type { CommandModule } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';

export const command: CommandModule = {
  summary: 'check this machine and say how to fix what is wrong',
  register: (cli, context) => {
    cli.action(async () => {
      const [{ diagnose }, { formatDiagnosis }] = await Promise.all([
        import('../doctor/index.js'),
        import('../doctor/format.js'),
      ]);
      const { output, environment } = context;
      const diagnosis = await diagnose({ environment, stateFolder: context.namedStateFolder() });
      output.result(diagnosis, () => formatDiagnosis(diagnosis, output.colors));
      if (!diagnosis.ready) context.exitCode = exitCodes.no;
    });
  },
};
