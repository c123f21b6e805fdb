// `eagan history [RUN]`: the records of a run's steps in ledger order; with --json one record a line.
import type { StepRecord } from '../../domain/steps/step.js';
import type { CommandModule } from '../command.js';
import { labelsOf } from '../text/progress-text.js';
import { table } from '../../terminal/table.js';
import { formatDuration, formatNumber } from '../../scripts/format.mjs';
import { forkLines } from '../../terminal/words.js';

export const command: CommandModule = {
  summary: 'list every finished step of a run',
  register: (cli, { output, stateFolder }) => {
    cli.argument('[run]', 'id of a run or its beginning (default: the latest)').action(async (asked?: string) => {
      const { readingRun, runRecords } = await import('../../store/index.js');
      const { storeWithRuns } = await import('../../control/runs/open-store.js');
      const { findRun } = await import('../../control/runs/find-run.js');
      const store = await storeWithRuns(stateFolder());
      const { run, forkedFrom } = (await findRun(store, asked)).frozen;
      const records = await runRecords(store, run);
      if (output.json) for (const record of records) output.result(record, () => '');
      else
        await readingRun(run, async () =>
          output.result({}, () => [historyText(run, records), ...forkLines(forkedFrom)].join('\n')),
        );
    });
  },
};

function historyText(run: string, records: readonly StepRecord[]): string {
  if (records.length === 0) return `${run} has no finished step yet`;
  return table(
    ['place', 'key', 'status', 'took', 'attempt', 'numbers'],
    records.map((record) => rowOf(run, record)),
  );
}

function rowOf(run: string, { step, key, status, numbers, circumstances }: StepRecord): string[] {
  const { startedAt, finishedAt, attempt, resumedAtIteration } = circumstances;
  const took = formatDuration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  const resumed = resumedAtIteration === undefined ? '' : `, from iteration ${resumedAtIteration}`;
  return [
    step.place,
    key.slice(0, 12),
    status,
    // A step that another run had finished cost this run nothing.
    circumstances.run === run ? took : `${took}, by ${circumstances.run}`,
    `${attempt}${resumed}`,
    [...Object.entries(numbers).map(([name, value]) => `${name} ${formatNumber(value)}`), ...labelsOf(step)].join(', '),
  ];
}
