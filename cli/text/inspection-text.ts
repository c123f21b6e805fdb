// The output of `eagan dataset inspect`, for people.
import type { IgnoredGroup, Inspection } from '../../datasets/inspect-folder.js';
import { table } from '../../terminal/table.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';

/** At most this many lines of a list; the rest is counted. */
const most = 20;

/** Paragraphs: verdict, classes, what is ignored, unreadable, duplicated, and how 16-bit images are read. */
export function inspectionText(inspection: Inspection): string {
  const parts = [
    verdict(inspection),
    classesText(inspection),
    listText('ignored', inspection.ignored.map(ignoredLine)),
    listText(
      'unreadable',
      inspection.unreadable.map(({ name, reason }) => `${name}: ${reason}`),
    ),
    listText(
      'held out, with the same bytes as a training image',
      inspection.duplicates.map(({ train, heldOut }) => `${heldOut} = ${train}`),
    ),
    bitsText(inspection),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function verdict({ folder, problem, trainImages, heldOutImages, heldOutFrom }: Inspection): string {
  if (problem) return `${problem.code}: ${problem.message}\n→ ${problem.cure}`;
  const by = heldOutFrom === 'test' ? 'from test/' : 'every fifth of each class';
  return `${folder}: ${formatCount(trainImages, 'training image')}, ${formatNumber(heldOutImages)} held out (${by})`;
}

function classesText({ classes }: Inspection): string {
  if (classes.length === 0) return '';
  const rows = classes.map(({ name, unlabeled, train, test }) => [
    name,
    unlabeled ? 'no class' : '',
    formatNumber(train),
    formatNumber(test),
  ]);
  return table(['folder', '', 'train/', 'test/'], rows);
}

function ignoredLine({ reason, entries, images, names }: IgnoredGroup): string {
  const within =
    images === null ? ', too many images to count' : images > 0 ? `, ${formatCount(images, 'image')} in them` : '';
  const shown = names.slice(0, 3).join(', ');
  return `${formatNumber(entries)} (${reason}${within}): ${shown}${entries > 3 ? ', …' : ''}`;
}

function listText(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const rest = lines.length > most ? [`  and ${formatNumber(lines.length - most)} more`] : [];
  return [`${title}: ${formatNumber(lines.length)}`, ...lines.slice(0, most).map((line) => `  ${line}`), ...rest].join(
    '\n',
  );
}

const bitsText = ({ sampleBits }: Inspection): string =>
  sampleBits === null
    ? ''
    : `16-bit images: the brightest value needs ${sampleBits} bits, so the range from black to white is ${sampleBits} bits`;
