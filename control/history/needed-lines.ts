// Which lines of a ledger a part of its story needs: those that are shown, and what else tells of them. Most lines of a
// long ledger need not be read then.
import type { Glance } from '../../domain/ledger/lines.js';
import type { StoryFilter } from '../../domain/ledger/story-filter.js';
import { generationIn } from './generation-end.js';

type Wanted = (line: Glance) => boolean;

/** Later than every time in a ledger. */
const always = '9999';
/** An attempt is entered moments before the line of its step. */
const momentsMs = 3_600_000;

/** null: all lines. `takesBack`: steps of the run were taken back. */
export function neededLines(filter: StoryFilter, takesBack: boolean): Wanted | null {
  const isShown = filter.line as Wanted;
  // Such a line tells of all steps before it.
  if (takesBack && isShown({ kind: 'superseded', at: always })) return null;
  const early = filter.since === '' ? '' : new Date(Date.parse(filter.since) - momentsMs).toISOString();
  const ends = new Set<string>();
  // From the last line to the first, so the end of a generation comes before what it cost.
  return (line) => {
    const { kind, at, place } = line;
    if (place === undefined) return isShown(line);
    const within = generationIn(place);
    const name = within && `${within.stage} ${within.generation}`;
    if (within?.isSelection && kind === 'step' && at >= filter.since) ends.add(name!);
    // A step is told with the attempt that finished it.
    const finishes = kind === 'attempt' && at >= early && isShown({ kind: 'step', at: always, place });
    // The first generations of a stage fix the reference point of all.
    const ofEnd = within !== null && filter.generation(within.stage, within.generation) && ends.has(name!);
    return isShown(line) || finishes || ofEnd || (within !== null && within.isSelection);
  };
}
