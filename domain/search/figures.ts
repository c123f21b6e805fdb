// The figures and costs that objectives can name: one row each. Ranking, texts, checks and defaults read this table.

export type Direction = 'minimize' | 'maximize';

/** What every row says. */
interface Row {
  /**
   * What the value is computed from. `images`: generated images, by the run's own extractor. `inception`: generated
   * images, by the Inception network, which the program does not have. `genotype`: the architecture alone.
   */
  readonly from: 'images' | 'inception' | 'genotype';
  /** Which way is better where the pipeline does not say. */
  readonly direction: Direction;
  /**
   * How a maximised value is minimised. Scores are at least 1 and become reciprocals, as in the paper: crowding depends
   * on it.
   */
  readonly maximised: 'negative' | 'reciprocal';
}

/** What a row says of a value that the program computes. */
interface ReportedRow extends Row {
  readonly from: 'images' | 'genotype';
  /** Its name in artifacts, in numbers of steps and in JSON; it never changes. */
  readonly recorded: string;
  /** Its name among the numbers of a select step, where it is the best individual's; it never changes. */
  readonly ofBest: string;
  /** Its name for people. */
  readonly label: string;
  /** Its formatted value, with its unit, in a sentence. */
  readonly text: (value: string) => string;
}

interface InceptionRow extends Row {
  readonly from: 'inception';
  /** The figure that the run's own extractor gives in its place. */
  readonly instead: string;
}

/** The order is that in which they choose a winner where the pipeline does not say (docs/reference/method.md). */
const figures = {
  frechetDistance: {
    from: 'images',
    direction: 'minimize',
    maximised: 'negative',
    recorded: 'frechetDistance',
    ofBest: 'bestFrechetDistance',
    label: 'Fréchet distance',
    text: (value) => `distance ${value}`,
  },
  fid: { from: 'inception', direction: 'minimize', maximised: 'negative', instead: 'frechetDistance' },
  classifierScore: {
    from: 'images',
    direction: 'maximize',
    maximised: 'reciprocal',
    recorded: 'classifierScore',
    ofBest: 'bestScore',
    label: 'classifier score',
    text: (value) => `score ${value}`,
  },
  inceptionScore: { from: 'inception', direction: 'maximize', maximised: 'reciprocal', instead: 'classifierScore' },
  parameters: {
    from: 'genotype',
    direction: 'minimize',
    maximised: 'negative',
    recorded: 'parameters',
    ofBest: 'bestParameters',
    label: 'parameters',
    text: (value) => `${value} parameters`,
  },
  multiplyAdds: {
    from: 'genotype',
    direction: 'minimize',
    maximised: 'negative',
    recorded: 'multiplyAdds',
    ofBest: 'bestMultiplyAdds',
    label: 'multiply-adds',
    text: (value) => `${value} multiply-adds`,
  },
  latency: {
    from: 'genotype',
    direction: 'minimize',
    maximised: 'negative',
    recorded: 'latencyMs',
    ofBest: 'bestLatencyMs',
    label: 'latency',
    text: (value) => `${value} ms`,
  },
} as const satisfies Record<string, ReportedRow | InceptionRow>;

type Figures = typeof figures;
type NamesFrom<Source> = { [Name in Objective]: Figures[Name]['from'] extends Source ? Name : never }[Objective];

/** Everything that a stage can be asked to optimise. */
export type Objective = keyof Figures;
/** Judged from generated images. */
export type ImageFigure = NamesFrom<'images'>;
/** Computed from the architecture. Of a pair it is the sum over both networks. */
export type Cost = NamesFrom<'genotype'>;
/** Every evaluation tells the parameters; the other costs only where the stage asks for them. */
export type AskedCost = Exclude<Cost, 'parameters'>;
export type InceptionFigure = NamesFrom<'inception'>;
export type ReportedFigure = ImageFigure | Cost;

const namesFrom = <Source extends Row['from']>(source: Source): readonly NamesFrom<Source>[] =>
  objectives.filter((name) => figures[name].from === source) as NamesFrom<Source>[];

/** In the order of the table, as all lists here. */
export const objectives = Object.keys(figures) as readonly Objective[];
export const imageFigures = namesFrom('images');
export const costs = namesFrom('genotype');
export const askedCosts = costs.filter((name): name is AskedCost => name !== 'parameters');
export const inceptionFigures = namesFrom('inception');
const reportedFigures: readonly ReportedFigure[] = [...imageFigures, ...costs];

/** The rows, of which ranking needs only what all of them say. */
export const figureRow = (name: Objective): Row => figures[name];
export const reportedRow = (name: ReportedFigure): ReportedRow => figures[name];
export const insteadOf = (name: InceptionFigure): ImageFigure => figures[name].instead;

/** What is known of an individual, by the names that the code and the pipeline use. */
export type FigureValues = Readonly<Partial<Record<ReportedFigure, number>>>;

/** The figures of one set of images. Artifacts of versions that knew no other figure have the first two only. */
export type ImageFigures = Readonly<Record<'frechetDistance' | 'classifierScore', number>> &
  Readonly<Partial<Record<ImageFigure, number>>>;

/** The costs as artifacts, numbers of steps and JSON hold them. */
export type RecordedCosts = { readonly parameters: number } & {
  readonly [Name in AskedCost as Figures[Name]['recorded']]?: number;
};

/** Reads the values out of numbers that were written by `recordedValues`, or, with `ofBest`, by `bestValues`. */
export function readValues(
  numbers: Readonly<Record<string, unknown>>,
  spelling: 'recorded' | 'ofBest' = 'recorded',
): FigureValues {
  const known = reportedFigures.map((name) => [name, numbers[figures[name][spelling]]]);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as FigureValues;
}

/** The known values by their recorded names. */
export const recordedValues = (values: FigureValues): Record<string, number> =>
  written(reportedFigures, values, 'recorded');

/** The known values of a best individual, as the numbers of a select step name them. */
export const bestValues = (values: FigureValues): Record<string, number> => written(reportedFigures, values, 'ofBest');

/** The known costs by their recorded names, in the form of artifacts. */
export const recordedCosts = (values: FigureValues): RecordedCosts =>
  written(costs, values, 'recorded') as RecordedCosts;

function written(
  names: readonly ReportedFigure[],
  values: FigureValues,
  spelling: 'recorded' | 'ofBest',
): Record<string, number> {
  const known = names.filter((name) => values[name] !== undefined);
  return Object.fromEntries(known.map((name) => [figures[name][spelling], values[name]!]));
}
