// The output of `eagan dataset inspect`, for people.
import type { IgnoredGroup } from '../../datasets/inspect/ignored-groups.js';
import type { Inspection } from '../../datasets/inspect/inspect.js';
import { table } from '../../terminal/table.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';

/** An inspection, where the images are, and the picture that was written. */
type InspectionReport = Inspection & { readonly path: string | null; readonly preview: string | null };

/** At most this many lines of a list; the rest is counted. */
const most = 20;

/** Paragraphs: verdict, classes, sizes and colours, equal images, unreadable files, what is ignored, the picture. */
export function inspectionText(report: InspectionReport): string {
  const { folder, unreadable, readable, preview, notes } = report;
  const parts = [
    verdict(report),
    notes.join('\n'),
    report.problem ? filesText(report) : classesText(report),
    [...sizeLines(report), ...colourLines(report), ...bitsLines(report)].join('\n'),
    duplicatesText(report),
    listText(
      readable ? 'damaged files' : 'unreadable',
      unreadable.map(({ name, reason }) => `${name}: ${reason}`),
    ),
    readable
      ? `images that can be read: ${formatNumber(readable.train)} of training, ${formatNumber(readable.heldOut)} held out`
      : '',
    listText('ignored', (folder?.ignored ?? []).map(ignoredLine)),
    preview === null ? '' : `wrote ${preview}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function verdict({ problem, path, kind, trainImages, heldOutImages, folder, contents }: InspectionReport): string {
  if (problem) return `${problem.code}: ${problem.message}\n→ ${problem.cure}`;
  const rule = folder?.heldOutFrom === 'everyFifth' ? ' (every fifth of each class)' : folder ? ' (from test/)' : '';
  const counts = `${formatCount(trainImages, 'training image')}, ${formatNumber(heldOutImages)} held out${rule}`;
  return [`${path ?? kind}: ${counts}`, ...(contents === null ? [] : [`contents ${contents}`])].join('\n');
}

/** Files by folder: of no use to a run, but people see what is there. */
function filesText({ folder }: InspectionReport): string {
  if (folder === null || folder.groups.length === 0) return '';
  const rows = folder.groups.map(({ name, unlabeled, train, test }) => [
    name,
    unlabeled ? 'no class' : '',
    formatNumber(train),
    formatNumber(test),
  ]);
  return table(['folder', '', 'train/', 'test/'], rows);
}

function classesText({ classes }: InspectionReport): string {
  if (classes.length === 0) return '';
  const rows = classes.map(({ name, train, heldOut }) => [
    name ?? '(no class)',
    formatNumber(train),
    formatNumber(heldOut),
  ]);
  const none = classes.some(({ name }) => name !== null)
    ? ''
    : '\nNo image has a class: metrics.extractor must be one that needs none.';
  return `${table(['class', 'training', 'held out'], rows)}${none}`;
}

function sizeLines({ sizes, size, problem }: InspectionReport): string[] {
  if (sizes === null) return problem ? [] : [`size      ${size} × ${size}`];
  const { different, smallest, largest, enlarged } = sizes;
  const text = ({ width, height }: typeof smallest): string => `${width} × ${height}`;
  const from = different === 1 ? text(smallest) : `${text(smallest)} to ${text(largest)}`;
  const how = different === 1 ? '' : `, ${formatNumber(different)} different sizes`;
  const tooSmall = enlarged === 0 ? '' : `; ${formatCount(enlarged, 'image')} smaller than that`;
  return [`sizes     ${from}${how}, resized to ${size} × ${size}${tooSmall}`];
}

function colourLines({ channels }: InspectionReport): string[] {
  if (channels === null) return [];
  const text = (values: readonly number[]): string => values.map((value) => value.toFixed(4)).join(' ');
  return [
    `mean      ${text(channels.mean)} (red, green, blue; 1 is full brightness)`,
    `deviation ${text(channels.deviation)}`,
  ];
}

const bitsLines = ({ folder }: InspectionReport): string[] =>
  folder === null || folder.sampleBits === null
    ? []
    : [
        `16 bits   the brightest value needs ${folder.sampleBits} bits, so the range from black to white is ${folder.sampleBits} bits`,
      ];

function duplicatesText({ duplicates, problem }: InspectionReport): string {
  const { heldOutInTrain, withinTrain, withinHeldOut, groups } = duplicates;
  if (groups.length === 0) return problem ? '' : 'equal images: none';
  const counts = [
    heldOutInTrain > 0 ? `${formatCount(heldOutInTrain, 'held-out image')} also trained on` : '',
    withinTrain > 0 ? `${formatNumber(withinTrain)} further copies among the training images` : '',
    withinHeldOut > 0 ? `${formatNumber(withinHeldOut)} further copies among the held-out images` : '',
  ].filter((text) => text !== '');
  return `${counts.join(', ')}\n${listText('equal images', groups.map(groupLine))}`;
}

/** Of many equal images the first are named. */
function groupLine(names: readonly string[]): string {
  const rest = names.length > 5 ? ` and ${formatNumber(names.length - 5)} more` : '';
  return `${names.slice(0, 5).join(' = ')}${rest}`;
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
