// `eagan logs [RUN] [STEP]`: the output of server, worker and trainers.
import type { CommandModule } from '../command.js';

export const command: CommandModule = {
  summary: 'show the logs of supervisor, server, worker and trainers',
  register: (cli, { output, stateFolder }) => {
    cli
      .argument('[run]', 'only lines that name this run, and all of the trainers')
      .argument('[step]', 'only lines that name this step, for example generator/gen-000/evaluate/03')
      .option('--lines <number>', 'last lines of each log', '40')
      .action(async (asked: string | undefined, step: string | undefined, { lines }: { lines: string }) => {
        const { readLogs, lineCount } = await import('../read-logs.js');
        const { storeWithRuns } = await import('../../control/runs/open-store.js');
        const { findRun } = await import('../../control/runs/find-run.js');
        const count = lineCount(lines);
        const run = asked === undefined ? null : (await findRun(await storeWithRuns(stateFolder()), asked)).frozen.run;
        const logs = await readLogs(stateFolder(), { run, step: step ?? null, count });
        if (output.json)
          for (const { file, lines } of logs) for (const line of lines) output.result({ file, line }, () => '');
        else output.result({}, () => logs.map(({ file, lines }) => [`==> ${file}`, ...lines].join('\n')).join('\n\n'));
      });
  },
};
