// The figures of a summary: how near each set of images is to the real ones.
import { readDeviations, readValues, type Deviations, type ImageFigure } from '../../domain/search/figures.js';
import type { Step } from '../../domain/steps/kinds.js';
import type { StepRecord } from '../../domain/steps/step.js';

/** Figures of one set of images, those of the run; all null if the generator diverged. */
export type SummaryFigures = Readonly<Partial<Record<ImageFigure, number | null>>> &
  Deviations & {
    /** How many images they are made from: fewer than requested if fewer are held out. */
    readonly images: number;
  };

/** The figures of the winner, and of what it is compared with. */
export type ComparedFigures = Readonly<Record<'noise' | 'untrained' | 'winner' | 'heldOut', SummaryFigures>>;

type ScoreRecord = StepRecord & { readonly step: Step<'scoreWinner'> };

/**
 * The figures that a score holds; without a score all are null. `names`: those of the run. `asked`: how many images
 * were requested.
 */
export function figures(record: ScoreRecord | undefined, names: readonly ImageFigure[], asked: number): SummaryFigures {
  const values = readValues(record?.numbers ?? {});
  const images = record?.step.parameters.images ?? asked;
  const judged: Partial<Record<ImageFigure, number | null>> = Object.fromEntries(
    names.map((name) => [name, values[name] ?? null]),
  );
  return { images, ...judged, ...readDeviations(record?.numbers ?? {}) };
}
