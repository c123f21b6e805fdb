// The figures and costs that objectives can name: one row for each. Ranking, texts, checks and defaults read this
// table.

export type Direction = 'minimize' | 'maximize';

/** The fields of every row. */
interface Row {
  /**
   * What the value is computed from. `images`: generated images, with the run's own extractor. `inception`: generated
   * images, with the Inception network, which the program does not have. `genotype`: the architecture alone.
   */
  readonly from: 'images' | 'inception' | 'genotype';
  /** The better direction, if the pipeline does not give one. */
  readonly direction: Direction;
  /**
   * How a maximised value is turned into one to minimise. Scores are at least 1 and become reciprocals, as in the
   * paper; crowding depends on this.
   */
  readonly maximised: 'negative' | 'reciprocal';
}

/** The further fields of a value that the program computes. */
interface ReportedRow extends Row {
  readonly from: 'images' | 'genotype';
  /** Its name in artifacts, in numbers of steps and in JSON; it never changes. */
  readonly recorded: string;
  /** The name of the best individual's value among the numbers of a select step; it never changes. */
  readonly ofBest: string;
  /** Its name for people. */
  readonly label: string;
  /** The formatted value with its name or unit, as a part of a sentence. */
  readonly text: (value: string) => string;
  /**
   * The recorded name of its standard deviation over the splits of the images, if it is a mean over them; it never
   * changes. Nothing selects by a deviation.
   */
  readonly deviation?: string;
}

interface InceptionRow extends Row {
  readonly from: 'inception';
  /** The figure of the run's own extractor that takes its place. */
  readonly instead: string;
}

/**
 * The rows are in the order in which they choose a winner if the pipeline does not give one (docs/reference/method.md).
 */
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
    deviation: 'classifierScoreDeviation',
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

/** Everything that a stage can optimise. */
export type Objective = keyof Figures;
/** Computed from generated images. */
export type ImageFigure = NamesFrom<'images'>;
/** Computed from the architecture; for a pair, the sum over both networks. */
export type Cost = NamesFrom<'genotype'>;
/** Costs that an evaluation computes only if the stage asks for them. It always computes the parameters. */
export type AskedCost = Exclude<Cost, 'parameters'>;
export type InceptionFigure = NamesFrom<'inception'>;
export type ReportedFigure = ImageFigure | Cost;
/** Recorded names of deviations. */
export type Deviation = {
  [Name in ReportedFigure]: Figures[Name] extends { readonly deviation: infer D } ? D : never;
}[ReportedFigure];

const namesFrom = <Source extends Row['from']>(source: Source): readonly NamesFrom<Source>[] =>
  objectives.filter((name) => figures[name].from === source) as NamesFrom<Source>[];

/** In the order of the table, like all lists here. */
export const objectives = Object.keys(figures) as readonly Objective[];
export const imageFigures = namesFrom('images');
export const costs = namesFrom('genotype');
export const askedCosts = costs.filter((name): name is AskedCost => name !== 'parameters');
export const inceptionFigures = namesFrom('inception');
const reportedFigures: readonly ReportedFigure[] = [...imageFigures, ...costs];

/** The rows. Ranking needs only the fields that all of them have. */
export const figureRow = (name: Objective): Row => figures[name];
export const reportedRow = (name: ReportedFigure): ReportedRow => figures[name];
export const insteadOf = (name: InceptionFigure): ImageFigure => figures[name].instead;

/** The known values of an individual, by the names that the code and the pipeline use. */
export type FigureValues = Readonly<Partial<Record<ReportedFigure, number>>>;

/** Deviations by their recorded names. Older versions of steps have none; with one split there is none. */
export type Deviations = Readonly<Partial<Record<Deviation, number>>>;

/** The figures of one set of images. Artifacts of older versions have only the first two. */
export type ImageFigures = Readonly<Record<'frechetDistance' | 'classifierScore', number>> &
  Readonly<Partial<Record<ImageFigure, number>>> &
  Deviations;

/** The costs by their names in artifacts, in numbers of steps and in JSON. */
export type RecordedCosts = { readonly parameters: number } & {
  readonly [Name in AskedCost as Figures[Name]['recorded']]?: number;
};

/** Reads values from numbers that `recordedValues` wrote, or `bestValues` with `ofBest`. */
export function readValues(
  numbers: Readonly<Record<string, unknown>>,
  spelling: 'recorded' | 'ofBest' = 'recorded',
): FigureValues {
  const known = reportedFigures.map((name) => [name, numbers[figures[name][spelling]]]);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as FigureValues;
}

/** The deviation of a figure, from recorded numbers; undefined: none is recorded. */
export function deviationIn(numbers: Readonly<Record<string, unknown>>, name: ReportedFigure): number | undefined {
  const { deviation } = reportedRow(name);
  return deviation === undefined ? undefined : (numbers[deviation] as number | undefined);
}

/** The recorded deviations alone. */
export function readDeviations(numbers: Readonly<Record<string, unknown>>): Deviations {
  const known = reportedFigures.map((name) => [reportedRow(name).deviation, deviationIn(numbers, name)]);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as Deviations;
}

/** The known values by their recorded names. */
export const recordedValues = (values: FigureValues): Record<string, number> =>
  written(reportedFigures, values, 'recorded');

/** The known values of a best individual, by their names among the numbers of a select step. */
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
