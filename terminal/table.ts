// Plain tables: aligned columns under a header, no frames, ready for grep.
import CliTable from 'cli-table3';
import { printableLine } from '../scripts/printable.mjs';

const none = '';
const borders = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((name) => [name, none]),
);

/** Rows of text under a header. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const drawn = new CliTable({
    chars: { ...borders, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: [...head],
  });
  drawn.push(...rows.map((row) => row.map(printableLine)));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
