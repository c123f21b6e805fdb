// How a workflow stands: the answer to its query `progress`, and the Markdown that Temporal's web UI shows as its
// current details. It is in no history.
import type { WinnerArtifact } from '../steps/artifacts.js';
import { figureRow, objectives, type FigureValues } from '../search/figures.js';
import { valuesOf } from '../search/ranking.js';

/** The front that a generation or a stage found. */
export interface FoundFront {
  /** `generation 2 of 3`, or a stage's id. */
  readonly in: string;
  /** The id of the best individual. */
  readonly best: string;
  readonly figures: FigureValues;
  /** The ids of the front, best first. */
  readonly front: readonly string[];
}

export interface Standing {
  /** What the workflow does, in one line. */
  readonly title: string;
  /** The steps and workflows that it waits for now, each in a few words. */
  readonly now: readonly string[];
  /** How many of them have ended. */
  readonly ended: number;
  /** What was found so far, oldest first. A workflow that continued as new knows only what it found since. */
  readonly found: readonly FoundFront[];
}

/** What a closed stage has found. */
export function stageFront({ stage, winner, front }: WinnerArtifact): FoundFront {
  const ids = front.map(({ individual }) => individual.id);
  return { in: stage, best: winner.individual.id, figures: valuesOf(winner), front: ids };
}

/**
 * The standing as Markdown, in the order in which people need it, because the web UI shows four lines without
 * scrolling. `heading`: says what the workflow does, where nothing else says it.
 */
export function standingText({ title, now, ended, found }: Standing, heading: boolean): string {
  const done = `${ended} done`;
  const paragraphs = [
    now.length > 0 ? `**now**: ${now.join(', ')} (${done})` : done,
    ...[...found].reverse().map(frontText),
    ...(heading ? [title] : []),
  ];
  return paragraphs.join('\n\n');
}

function frontText({ in: where, best, figures, front }: FoundFront): string {
  const known = objectives.filter((name) => figures[name] !== undefined);
  const texts = known.map((name) => figureRow(name).text(shortened(figures[name]!)));
  return `**${where}**: best ${[best, ...texts].join(', ')}; front of ${front.length}: ${front.join(', ')}`;
}

/** Four significant digits of what is no whole number. */
const shortened = (value: number): string => String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
