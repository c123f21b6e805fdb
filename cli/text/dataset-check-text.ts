// What `eagan metrics check --dataset` says: what it computed beside what others published.
import { publishedFigures, publishedOnly, publishedText } from '../../domain/published-figures.js';
import type { ComparedDataset } from '../../control/metrics/check-dataset.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import { table } from '../../terminal/table.js';

type Figure = ComparedDataset['figures'][number];

export function datasetCheckText(compared: ComparedDataset): string {
  const { path, images, notes, notComparable, figures, peakMib } = compared;
  const counts = `${formatCount(images.train, 'training image')} and ${formatNumber(images.heldOut)} others`;
  const head = ['figure', 'found', 'published', 'source', ''];
  return [
    `${path}: ${counts}; at most ${peakMib.toFixed(0)} MiB of memory`,
    ...notes,
    ...(notComparable === null ? [] : [`The published values do not apply: ${notComparable}.`]),
    table(head, figures.map(rowOf)),
    `Published, but not computed here: ${publishedOnly}. How its images are ordered for the splits is not known.`,
  ].join('\n');
}

function rowOf({ figure, of, found, published: { source }, tolerance, verdict }: Figure): string[] {
  const own = found === null ? 'too few images' : foundText(found);
  return [of, own, publishedText(publishedFigures[figure]), source, verdictText(verdict, tolerance)];
}

const foundText = ({ value, deviation }: NonNullable<Figure['found']>): string =>
  deviation === undefined ? value.toFixed(4) : `${value.toFixed(2)} ± ${deviation.toFixed(2)}`;

function verdictText(verdict: Figure['verdict'], tolerance: number): string {
  if (verdict === null) return 'does not apply';
  return verdict === 'equal' ? `equal within ${tolerance}` : `differs by more than ${tolerance}`;
}
