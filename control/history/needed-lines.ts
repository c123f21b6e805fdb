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
  const ends = new Ends(filter);
  // From the last line to the first, so the end of a generation comes before what it cost.
  return (line) => {
    const { kind, at, place } = line;
    if (place === undefined) return isShown(line);
    const isOfEnd = filter.showsEnds && ends.need(line, place);
    // A step is told with the attempt that finished it.
    const finishes = kind === 'attempt' && at >= early && isShown({ kind: 'step', at: always, place });
    return isOfEnd || finishes || isShown(line);
  };
}

/** The ends of generations that are shown, as far as the lines were looked at. */
class Ends {
  private readonly generations = new Set<string>();
  private readonly stages = new Set<string>();

  constructor(private readonly filter: StoryFilter) {}

  /** Whether the end of a generation, at a later line or at this one, needs this line. */
  need({ kind, at }: Glance, place: string): boolean {
    const within = generationIn(place);
    if (within === null) return false;
    const { stage, generation } = within;
    const isSelection = within.isSelection && kind === 'step';
    const isShown = this.filter.generation(stage, generation);
    if (isSelection && isShown && at >= this.filter.since) {
      this.generations.add(`${stage} ${generation}`);
      this.stages.add(stage);
    }
    // The first generations of a stage fix the reference point of all.
    return (isSelection && this.stages.has(stage)) || (isShown && this.generations.has(`${stage} ${generation}`));
  }
}
