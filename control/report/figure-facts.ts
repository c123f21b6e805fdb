// Which figures and costs a run has, with their titles and better directions.
import type { Pipeline } from '../../domain/pipeline.js';
import { askedJudge, figuresIn } from '../../domain/search/figures-of-run.js';
import {
  costs,
  figureRow,
  imageRow,
  isImageFigure,
  type Direction,
  type Objective,
} from '../../domain/search/figures.js';

export interface FigureFacts {
  /** As pipelines name it. */
  readonly name: Objective;
  /** Its name among recorded values. */
  readonly recorded: string;
  readonly title: string;
  /** The better direction. */
  readonly direction: Direction;
  /** The recorded name of its deviation; null: a cost, which has none. */
  readonly deviation: string | null;
}

/** The figures of its images, those of the final pair too, then all costs: not every step computes each of these. */
export function figureFacts(pipeline: Pipeline): FigureFacts[] {
  const ofImages = ['search', 'final'].flatMap((phase) => figuresIn(askedJudge(pipeline, phase)));
  return [...new Set([...ofImages, ...costs])].map((name) => {
    const { recorded, label, direction } = figureRow(name);
    return {
      name,
      recorded,
      title: label,
      direction,
      deviation: isImageFigure(name) ? imageRow(name).deviation : null,
    };
  });
}
