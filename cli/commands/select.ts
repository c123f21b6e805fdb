// `eagan select [RUN] --rule RULE`: who would have survived under another rule of selection, from recorded figures.
import { InvalidArgumentError } from 'commander';
import { EaganError } from '../../domain/errors.js';
import { selectionKinds } from '../../domain/search/selection-rules.js';
import type { OutlinedStage } from '../../control/why/read-search.js';
import type { OtherStage } from '../../control/why/select-run.js';
import type { CommandModule, Context } from '../command.js';

interface Options {
  readonly rule?: string;
  readonly objectives?: string;
  readonly stage?: string;
  readonly generation?: number;
}

export const command: CommandModule = {
  summary: 'say who would have survived under another rule of selection, from recorded figures',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning (default: the latest)')
      .option('--rule <rule>', `${selectionKinds.join(', ')}; with its parameters: tournament:size=3`)
      .option('--objectives <names>', 'objectives, such as frechetDistance,parameters or classifierScore:maximize')
      .option('--stage <stage>', 'only this stage')
      .option('--generation <number>', 'only this generation, with the reason for everybody: 3 or gen-003', generation)
      .action((run: string | undefined, options: Options) => select(run, options, context));
  },
};

function generation(text: string): number {
  const [, number] = /^(?:gen-)?(\d{1,6})$/.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  throw new InvalidArgumentError('It must be the number of a generation, such as 3 or gen-003.');
}

async function select(asked: string | undefined, options: Options, { output, stateFolder }: Context): Promise<void> {
  const { readingRun } = await import('../../store/index.js');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { outlineSearch } = await import('../../control/why/read-search.js');
  const { parseRuleChoice } = await import('../../control/why/rule-choice.js');
  const { selectStage } = await import('../../control/why/select-run.js');
  const { selectText } = await import('../text/select-text.js');
  const choice = parseRuleChoice(options.rule, options.objectives);
  const store = await storeWithRuns(stateFolder());
  const { run } = (await findRun(store, asked)).frozen;
  await readingRun(run, async () => {
    const outline = await outlineSearch(store, run);
    const stages: OtherStage[] = [];
    for (const stage of chosenStages(outline.stages, options)) {
      const selected = selectStage(await outline.judgedStage(stage), choice);
      if (selected) stages.push(selected);
    }
    const only = options.generation ?? null;
    const shown = stages.map((stage) => ({
      ...stage,
      generations: stage.generations.filter((each) => only === null || each.generation === only),
    }));
    output.result({ run, stages: shown }, () => selectText(run, stages, only));
  });
}

/** Throws EAGAN_PLACE_UNKNOWN for a stage or a closed generation that the run does not have. */
function chosenStages(stages: readonly OutlinedStage[], { stage, generation: only }: Options): OutlinedStage[] {
  const named = stages.filter(({ id }) => stage === undefined || id === stage);
  const chosen = named.filter(({ generations }) => only === undefined || generations[only]?.select);
  if (chosen.length > 0 || (stage === undefined && only === undefined)) return chosen;
  const known = stages.map(({ id, generations }) => `${id} with ${generations.filter(({ select }) => select).length}`);
  throw new EaganError(
    'EAGAN_PLACE_UNKNOWN',
    `the run has no closed generation ${[...(stage === undefined ? [] : [`of ${stage}`]), ...(only === undefined ? [] : [`number ${only}`])].join(' ')} (stages and closed generations: ${known.join(', ') || 'none'})`,
    'List the places of the run: eagan history RUN',
  );
}
