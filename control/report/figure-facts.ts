// Which figures and costs a run has, with their titles and better directions.
import { finalJudgeOf } from '../../domain/judges.js';
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
import { kindVersionIn, spreadIn } from '../../domain/steps/kind-versions.js';
import { scoreSplitsOf } from '../../domain/steps/protocol.js';
import { spreadText } from '../progress/spread-text.js';

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

/** What stands behind the ± of the figures of the final pair, in words, by their recorded names. */
export function spreadTextsOf(pipeline: Pipeline): Readonly<Record<string, string>> {
  const version = kindVersionIn(pipeline, 'scoreWinner');
  const splits = scoreSplitsOf(pipeline.finalTraining.images, finalJudgeOf(pipeline).settings.splits);
  return Object.fromEntries(
    figuresIn(askedJudge(pipeline, 'final')).map((name) => [
      imageRow(name).recorded,
      spreadText(spreadIn(version, name), splits),
    ]),
  );
}
