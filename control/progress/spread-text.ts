// What stands behind a ±, in words.
import type { SpreadMeasure } from '../../domain/search/figures.js';
import { kernelSubsets } from '../../domain/steps/protocol.js';
import { formatCount } from '../../scripts/format.mjs';

/** `standard error`, `deviation over 10 splits`. */
export const spreadText = (spread: SpreadMeasure, splits: number): string =>
  `${spread === 'standardError' ? '' : 'deviation over '}${spreadTexts[spread](splits)}`;

/** In a few words, beside a number. */
export const spreadTexts: Readonly<Record<SpreadMeasure, (splits: number) => string>> = {
  standardError: () => 'standard error',
  splits: (splits) => formatCount(splits, 'split'),
  subsets: () => formatCount(kernelSubsets, 'subset'),
};
