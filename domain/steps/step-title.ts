// What a step does in a few words, for lists of activities in Temporal's web UI.
import { parsePlace, type ParsedPlace, type PlacePart } from './parse-place.js';

/** What a workflow knows of the steps that it performs besides their places. */
export interface StepNames {
  /** The ids of a generation's individuals, by slot. */
  readonly individuals?: readonly string[];
  /** How many segments the training has. */
  readonly segments?: number;
}

type Title = (place: ParsedPlace, names: StepNames) => string;

const segment: Title = ({ index }, { segments }) =>
  `segment ${index! + 1}${segments === undefined ? '' : ` of ${segments}`}`;

const subjects = {
  noise: 'noise',
  heldOut: 'real images that were held out',
  untrained: 'the winner before training',
} as const satisfies Record<NonNullable<ParsedPlace['subject']>, string>;

const titles: Readonly<Record<PlacePart, Title>> = {
  dataset: () => 'read the images',
  extractor: ({ phase }) => (phase === 'final' ? 'the extractor of the final figures' : 'train the extractor'),
  reference: ({ phase }) => `statistics of the real images${phase === 'final' ? ' for the final figures' : ''}`,
  open: ({ stage }) => (stage === null ? 'fresh weights for the winner' : 'fresh supernet, first population'),
  warmup: (place, names) => `warm-up, ${segment(place, names)}`,
  train: (place, names) => `${place.stage === null ? 'train the winner' : 'train'}, ${segment(place, names)}`,
  evaluate: ({ index }, { individuals }) => `evaluate ${individuals?.[index!] ?? `slot ${index!}`}`,
  select: () => 'select and breed',
  close: () => 'name the winner',
  score: ({ index, subject }) =>
    `score ${subject === null ? `the winner after ${index} iterations` : subjects[subject]}`,
  export: () => 'export the winner',
};

/**
 * The step at a place: `evaluate g003-i07`, `train, segment 1 of 2`. null: the end of the run. A text that is no place
 * is its own title.
 */
export function stepTitle(place: string | null, names: StepNames = {}): string {
  if (place === null) return 'record the end of the run';
  const parsed = parsePlace(place);
  return parsed?.part ? titles[parsed.part](parsed, names) : place;
}
