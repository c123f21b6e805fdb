// The searches of several runs beside each other: where they part, and how far each came. Only figures of one protocol
// and the same objectives are in one table.
import { deviationOf, meanOf } from '../../domain/averages.js';
import { canonicalJson } from '../../domain/digest.js';
import { deviceMsOf, workOfRecord } from '../../domain/runs/cost.js';
import { recordedValues, type FigureValues } from '../../domain/search/figures.js';
import {
  progressRows,
  rowAt,
  sharedReference,
  type ClosedGenerationOf,
  type ProgressRow,
} from '../../domain/search/search-progress.js';
import type { SelectParameters } from '../../domain/steps/step-parameters.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { SearchedStage } from '../why/read-search.js';
import { differencesOf } from './differences.js';
import { partingOf, type RunParting } from './parting.js';
import type { Side } from './sides.js';

/** A run with its search. */
export interface SearchedSide extends Pick<Side, 'name' | 'pipeline' | 'records'> {
  readonly stages: readonly SearchedStage[];
}

export interface SearchComparison {
  readonly runs: readonly { readonly run: string; readonly seed: number }[];
  /** Each run against the first one. */
  readonly partings: readonly ({ readonly run: string; readonly from: string } & RunParting)[];
  readonly tables: readonly SearchTable[];
}

/** The generations of a stage whose figures have one protocol and whose objectives are the same. */
export interface SearchTable {
  readonly stage: string;
  readonly protocol: string;
  readonly objectives: SelectParameters['objectives'];
  readonly runs: readonly { readonly run: string; readonly rows: readonly ShownRow[] }[];
  /** Runs of one pipeline that differ only in their seeds, two or more, by generation. */
  readonly seeds: readonly SeedSpread[];
  /** How far each run was after as much device time; empty if no time was measured. */
  readonly atDeviceMs: readonly { readonly deviceMs: number; readonly runs: readonly ReachedRow[] }[];
}

export interface ShownRow extends Omit<ProgressRow, 'best'> {
  /** By recorded names. */
  readonly best: Readonly<Record<string, number>>;
}
interface ReachedRow {
  readonly run: string;
  /** null: it had closed no generation yet. */
  readonly row: ShownRow | null;
}

export interface SeedSpread {
  readonly runs: readonly string[];
  readonly rows: readonly {
    readonly generation: number;
    /** Runs that closed the generation. */
    readonly count: number;
    readonly values: SpreadValues;
  }[];
  /** The same after as much device time, where all of them had closed a generation; empty if no time was measured. */
  readonly byTime: readonly { readonly deviceMs: number; readonly values: SpreadValues }[];
}

/** Mean and deviation of `hypervolume` and of the best figures. */
type SpreadValues = Readonly<Record<string, { readonly mean: number; readonly deviation: number }>>;

/** Compares runs, the first one with each other one. */
export function compareSearches(sides: readonly SearchedSide[]): SearchComparison {
  const [first, ...others] = sides;
  return {
    runs: sides.map(({ name, pipeline }) => ({ run: name, seed: pipeline.seed })),
    partings: others.map((other) => ({ run: other.name, from: first!.name, ...partingOf(first!, other) })),
    tables: groupsOf(sides).map((group) => tableOf(group, sides)),
  };
}

interface Group {
  readonly stage: string;
  readonly protocol: string;
  readonly objectives: SelectParameters['objectives'];
  /** Closed generations by run. */
  readonly runs: ReadonlyMap<string, readonly ClosedGenerationOf[]>;
}

function groupsOf(sides: readonly SearchedSide[]): Group[] {
  const groups = new Map<string, { group: Omit<Group, 'runs'>; runs: Map<string, ClosedGenerationOf[]> }>();
  for (const side of sides) {
    for (const { stage, protocol, objectives, closed } of closedGenerations(side)) {
      const key = canonicalJson([stage, protocol, objectives]);
      const { runs } = groups.get(key) ?? { runs: new Map<string, ClosedGenerationOf[]>() };
      groups.set(key, { group: { stage, protocol, objectives }, runs });
      runs.set(side.name, [...(runs.get(side.name) ?? []), closed]);
    }
  }
  return [...groups.values()].map(({ group, runs }) => ({ ...group, runs }));
}

function closedGenerations({
  stages,
  records,
}: SearchedSide): (Omit<Group, 'runs'> & { closed: ClosedGenerationOf })[] {
  return stages.flatMap(({ id, generations }) =>
    generations.flatMap(({ generation, select, selection, evaluations }) => {
      if (select === null || selection === null) return [];
      const { objectives } = select.step.parameters;
      const deviceMs = deviceMsUntil(records, select);
      const protocol = evaluations[0]?.artifact.protocol ?? '';
      return [{ stage: id, protocol, objectives, closed: { generation, selection, deviceMs } }];
    }),
  );
}

/** Working time of trainers up to a step. Steps that another run computed count too: a fork would look cheaper. */
function deviceMsUntil(records: readonly StepRecord[], until: StepRecord): number {
  const before = records.slice(0, records.findIndex(({ key }) => key === until.key) + 1);
  const works = before.map((record) => workOfRecord(record, record.circumstances.run, 1)!);
  return deviceMsOf(works);
}

function tableOf({ stage, protocol, objectives, runs }: Group, sides: readonly SearchedSide[]): SearchTable {
  const reference = sharedReference([...runs.values()], { objectives });
  const rows = new Map([...runs].map(([run, closed]) => [run, progressRows(closed, { objectives }, reference)]));
  return {
    ...{ stage, protocol, objectives },
    runs: [...rows].map(([run, own]) => ({ run, rows: own.map(shownRow) })),
    seeds: seedGroups(sides.filter(({ name }) => rows.has(name))).map((names) => spreadOf(names, rows)),
    atDeviceMs: deviceMarks([...rows.values()]).map((deviceMs) => ({
      deviceMs,
      runs: [...rows].map(([run, own]) => {
        const row = rowAt(own, deviceMs);
        return { run, row: row && shownRow(row) };
      }),
    })),
  };
}

const shownRow = ({ best, ...row }: ProgressRow): ShownRow => ({ ...row, best: recordedValues(best) });

/** Quarters of the time that the shortest run took; none if it took none. */
function deviceMarks(runs: readonly (readonly ProgressRow[])[]): number[] {
  const shortest = Math.min(...runs.map((rows) => rows.at(-1)!.deviceMs));
  return shortest > 0 && runs.length > 1 ? [1, 2, 3, 4].map((quarter) => (shortest * quarter) / 4) : [];
}

/** Names of runs whose pipelines differ only in name, seed and circumstances, two or more of them. */
const seedGroups = (sides: readonly SearchedSide[]): string[][] =>
  runsBySeed(sides)
    .filter((group) => group.length > 1)
    .map((group) => group.map(({ name }) => name));

/** Runs in groups whose pipelines differ only in name, seed and circumstances. */
export function runsBySeed<S extends Pick<SearchedSide, 'name' | 'pipeline'>>(sides: readonly S[]): S[][] {
  const groups: S[][] = [];
  for (const side of sides) {
    const known = groups.find(([first]) => isOtherSeed(first!, side));
    if (known) known.push(side);
    else groups.push([side]);
  }
  return groups;
}

function isOtherSeed(a: Pick<SearchedSide, 'pipeline'>, b: Pick<SearchedSide, 'pipeline'>): boolean {
  const matters = differencesOf(a.pipeline, b.pipeline).filter(
    ({ path, circumstance }) => !circumstance && !['seed', 'name'].includes(path),
  );
  return matters.length === 0;
}

function spreadOf(names: readonly string[], rows: ReadonlyMap<string, readonly ProgressRow[]>): SeedSpread {
  const runs = names.flatMap((name) => rows.get(name) ?? []);
  const generations = [...new Set(runs.map(({ generation }) => generation))].sort((a, b) => a - b);
  return {
    runs: names,
    rows: generations.map((generation) => {
      const here = runs.filter((row) => row.generation === generation);
      return { generation, count: here.length, values: spreadValues(here) };
    }),
    byTime: timesOf(names.map((name) => rows.get(name) ?? [])).map((deviceMs) => ({
      deviceMs,
      values: spreadValues(names.flatMap((name) => rowAt(rows.get(name) ?? [], deviceMs) ?? [])),
    })),
  };
}

function spreadValues(rows: readonly ProgressRow[]): SpreadValues {
  const measured = rows.map((row): Record<string, number> => ({
    hypervolume: row.hypervolume,
    ...recordedValues(row.best satisfies FigureValues),
  }));
  const keys = Object.keys(measured[0]!).filter((key) => measured.every((one) => one[key] !== undefined));
  const values = keys.map((key) => {
    const each = measured.map((one) => one[key]!);
    return [key, { mean: meanOf(each), deviation: deviationOf(each) }];
  });
  return Object.fromEntries(values) as SpreadValues;
}

/** When any of them closed a generation, once all had closed one. A search that has ended stays where it was. */
function timesOf(runs: readonly (readonly ProgressRow[])[]): number[] {
  if (runs.some((rows) => rows.length === 0)) return [];
  const from = Math.max(...runs.map((rows) => rows[0]!.deviceMs));
  const times = new Set(runs.flatMap((rows) => rows.map(({ deviceMs }) => deviceMs)));
  return [...times].filter((time) => time > 0 && time >= from).sort((a, b) => a - b);
}
