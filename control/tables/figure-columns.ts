// The columns of figures, which the table of candidates and that of final figures share: those that one of the runs
// computes, and their deviations.
import { costs, figureRow, imageFigures, imageRow, type ImageFigure } from '../../domain/search/figures.js';
import { askedJudge, figuresIn } from '../../domain/search/figures-of-run.js';
import { kindVersionIn, spreadIn } from '../../domain/steps/kind-versions.js';
import type { AuditSource } from '../audit/export/source.js';
import { column, type Column } from './table.js';

const kinds = { search: 'evaluate', final: 'scoreWinner' } as const;

/** Figures, then their deviations, in the order of the table of figures. */
export function figureColumns(sources: readonly AuditSource[], phase: keyof typeof kinds): Column[] {
  const pipelines = sources.map(({ run }) => run.frozen.pipeline);
  const computed = new Set(pipelines.flatMap((pipeline) => figuresIn(askedJudge(pipeline, phase))));
  const figures = imageFigures.filter((name) => computed.has(name));
  const versions = pipelines.map((pipeline) => kindVersionIn(pipeline, kinds[phase]));
  return [
    ...figures.map((name) => column(imageRow(name).recorded, 'number', imageRow(name).label)),
    ...figures.map((name) => column(imageRow(name).deviation, 'number', aboutDeviation(name, versions))),
  ];
}

/** Runs of several versions may have several meanings. */
function aboutDeviation(name: ImageFigure, versions: readonly number[]): string {
  const spreads = [...new Set(versions.map((version) => spreadIn(version, name)))];
  const meanings = spreads.map((spread) =>
    spread === 'standardError'
      ? `the standard error of ${name}`
      : `the standard deviation of ${name} over the ${spread}`,
  );
  return `${meanings.join(', or ')}, where it was recorded`;
}

const recordedNames = [
  ...imageFigures.flatMap((name) => [imageRow(name).recorded, imageRow(name).deviation]),
  ...costs.map((name) => figureRow(name).recorded),
];

/** Figures, deviations and costs by their recorded names; what is no number is left out. A later source wins. */
export function recordedFiguresOf(...sources: readonly (object | undefined)[]): Record<string, number> {
  const all = Object.assign({}, ...sources) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    recordedNames.flatMap((name) => (typeof all[name] === 'number' ? [[name, all[name]]] : [])),
  );
}
