// The figures and costs that objectives can name: one row for each. Ranking, texts, checks and defaults read this
// table.
import type { AlsoFigures } from '../extractor.js';

export type Direction = 'minimize' | 'maximize';

/** What computes a figure of images. Each group is computed as a whole. */
export type FigureGroup = 'distance' | 'score' | AlsoFigures;

/** One row. */
interface Row {
  /** What the value is computed from: generated images, or the architecture alone. */
  readonly from: 'images' | 'genotype';
  /** The better direction, if the pipeline does not give one. */
  readonly direction: Direction;
  /**
   * How a maximised value is turned into one to minimise. Scores are at least 1 and become reciprocals, as in the
   * paper; crowding depends on this.
   */
  readonly maximised: 'negative' | 'reciprocal';
  /** Its name in artifacts, in numbers of steps and in JSON; it never changes. */
  readonly recorded: string;
  /** The name of the best individual's value among the numbers of a select step; it never changes. */
  readonly ofBest: string;
  /** Its name for people. */
  readonly label: string;
  /** The formatted value with its name or unit, as a part of a sentence. */
  readonly text: (value: string) => string;
}

/**
 * What a deviation says. `standardError`: how much the figure of as many other images would differ, found by leaving
 * out one part of them at a time. Otherwise how much the figures of the splits, or of random subsets, differ.
 */
export type SpreadMeasure = 'standardError' | 'splits' | 'subsets';

/** A figure of images. */
interface ImageRow extends Row {
  readonly from: 'images';
  readonly group: FigureGroup;
  /** The recorded name of its deviation; it never changes. Nothing selects by a deviation. */
  readonly deviation: string;
  /** What its deviation is in steps of the newest version. */
  readonly spread: SpreadMeasure;
  /** `published`: the name of that figure under the published Inception graph; `own`: under any other extractor. */
  readonly named?: 'own' | 'published';
}

/**
 * The rows are in the order in which they choose a winner if the pipeline does not give one (docs/reference/method.md).
 */
const figures = {
  frechetDistance: {
    from: 'images',
    group: 'distance',
    named: 'own',
    direction: 'minimize',
    maximised: 'negative',
    recorded: 'frechetDistance',
    ofBest: 'bestFrechetDistance',
    label: 'Fréchet distance',
    text: (value) => `distance ${value}`,
    deviation: 'frechetDistanceDeviation',
    spread: 'standardError',
  },
  fid: {
    from: 'images',
    group: 'distance',
    named: 'published',
    direction: 'minimize',
    maximised: 'negative',
    recorded: 'fid',
    ofBest: 'bestFid',
    label: 'FID',
    text: (value) => `FID ${value}`,
    deviation: 'fidDeviation',
    spread: 'standardError',
  },
  classifierScore: {
    from: 'images',
    group: 'score',
    named: 'own',
    direction: 'maximize',
    maximised: 'reciprocal',
    recorded: 'classifierScore',
    ofBest: 'bestScore',
    label: 'classifier score',
    text: (value) => `score ${value}`,
    deviation: 'classifierScoreDeviation',
    spread: 'splits',
  },
  inceptionScore: {
    from: 'images',
    group: 'score',
    named: 'published',
    direction: 'maximize',
    maximised: 'reciprocal',
    recorded: 'inceptionScore',
    ofBest: 'bestInceptionScore',
    label: 'Inception Score',
    text: (value) => `Inception Score ${value}`,
    deviation: 'inceptionScoreDeviation',
    spread: 'splits',
  },
  kernelDistance: {
    from: 'images',
    group: 'kernelDistance',
    direction: 'minimize',
    maximised: 'negative',
    recorded: 'kernelDistance',
    ofBest: 'bestKernelDistance',
    label: 'kernel distance',
    text: (value) => `kernel distance ${value}`,
    deviation: 'kernelDistanceDeviation',
    spread: 'subsets',
  },
  precision: {
    from: 'images',
    group: 'precisionRecall',
    direction: 'maximize',
    maximised: 'negative',
    recorded: 'precision',
    ofBest: 'bestPrecision',
    label: 'precision',
    text: (value) => `precision ${value}`,
    deviation: 'precisionDeviation',
    spread: 'standardError',
  },
  recall: {
    from: 'images',
    group: 'precisionRecall',
    direction: 'maximize',
    maximised: 'negative',
    recorded: 'recall',
    ofBest: 'bestRecall',
    label: 'recall',
    text: (value) => `recall ${value}`,
    deviation: 'recallDeviation',
    spread: 'standardError',
  },
  density: {
    from: 'images',
    group: 'densityCoverage',
    direction: 'maximize',
    maximised: 'negative',
    recorded: 'density',
    ofBest: 'bestDensity',
    label: 'density',
    text: (value) => `density ${value}`,
    deviation: 'densityDeviation',
    spread: 'standardError',
  },
  coverage: {
    from: 'images',
    group: 'densityCoverage',
    direction: 'maximize',
    maximised: 'negative',
    recorded: 'coverage',
    ofBest: 'bestCoverage',
    label: 'coverage',
    text: (value) => `coverage ${value}`,
    deviation: 'coverageDeviation',
    spread: 'standardError',
  },
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
} as const satisfies Record<string, ImageRow | (Row & { readonly from: 'genotype' })>;

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
/** Recorded names of deviations. */
type Deviation = Figures[ImageFigure]['deviation'];

const namesFrom = <Source extends Row['from']>(source: Source): readonly NamesFrom<Source>[] =>
  objectives.filter((name) => figures[name].from === source) as NamesFrom<Source>[];

/** In the order of the table, like all lists here. */
export const objectives = Object.keys(figures) as readonly Objective[];
export const imageFigures = namesFrom('images');
export const costs = namesFrom('genotype');
export const askedCosts = costs.filter((name): name is AskedCost => name !== 'parameters');

export const figureRow = (name: Objective): Row => figures[name];
export const imageRow = (name: ImageFigure): ImageRow => figures[name];
export const isImageFigure = (name: string): name is ImageFigure => (imageFigures as readonly string[]).includes(name);

/** The distance, or the score, as it is called under the published Inception graph or under any other extractor. */
export const figureNamed = (group: 'distance' | 'score', named: 'own' | 'published'): ImageFigure =>
  imageFigures.find((name) => imageRow(name).group === group && imageRow(name).named === named)!;

/** The distance among figures, whatever it is called. */
export const distanceIn = (values: FigureValues): number | undefined => values.fid ?? values.frechetDistance;
/** The score among figures, whatever it is called. */
export const scoreIn = (values: FigureValues): number | undefined => values.inceptionScore ?? values.classifierScore;

/** The known values of an individual, by the names that the code and the pipeline use. */
export type FigureValues = Readonly<Partial<Record<Objective, number>>>;

/** Deviations by their recorded names. Older versions of steps have none; with one split there is none. */
export type Deviations = Readonly<Partial<Record<Deviation, number>>>;

/** The figures of one set of images: those of their protocol, by their recorded names. */
export type ImageFigures = Readonly<Partial<Record<ImageFigure, number>>> & Deviations;

/** The costs by their names in artifacts, in numbers of steps and in JSON. */
export type RecordedCosts = { readonly parameters: number } & {
  readonly [Name in AskedCost as Figures[Name]['recorded']]?: number;
};

/** Reads values from numbers that `recordedValues` wrote, or `bestValues` with `ofBest`. */
export function readValues(
  numbers: Readonly<Record<string, unknown>>,
  spelling: 'recorded' | 'ofBest' = 'recorded',
): FigureValues {
  const known = objectives.map((name) => [name, numbers[figures[name][spelling]]]);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as FigureValues;
}

/** The deviation of a figure, from recorded numbers; undefined: none is recorded. */
export const deviationIn = (numbers: Readonly<Record<string, unknown>>, name: ImageFigure): number | undefined =>
  numbers[imageRow(name).deviation] as number | undefined;

/** The recorded deviations alone. */
export function readDeviations(numbers: Readonly<Record<string, unknown>>): Deviations {
  const known = imageFigures.map((name) => [imageRow(name).deviation, deviationIn(numbers, name)]);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as Deviations;
}

/** The known values by their recorded names. */
export const recordedValues = (values: FigureValues): Record<string, number> => written(objectives, values, 'recorded');

/** The known values of a best individual, by their names among the numbers of a select step. */
export const bestValues = (values: FigureValues): Record<string, number> => written(objectives, values, 'ofBest');

/** The known costs by their recorded names, in the form of artifacts. */
export const recordedCosts = (values: FigureValues): RecordedCosts =>
  written(costs, values, 'recorded') as RecordedCosts;

function written(
  names: readonly Objective[],
  values: FigureValues,
  spelling: 'recorded' | 'ofBest',
): Record<string, number> {
  const known = names.filter((name) => values[name] !== undefined);
  return Object.fromEntries(known.map((name) => [figures[name][spelling], values[name]!]));
}
