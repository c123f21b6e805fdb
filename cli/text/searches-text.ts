// The searches of several runs beside each other, for people.
import { imageFigures, imageRow, type ImageFigure } from '../../domain/search/figures.js';
import { generationName } from '../../domain/steps/places.js';
import { table } from '../../terminal/table.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import type { RunParting } from '../../control/compare/parting.js';
import type { SearchComparison, SearchTable, SeedSpread, ShownRow } from '../../control/compare/searches.js';

/** Seeds, partings, and a table for each stage and protocol. */
export function searchesText({ runs, partings, tables }: SearchComparison): string {
  return [
    runs.map(({ run, seed }) => `${run}: seed ${seed}`).join('\n'),
    partings.map(({ run, from, ...parting }) => partingText(run, from, parting)).join('\n'),
    ...tables.map((one) => tableText(one, tables)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Only the means over seeds, for a matrix: `nameOf` gives the setting of a group of runs. */
export function spreadsText({ tables }: SearchComparison, nameOf: (runs: readonly string[]) => string): string {
  return tables
    .flatMap(({ stage, protocol, runs, seeds }) => {
      const named = figuresIn(runs);
      return seeds.map(
        (spread) =>
          `${stage}, protocol ${protocol.slice(0, 12)}, ${nameOf(spread.runs)}: the best so far\n${spreadText(spread, named)}`,
      );
    })
    .join('\n\n');
}

function partingText(run: string, from: string, { step, generation }: RunParting): string {
  if (step === null && generation === null) return `${run} and ${from} are the same as far as both have got`;
  const first =
    generation === null
      ? 'every generation that both have is the same'
      : `they part in ${generation.stage}/${generationName(generation.generation)}: ${generationTexts[generation.differs]} (${generation.shared} of ${formatCount(generation.of, 'individual')} the same)`;
  return `${run} and ${from}: ${first}${step ? `; first other step: ${step.place}, ${step.differs.map((what) => stepTexts[what](step.parameters)).join(' and ')}` : ''}`;
}

const generationTexts: Readonly<Record<NonNullable<RunParting['generation']>['differs'], string>> = {
  individuals: 'other individuals',
  figures: 'other figures of the same individuals',
  survivors: 'other survivors',
  end: 'one of the stages ends there',
};

type Differences = NonNullable<RunParting['step']>['differs'][number];
const stepTexts: Readonly<Record<Differences, (parameters: readonly string[]) => string>> = {
  seed: () => 'another seed',
  parameters: (names) => `another ${names.join(', ')}`,
  inputs: () => 'other inputs',
  version: () => 'another version of the step',
  result: () => 'the same step with another result (another machine)',
};

function tableText(one: SearchTable, all: readonly SearchTable[]): string {
  const { stage, protocol, objectives, runs, seeds, atDeviceMs } = one;
  const isAlone = all.filter((other) => other.stage === stage).length === 1;
  const names = Object.entries(objectives).map(([name, direction]) => `${name} (${direction})`);
  const named = figuresIn(runs);
  const rows = runs.flatMap(({ run, rows: own }) =>
    own.map((row) => [generationName(row.generation), run, ...cells(row, named)]),
  );
  const sorted = rows.sort((a, b) => (a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : 0));
  return [
    `${stage}, protocol ${protocol.slice(0, 12)}, by ${names.join(', ')}`,
    ...(isAlone ? [] : ['(figures of another table of this stage must not be compared with these)']),
    table(['generation', 'run', ...columnsOf(named)], sorted),
    ...seeds.map((spread) => spreadText(spread, named)),
    ...(atDeviceMs.length > 0 ? [deviceText(atDeviceMs, named)] : []),
  ].join('\n');
}

type Named = readonly ImageFigure[];

const figuresIn = (runs: SearchTable['runs']): Named =>
  imageFigures.filter((name) => runs.some(({ rows }) => rows.some(({ best }) => imageRow(name).recorded in best)));

const columnsOf = (named: Named): string[] => [
  'device hours',
  'front',
  'hypervolume',
  ...named.map((name) => `best ${imageRow(name).label}`),
];

const cells = ({ deviceMs, front, hypervolume, best }: ShownRow, named: Named): string[] => [
  hours(deviceMs),
  formatNumber(front.length),
  formatNumber(hypervolume),
  ...named.map((name) => shown(best[imageRow(name).recorded])),
];

const hours = (ms: number): string => formatNumber(ms / 3_600_000);
const shown = (value: number | undefined): string => (value === undefined ? '-' : formatNumber(value));

function spreadText({ runs, rows }: SeedSpread, named: Named): string {
  const keys = ['hypervolume', ...named.map((name) => imageRow(name).recorded)];
  const labels = ['hypervolume', ...named.map((name) => `best ${imageRow(name).label}`)];
  return table(
    [`mean ± deviation of ${formatCount(runs.length, 'seed')}`, 'runs', ...labels],
    rows.map(({ generation, count, values }) => [
      generationName(generation),
      formatNumber(count),
      ...keys.map((key) => {
        const value = values[key];
        return value === undefined ? '-' : `${formatNumber(value.mean)} ± ${formatNumber(value.deviation)}`;
      }),
    ]),
  );
}

function deviceText(marks: SearchTable['atDeviceMs'], named: Named): string {
  const columns = columnsOf(named).slice(1);
  return table(
    ['after device hours', 'run', 'generation', ...columns],
    marks.flatMap(({ deviceMs, runs }) =>
      runs.map(({ run, row }) => [
        hours(deviceMs),
        run,
        ...(row
          ? [generationName(row.generation), ...cells(row, named).slice(1)]
          : ['none', ...columns.map(() => '-')]),
      ]),
    ),
  );
}
