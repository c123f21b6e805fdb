// The figures of a summary: how near each set of images is to the real ones.
import {
  imageFigures,
  readDeviations,
  readValues,
  type Deviations,
  type ImageFigure,
} from '../../domain/search/figures.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { StepRecord } from '../../domain/steps/step.js';

/** Figures of one set of images; all null if the generator diverged. */
export type SummaryFigures = Readonly<Record<ImageFigure, number | null>> &
  Deviations & {
    /** How many images they are made from: fewer than requested if fewer are held out. */
    readonly images: number;
  };

/** The figures of the winner, and of what it is compared with. */
export type ComparedFigures = Readonly<Record<'noise' | 'untrained' | 'winner' | 'heldOut', SummaryFigures>>;

type ScoreRecord = StepRecord & { readonly step: Step<'scoreWinner'> };

/** The figures that a score holds; without a score all are null. `asked`: how many images were requested. */
export function figures(record: ScoreRecord | undefined, asked: number): SummaryFigures {
  const values = readValues(record?.numbers ?? {});
  const images = record?.step.parameters.images ?? asked;
  const figures = imageFigures.map((name) => [name, values[name] ?? null]);
  const judged = Object.fromEntries(figures) as Record<ImageFigure, number | null>;
  return { images, ...judged, ...readDeviations(record?.numbers ?? {}) };
}
