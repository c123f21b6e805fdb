// Which figures of images a judge gives: distance and score by the name that its extractor gives them, and the groups
// that the pipeline asks for.
import { alsoFigures, givesLogits, isPublished, type AlsoFigures } from '../extractor.js';
import { judgeIn, type JudgedPipeline, type JudgeSettings } from '../judges.js';
import type { Pipeline } from '../pipeline.js';
import { imageFigures, imageRow, isImageFigure, type FigureGroup, type ImageFigure } from './figures.js';

/** The parts of a pipeline that decide. */
export type AskedFigures = JudgedPipeline & {
  readonly stages: readonly Pick<Pipeline['stages'][number], 'objectives'>[];
};

/** A judge with all that it is asked for. Of the search, figures that a stage selects by are part of it. */
export function askedJudge(pipeline: AskedFigures, phase: string): JudgeSettings {
  const { name, settings } = judgeIn(pipeline, phase);
  return name === 'search' ? { ...settings, also: furtherIn(pipeline) } : settings;
}

/** The figures that a judge gives, in the order of their table. */
export function figuresIn({ extractor, also = [] }: JudgeSettings): readonly ImageFigure[] {
  const named = isPublished(extractor) ? 'published' : 'own';
  const groups: readonly FigureGroup[] = ['distance', ...(givesLogits(extractor) ? ['score' as const] : []), ...also];
  return imageFigures.filter((name) => {
    const row = imageRow(name);
    return groups.includes(row.group) && (row.named ?? named) === named;
  });
}

/** The groups of figures besides distance and score: those that are asked for, and those of objectives. */
function furtherIn({ metrics, stages }: AskedFigures): readonly AlsoFigures[] {
  const objectives = stages.flatMap((stage) => Object.keys(stage.objectives)).filter(isImageFigure);
  const groups = new Set<string>([...(metrics.also ?? []), ...objectives.map((name) => imageRow(name).group)]);
  return alsoFigures.filter((group) => groups.has(group));
}
