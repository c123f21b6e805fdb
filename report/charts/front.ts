// The individuals of a generation by two figures, with the front among them.
import { EaganError } from '../../domain/errors.js';
import { figureRow, type Objective } from '../../domain/search/figures.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import type { JudgedFacts } from '../../control/report/generation-facts.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import type { StageFacts } from '../../control/report/stage-facts.js';
import type { Chart, ChartMaker, ChartOptions, Drawing } from '../chart.js';
import { closedGeneration, commonFigures, emptyChart, figureAsked, generationTitle, stageOf } from './find-facts.js';
import type { FrontAxes, FrontPoint, ShownFront } from './front-facts.js';
import { frontPicture } from './front-picture.js';

export const front: ChartMaker = {
  title: 'the individuals of a generation by two figures, with their front',
  options: ['stage', 'generation', 'axes'],
  isForSeveral: true,
  draw: ({ runs }, options, drawing) => drawFronts(runs, options, drawing),
};

function drawFronts(runs: readonly RunFacts[], options: ChartOptions, drawing: Drawing): Omit<Chart, 'name'> {
  const found = runs.map((run) => {
    const stage = stageOf(run, options.stage);
    return { run, stage, generation: closedGeneration(run, stage, options.generation) };
  });
  const axes = axesOf(found, options.axes);
  refuseUnequal(found, axes);
  const fronts = found.map((each) => shownFront(each, axes));
  if (fronts.every(({ points }) => points.length === 0)) throw noFigures(fronts[0]!);
  const [first] = fronts;
  const of = fronts.length === 1 ? first!.run.overview.run : formatCount(fronts.length, 'run');
  const title = `${of}: ${generationTitle(first!.stage, first!.generation)}`;
  const summary = fronts.map((each) => summaryOf(each, axes)).join(' ');
  const table = tableOf(fronts, axes);
  return { title, summary, table, svg: frontPicture({ title, summary, fronts, axes }, drawing) };
}

type FoundFront = Pick<ShownFront, 'run' | 'stage' | 'generation'>;

/** Those that are asked for, else the objectives of the stage; the third is the size. */
function axesOf(found: readonly FoundFront[], asked: readonly string[] | undefined): FrontAxes {
  const judged = found.flatMap(({ generation }) => generation.individuals.filter(hasFigures));
  const known = commonFigures(judged);
  if (known.length < 2) throw noFigures(found[0]!);
  const names = asked?.map((name) => figureAsked(name, known)) ?? usualAxes(found[0]!.stage, known);
  const [x, y, size = null] = names;
  if (x !== undefined && y !== undefined && names.length <= 3) return { x, y, size };
  const must = `--axes must be two or three figures, with commas between them (got ${formatCount(names.length, 'name')})`;
  throw new EaganError('EAGAN_USAGE', must, `For example: --axes ${known.slice(0, 2).join(',')}`);
}

function usualAxes({ objectives }: StageFacts, known: readonly Objective[]): Objective[] {
  const chosen = known.filter((name) => name in objectives);
  return [...chosen, ...known.filter((name) => !chosen.includes(name))].slice(
    0,
    Math.max(2, Math.min(3, chosen.length)),
  );
}

const hasFigures = ({ status, selection }: JudgedFacts): boolean => status === 'ok' && selection !== null;

/** Figures of images of unequal protocols are never on one axis. */
function refuseUnequal(found: readonly FoundFront[], { x, y, size }: FrontAxes): void {
  const shown = [x, y, size].filter((name) => name !== null && figureRow(name).from === 'images');
  const protocols = new Set(found.map(({ generation }) => generation.protocol));
  if (shown.length === 0 || protocols.size === 1) return;
  throw new EaganError(
    'EAGAN_METRICS_UNEQUAL',
    `figures in one picture must have the same protocol (got ${[...protocols].map((each) => each?.slice(0, 12)).join(', ')})`,
    'Draw each run alone, or choose costs as axes: --axes parameters,multiplyAdds',
  );
}

function shownFront(found: FoundFront, axes: FrontAxes): ShownFront {
  const { individuals, outcome } = found.generation;
  const value = (judged: JudgedFacts, name: Objective): number => judged.values[figureRow(name).recorded]!;
  const points = individuals.filter(hasFigures).map((judged): FrontPoint => ({
    id: judged.id,
    x: value(judged, axes.x),
    y: value(judged, axes.y),
    size: axes.size === null ? null : value(judged, axes.size),
    front: judged.selection!.front,
    survived: judged.selection!.survived,
    isBest: judged.id === outcome.best,
  }));
  return { ...found, points, without: individuals.length - points.length };
}

const noFigures = ({ run, stage, generation }: FoundFront): EaganError =>
  emptyChart(
    `${run.overview.run}, ${generationTitle(stage, generation)} must have an individual with figures (got none)`,
  );

function summaryOf({ run, stage, generation, points, without }: ShownFront, { x, y }: FrontAxes): string {
  const members = points.filter((point) => point.front === 1);
  const best = points.find(({ isBest }) => isBest);
  const named = best && `the best is ${best.id} with ${figureText(x, best.x)} and ${figureText(y, best.y)}`;
  const lost = without > 0 ? `; ${formatCount(without, 'individual')} without figures` : '';
  const are = `${formatNumber(members.length)} of ${formatCount(points.length + without, 'individual')} are in the front`;
  return `${run.overview.run}, ${generationTitle(stage, generation)}: ${are}${lost}${named ? `; ${named}` : ''}.`;
}

const figureText = (name: Objective, value: number): string => figureRow(name).text(formatNumber(value));

function tableOf(fronts: readonly ShownFront[], { x, y, size }: FrontAxes): Chart['table'] {
  const names = [x, y, ...(size ? [size] : [])].map((name) => figureRow(name).label);
  return {
    head: ['run', 'individual', ...names, 'front', 'survived', 'best'],
    rows: fronts.flatMap(({ run, points }) =>
      [...points]
        .sort((a, b) => a.front - b.front || a.x - b.x)
        .map((point) => [
          ...[run.overview.run, point.id, point.x, point.y, ...(size ? [point.size] : []), point.front],
          ...[point.survived ? 'yes' : 'no', point.isBest ? 'yes' : 'no'],
        ]),
    ),
  };
}
