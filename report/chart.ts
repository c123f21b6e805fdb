// What a chart is: facts in; a picture, its numbers and a sentence out. Each is a file in charts/ and a line in the
// table there. A page draws by the same functions, so nothing in charts/ needs Node or a library that it does not get.
import type * as Plot from '@observablehq/plot';
import type { ReportFacts } from '../control/report/run-facts.js';

export interface Chart {
  /** As people type it. */
  readonly name: string;
  readonly title: string;
  /** What the picture shows, for those who cannot see it. */
  readonly summary: string;
  /** One `svg` element. */
  readonly svg: string;
  /** The same numbers. */
  readonly table: ChartTable;
}

interface ChartTable {
  readonly head: readonly string[];
  /** null: there is no such value. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** What a chart may be asked for. Each chart names those that it knows. */
export interface ChartOptions {
  /** The id of a stage, or its beginning. */
  readonly stage?: string;
  /** Counted as in places; by default the last closed one. */
  readonly generation?: number;
  /** Figures or costs: horizontal, vertical, and the size of the points. */
  readonly axes?: readonly string[];
  /** Such as `generator/g003-i07`. */
  readonly individual?: string;
}

/** How large it is and what draws it. */
export interface Drawing {
  readonly Plot: typeof Plot;
  /** Where elements are made: that of the page, or one without a browser. */
  readonly document: unknown;
  /** Lays out a graph in the language of Graphviz, as an `svg` element. */
  readonly dot: (graph: string) => string;
  readonly ink: Ink;
  /** In pixels of 1/96 inch. */
  readonly width: number;
  /** False: a graph may be wider, because it has a size of its own. */
  readonly isWidthFixed: boolean;
  /** null: as the chart likes. */
  readonly height: number | null;
  /** Whether the title stands in the picture. */
  readonly hasTitle: boolean;
}

/** Options of what Plot draws, and of one of its axes. */
export type PlotSettings = Plot.PlotOptions;
export type AxisSettings = Plot.ScaleOptions;

/** Colours: for a file fixed ones, in a page variables of its style sheet. */
export interface Ink {
  readonly text: string;
  readonly paper: string;
  readonly muted: string;
  readonly faint: string;
  readonly bad: string;
  readonly highlight: string;
  /** Told apart by everybody, also by the colour-blind. */
  readonly series: readonly string[];
}

/** A row of the table in charts/index.ts. */
export interface ChartMaker {
  readonly title: string;
  /** Which options it knows. */
  readonly options: readonly (keyof ChartOptions)[];
  /** Whether it shows several runs at once. */
  readonly isForSeveral: boolean;
  /** It shows images, which are made first: `samples` of the facts. */
  readonly needsSamples?: true;
  /** Throws EAGAN_CHART_EMPTY while the run has nothing to show there, and EAGAN_USAGE. */
  readonly draw: (facts: ReportFacts, options: ChartOptions, drawing: Drawing) => Omit<Chart, 'name'>;
}
