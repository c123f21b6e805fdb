// What others measured with the published Inception graph of 2015 on CIFAR-10, for those who have both, and whether
// somebody finds the same. Facts: reference/metrics-and-data.md. This program never had either file.

/** A figure that `eagan metrics check --dataset` computes. */
export const checkedFigures = ['trainScore', 'testScore', 'distance', 'drawnDistance'] as const;
export type CheckedFigure = (typeof checkedFigures)[number];

interface PublishedFigure {
  readonly of: string;
  readonly value: number;
  /** Of a score: between its ten splits. */
  readonly deviation?: number;
  readonly source: string;
  /** What is at most this far away is called equal: decoders, resizes and rounding differ. */
  readonly tolerance: number;
}

const ofTheField = 'reports of the field';

export const publishedFigures: Readonly<Record<CheckedFigure, PublishedFigure>> = {
  trainScore: {
    of: 'Inception Score of the 50,000 training images, 10 splits',
    ...{ value: 11.24, deviation: 0.2, source: ofTheField, tolerance: 0.02 },
  },
  testScore: {
    of: 'Inception Score of the 10,000 test images, 10 splits',
    ...{ value: 10.98, deviation: 0.22, source: ofTheField, tolerance: 0.02 },
  },
  distance: {
    of: 'FID of the training images against the test images',
    ...{ value: 3.1508, source: ofTheField, tolerance: 0.01 },
  },
  drawnDistance: {
    of: 'FID of 5,000 training images against 5,000 test images, both drawn by RandomState(2020).choice',
    ...{ value: 10.3233, source: 'torch-fidelity', tolerance: 0.01 },
  },
};

/** Of how many images of each set, and by which seed, the drawn distance is. */
export const drawing = { seed: 2020, images: 5000 } as const;

/** The images of CIFAR-10. */
export const cifar10Images = { train: 50_000, heldOut: 10_000 } as const;

/** Published too, but not computed again: how torch-fidelity ordered its images for the splits is not known. */
export const publishedOnly = 'Inception Score of the 5,000 drawn training images: 10.7505 ± 0.5779 (torch-fidelity)';

/** `11.24 ± 0.20`. */
export function publishedText({ value, deviation }: PublishedFigure): string {
  return deviation === undefined ? String(value) : `${value.toFixed(2)} ± ${deviation.toFixed(2)}`;
}

export const isEqualToPublished = (figure: CheckedFigure, found: number): boolean =>
  Math.abs(found - publishedFigures[figure].value) <= publishedFigures[figure].tolerance;
