// Numbers of a run over its steps, from the rows of its tables: so a damaged record costs only its own numbers.
import { costs, figureRow, imageFigures, imageRow } from '../../../domain/search/figures.js';
import type { Pipeline } from '../../../domain/pipeline.js';
import type { TableRow } from '../../tables/table.js';
import type { Series, TrackedPoint } from './tracked-run.js';

/** Collects points by the name of their series. */
export class SeriesOf {
  private readonly series = new Map<string, TrackedPoint[]>();

  /** What is no finite number at a known time is left out. */
  add(name: string, step: unknown, at: number | undefined, value: unknown): void {
    if (!Number.isSafeInteger(step) || at === undefined || typeof value !== 'number' || !Number.isFinite(value)) return;
    const points = this.series.get(name) ?? [];
    this.series.set(name, points);
    points.push({ step: step as number, at, value });
  }

  /** Each in the order of its steps. */
  all(): Series[] {
    return [...this.series].map(([name, points]) => ({ name, points: points.sort((a, b) => a.step - b.step) }));
  }
}

/** When each step was finished that counts, by its place; milliseconds since 1970. */
export type Times = ReadonlyMap<string, number>;

export function timesOf(steps: readonly TableRow[]): Times {
  const standing = steps.filter(({ counts }) => counts === true);
  return new Map(standing.map(({ place, finishedAt, at }) => [String(place), Date.parse(String(finishedAt ?? at))]));
}

/** Mean losses of each segment, at the iteration at which it ended. */
export function addLosses(series: SeriesOf, steps: readonly TableRow[], times: Times): void {
  for (const { counts, phase, place, toIteration, discriminatorLoss, generatorLoss } of steps) {
    if (counts !== true) continue;
    const at = times.get(String(place));
    series.add(`${String(phase)}/discriminatorLoss`, toIteration, at, discriminatorLoss);
    series.add(`${String(phase)}/generatorLoss`, toIteration, at, generatorLoss);
  }
}

const figureNames = imageFigures.map((name) => imageRow(name).recorded);
const candidateNames = [...figureNames, ...costs.map((name) => figureRow(name).recorded)];

/** Figures and costs of each candidate. Its number: generation × population + slot. */
export function addCandidates(
  series: SeriesOf,
  candidates: readonly TableRow[],
  times: Times,
  { stages }: Pick<Pipeline, 'stages'>,
): void {
  const populations = new Map<unknown, number>(stages.map(({ id, population }) => [id, population]));
  for (const row of candidates) {
    const step = Number(row.generation) * (populations.get(row.stage) ?? NaN) + Number(row.slot);
    for (const name of candidateNames)
      series.add(`${String(row.stage)}/candidates/${name}`, step, times.get(String(row.place)), row[name]);
  }
}

/** The final figures by iteration; what they are compared to has series of its own. */
export function addScores(series: SeriesOf, scores: readonly TableRow[], times: Times): void {
  for (const row of scores) {
    const group = row.subject === 'trained' ? 'final' : `final/${String(row.subject)}`;
    for (const name of figureNames)
      series.add(`${group}/${name}`, row.iteration ?? 0, times.get(String(row.place)), row[name]);
  }
}
