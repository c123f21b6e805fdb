// How far a search came: best figures so far, fronts and hypervolume by generation, in numbers that several runs can be
// compared by.
import type { RankedIndividual, SelectionArtifact } from '../steps/artifacts.js';
import type { SelectParameters } from '../steps/step-parameters.js';
import { figureRow, imageFigures, type FigureValues, type ImageFigure } from './figures.js';
import { hypervolume, referencePoint } from './hypervolume.js';
import { minimisedObjectives, valuesOf } from './ranking.js';

/** A closed generation of one run, and what it had used when it closed. */
export interface ClosedGenerationOf {
  readonly generation: number;
  readonly selection: SelectionArtifact;
  readonly deviceMs: number;
}

/** One generation in numbers. */
export interface ProgressRow {
  readonly generation: number;
  readonly deviceMs: number;
  /** Ids of the first front, in the order of the ranking. */
  readonly front: readonly string[];
  /** Of the generation's first front, below the reference point that all compared runs share. */
  readonly hypervolume: number;
  /** The best of each figure up to here; absent while nobody has one. */
  readonly best: FigureValues;
}

type Rules = Pick<SelectParameters, 'objectives'>;

/** The reference point of all individuals with figures of several runs; null if there are none. */
export function sharedReference(runs: readonly (readonly ClosedGenerationOf[])[], rules: Rules): number[] | null {
  const points = runs.flat().flatMap(({ selection }) => pointsOf(judgedOf(selection), rules));
  return points.length === 0 ? null : referencePoint(points);
}

/** The rows of one run, in order. */
export function progressRows(
  generations: readonly ClosedGenerationOf[],
  rules: Rules,
  reference: readonly number[] | null,
): ProgressRow[] {
  let best: FigureValues = {};
  return generations.map(({ generation, selection, deviceMs }) => {
    const front = judgedOf(selection).filter(({ front }) => front === 0);
    best = bestOf(best, judgedOf(selection));
    const volume = reference === null ? 0 : hypervolume(pointsOf(front, rules), reference);
    return { generation, deviceMs, front: front.map(({ individual }) => individual.id), hypervolume: volume, best };
  });
}

/** The last row that a run had reached after that much working time of its trainers; null: none. */
export const rowAt = (rows: readonly ProgressRow[], deviceMs: number): ProgressRow | null =>
  rows.findLast((row) => row.deviceMs <= deviceMs) ?? null;

const judgedOf = ({ ranking }: SelectionArtifact): RankedIndividual[] =>
  ranking.filter(({ status }) => status === 'ok');

const pointsOf = (judged: readonly RankedIndividual[], rules: Rules): number[][] =>
  judged.map((individual) => minimisedObjectives(individual, rules));

function bestOf(before: FigureValues, judged: readonly RankedIndividual[]): FigureValues {
  const better = (name: ImageFigure): number | undefined => {
    const values = [before[name], ...judged.map((individual) => valuesOf(individual)[name])];
    const known = values.filter((value) => value !== undefined);
    if (known.length === 0) return undefined;
    return figureRow(name).direction === 'minimize' ? Math.min(...known) : Math.max(...known);
  };
  return Object.fromEntries(
    imageFigures.flatMap((name) => {
      const value = better(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
