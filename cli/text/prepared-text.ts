// The output of `eagan dataset prepare`, for people.
import type { PreparedDataset } from '../../control/dataset/prepare.js';
import { formatBytes, formatCount, formatNumber } from '../../scripts/format.mjs';

export function preparedText(file: string, prepared: PreparedDataset): string {
  const { wasThere, trainImages, heldOutImages, size, classes, skipped, bytes, dataset } = prepared;
  const counts = `${formatCount(trainImages, 'training image')} and ${formatNumber(heldOutImages)} held-out images`;
  const inClasses = classes.length === 0 ? 'without classes' : `in ${formatNumber(classes.length)} classes`;
  return [
    wasThere ? 'the store has this data set already' : 'prepared the data set',
    `images    ${counts}, ${size} × ${size} pixels, ${inClasses}`,
    ...(skipped.length > 0 ? [`skipped   ${formatCount(skipped.length, 'unreadable file')}`] : []),
    `size      ${formatBytes(bytes)} in the store`,
    `digest    ${dataset}`,
    `next      eagan run ${file} (it finds the images in the store)`,
  ].join('\n');
}
