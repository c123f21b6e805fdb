// Markdown as text. Names of others go through `code`, where nothing of them is markup.
import { printableLine } from '../../scripts/printable-text.mjs';

export const codeSpan = (text: string): string =>
  `\`${printableLine(text).replace(/`/g, "'").replace(/\|/g, '¦') || ' '}\``;

export const markdownList = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** Cells are made of our own words, numbers and `code`. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
