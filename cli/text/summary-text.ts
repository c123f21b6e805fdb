// The summary of a run as text.
import { deviationIn, imageFigures, imageRow } from '../../domain/search/figures.js';
import { scoreSplitsOf } from '../../domain/steps/protocol.js';
import { sealColours } from '../../terminal/colours.js';
import { terminalColours, terminalRow } from '../../terminal/terminal-row.js';
import type { Environment, Output } from '../../terminal/output.js';
import { spreadText } from '../../control/progress/spread-text.js';
import { judgedText } from '../../control/progress/figure-text.js';
import { earlyEndLines, winnerLines } from './stage-ends-text.js';
import type { SummaryFigures } from '../../control/progress/summary-figures.js';
import type { RunSummary, SummaryPictures } from '../../control/progress/summary.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import { forkLines } from '../../terminal/words.js';

/** The one line that says how good the winner is, between noise and real images. */
export function figuresLine({ figures, images, protocol, splits, spreads }: RunSummary): string {
  const part = (name: string, { images: of, ...judged }: SummaryFigures): string => {
    const [first, ...others] = imageFigures.flatMap((each) => judgedText(each, judged) ?? []);
    if (first === undefined) return `${name} diverged`;
    return `${name} ${first}${inBrackets(others)}${of === images ? '' : ` from ${formatCount(of, 'image')}`}`;
  };
  const named = imageFigures.filter((name) => name in figures.winner);
  const [first, ...others] = named.map((each) => {
    const { label } = imageRow(each);
    const spread = deviationIn(figures.winner, each) === undefined ? undefined : spreads[each];
    return spread === undefined ? label : `${label} ± ${spreadText(spread, scoreSplitsOf(images, splits))}`;
  });
  const { noise, untrained, winner, heldOut } = figures;
  const parts = [
    part('noise', noise),
    part('untrained', untrained),
    part('winner', winner),
    part('held-out real', heldOut),
  ];
  return `${first}${inBrackets(others)}, ${formatNumber(images)} images, protocol ${protocol.slice(0, 8)}: ${parts.join(' · ')}`;
}

const inBrackets = (texts: readonly string[]): string => (texts.length === 0 ? '' : ` (${texts.join(', ')})`);

/** Rows of real and of generated images, as wide as the terminal allows. */
export function pictureRows(
  { size, real, winner }: SummaryPictures,
  { colors, columns }: Output,
  environment: Environment,
): string {
  const colours = colors.isColorSupported ? terminalColours(environment) : 'none';
  const width = Math.min(size, 16);
  const count = Math.max(1, Math.min(8, Math.floor((columns + 1) / (width + 1))));
  const row = (name: string, images: Uint8Array): string =>
    `${name}\n${sealColours(terminalRow(images, { size, count, width, colours }))}`;
  return [row('real', real), row('winner', winner)].join('\n');
}

const sampleOf = (run: string): string => `eagan sample ${run} --output DIR`;

/** The whole text about a finished run. */
export function summaryText(summary: RunSummary, rows: string, link: string | null): string {
  const { run, files, resultDigest, head } = summary;
  return [
    `${run} is completed`,
    ...summary.selections,
    ...earlyEndLines(summary.earlyEnds),
    ...winnerLines(summary.winners),
    ...forkLines(summary.forkedFrom),
    figuresLine(summary),
    ...summary.remarks.map((remark) => `remark    ${remark}`),
    rows,
    ...Object.entries(files).map(([name, path]) => `${name.padEnd(9)} ${path}`),
    `result    ${resultDigest}`,
    `head      ${head}`,
    link ? `Temporal  ${link}` : 'Temporal  eagan server ui (its web UI shows the history of the run)',
    files['winner']
      ? `images    ${sampleOf(run)} (of the winner)`
      : `winner    eagan export ${run} --winner (for your own programs) · ${sampleOf(run)} (images)`,
    `next      eagan history ${run} (every step) · eagan matrix FILE --seeds 1..5 (other seeds) · docs/after-the-search.md (what else)`,
  ].join('\n');
}
