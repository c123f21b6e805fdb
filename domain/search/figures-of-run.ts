// Which figures of images a run has: distance and score by the name that its extractor gives them, and the groups that
// the pipeline asks for.
import { alsoFigures, givesLogits, isPublished, type AlsoFigures } from '../extractor.js';
import type { Pipeline } from '../pipeline.js';
import { imageFigures, imageRow, isImageFigure, type FigureGroup, type ImageFigure } from './figures.js';

/** The parts of a pipeline that decide. */
export type AskedFigures = Pick<Pipeline, 'metrics'> & {
  readonly stages: readonly Pick<Pipeline['stages'][number], 'objectives'>[];
};

/** The figures of a run, in the order of their table. */
export function figuresIn(pipeline: AskedFigures): readonly ImageFigure[] {
  const { extractor } = pipeline.metrics;
  const named = isPublished(extractor) ? 'published' : 'own';
  const groups: readonly FigureGroup[] = [
    'distance',
    ...(givesLogits(extractor) ? ['score' as const] : []),
    ...furtherIn(pipeline),
  ];
  return imageFigures.filter((name) => {
    const row = imageRow(name);
    return groups.includes(row.group) && (row.named ?? named) === named;
  });
}

/** The groups of figures besides distance and score: those that are asked for, and those of objectives. */
export function furtherIn({ metrics, stages }: AskedFigures): readonly AlsoFigures[] {
  const objectives = stages.flatMap((stage) => Object.keys(stage.objectives)).filter(isImageFigure);
  const groups = new Set<string>([...(metrics.also ?? []), ...objectives.map((name) => imageRow(name).group)]);
  return alsoFigures.filter((group) => groups.has(group));
}
