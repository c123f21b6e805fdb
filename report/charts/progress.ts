// How far searches came: hypervolume and best figures, by generation and by time of devices; of several seeds the mean.
import { generationName } from '../../domain/steps/places.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import type { ReportFacts } from '../../control/report/run-facts.js';
import type { Chart, ChartMaker } from '../chart.js';
import { emptyChart, stageOf } from './find-facts.js';
import { measured, measuresOf, searchTitle, type SearchFacts } from './progress-measures.js';
import { progressPicture } from './progress-picture.js';

export const progress: ChartMaker = {
  title: 'hypervolume and best figures by generation and device hour',
  options: ['stage'],
  isForSeveral: true,
  draw: (facts, options, drawing) => {
    const stage = options.stage === undefined ? null : stageOf(facts.runs[0]!, options.stage).id;
    const searches = facts.searches.filter((one) => stage === null || one.stage === stage);
    if (searches.length === 0) throw emptyChart(`${named(facts)} must have a closed generation (got none yet)`);
    const title = `${named(facts)}: progress${stage === null ? '' : ` of ${stage}`}`;
    const summary = searches.map(summaryOf).join(' ');
    return {
      title,
      summary,
      table: tableOf(searches),
      svg: progressPicture({ title, summary, searches, nameOf: namesIn(facts) }, drawing),
    };
  },
};

const named = ({ runs }: ReportFacts): string =>
  runs.length === 1 ? runs[0]!.overview.run : formatCount(runs.length, 'run');

/** Runs of one setting of a matrix are called by it; others by their ids. */
const namesIn =
  ({ matrix }: ReportFacts) =>
  (runs: readonly string[]): string => {
    const setting = matrix?.members.find(({ run }) => run === runs[0])?.setting;
    if (setting === undefined) return runs.join(', ');
    return setting.join(' ') || matrix!.name;
  };

function summaryOf(search: SearchFacts): string {
  const { stage, runs } = search;
  const sentences = runs.map(({ run, rows }) => {
    const [first, last] = [rows[0]!, rows.at(-1)!];
    const changes = measuresOf(search).flatMap((measure) => {
      const [from, to] = [measured(first, measure), measured(last, measure)];
      return from === undefined || to === undefined ? [] : [`${measure.title} ${changeText(from, to)}`];
    });
    const hours = formatNumber(last.deviceMs / 3_600_000);
    return `${run}, ${stage}, ${formatCount(rows.length, 'closed generation')} and ${hours} device hours: ${changes.join(', ')}.`;
  });
  return sentences.join(' ');
}

const changeText = (from: number, to: number): string =>
  from === to ? `${formatNumber(to)}, unchanged` : `from ${formatNumber(from)} to ${formatNumber(to)}`;

function tableOf(searches: readonly SearchFacts[]): Chart['table'] {
  const measures = [...new Map(searches.flatMap(measuresOf).map((one) => [one.key, one])).values()];
  const rows = searches.flatMap((search) => [
    ...search.runs.flatMap(({ run, rows: own }) =>
      own.map((row) => [
        ...[searchTitle(search, searches), run, generationName(row.generation), row.deviceMs / 3_600_000],
        ...[row.front.length, ...measures.map((measure) => measured(row, measure) ?? null)],
      ]),
    ),
    ...search.seeds.flatMap((seeds) =>
      seeds.rows.flatMap(({ generation, count, values }) =>
        (['mean', 'deviation'] as const).map((what) => [
          ...[
            searchTitle(search, searches),
            `${what} of ${formatCount(count, 'seed')}`,
            generationName(generation),
            null,
          ],
          ...[null, ...measures.map(({ key }) => values[key]?.[what] ?? null)],
        ]),
      ),
    ),
  ]);
  return { head: ['stage', 'run', 'generation', 'device hours', 'front', ...measures.map(({ title }) => title)], rows };
}
