// The picture of a time line: bars in lanes, and lines for what people and recoveries did.
import type { Drawing, PlotSettings } from '../chart.js';
import { fontSize, heightAround, pictureOf, type LegendEntry } from './picture.js';
import { plotted } from './panel.js';
import { textWidth } from './text.js';
import type { AttemptFacts, EventFacts } from '../../control/report/timeline-facts.js';
import type { StepKind } from '../../domain/steps/kinds.js';
import { formatMeasuredDuration } from '../../scripts/format.mjs';
import { cutTime, lanesOf, type CutTime, type Laned } from './timeline-lanes.js';

interface Timeline {
  readonly title: string;
  readonly summary: string;
  readonly attempts: readonly AttemptFacts[];
  readonly events: readonly EventFacts[];
  readonly isRunning: boolean;
}

interface EventMark {
  readonly x: number;
  readonly colour: string;
  readonly group: EventGroup;
}

/** What a kind of step is in the legend. */
const kindTitles: Readonly<Partial<Record<StepKind, string>>> = {
  ingest: 'images',
  fitExtractor: 'extractor',
  referenceStatistics: 'reference',
  openStage: 'open',
  trainSegment: 'train',
  evaluate: 'evaluate',
  trainWinner: 'final training',
  scoreWinner: 'score',
  export: 'export',
};

const groups = ['start', 'request', 'recovery', 'end'] as const;
type EventGroup = (typeof groups)[number];

const groupOf: Readonly<Record<EventFacts['kind'], EventGroup>> = {
  started: 'start',
  requested: 'request',
  budget: 'request',
  superseded: 'request',
  forked: 'request',
  collected: 'request',
  replaced: 'recovery',
  recovered: 'recovery',
  certificate: 'recovery',
  repaired: 'recovery',
  waited: 'recovery',
  ended: 'end',
};

const groupTitles: Readonly<Record<EventGroup, string>> = {
  start: 'start or resume',
  request: 'request of a person',
  recovery: 'recovery',
  end: 'end or pause',
};

export function timelinePicture({ title, summary, attempts, events, isRunning }: Timeline, drawing: Drawing): string {
  const lanes = lanesOf(attempts);
  const time = cutTime([...lanes, ...events.map(({ at }) => ({ from: Date.parse(at), to: Date.parse(at) }))]);
  const marks = events.map((event): EventMark => ({
    x: time.at(Date.parse(event.at)),
    colour: groupColour(groupOf[event.kind], drawing),
    group: groupOf[event.kind],
  }));
  const legend = legendOf(lanes, marks, drawing);
  const note = noteOf(time, isRunning);
  const names = [...new Set(lanes.map(({ lane }) => lane))].sort();
  const around = heightAround({ title, legend, note }, drawing);
  const height = drawing.height === null ? 70 + 26 * names.length : Math.max(100, drawing.height - around);
  const panel = lanePanel({ lanes, names, time, marks, height }, drawing);
  return pictureOf({ title, summary, legend, rows: [[panel]], note }, drawing);
}

interface Lanes {
  readonly lanes: readonly Laned[];
  readonly names: readonly string[];
  readonly time: CutTime;
  readonly marks: readonly EventMark[];
  readonly height: number;
}

function lanePanel({ lanes, names, time, marks, height }: Lanes, drawing: Drawing): ReturnType<typeof plotted> {
  const { width } = drawing;
  const unit = unitOf(time.length);
  const at = (ms: number): number => time.at(ms) / unit.ms;
  const cut = time.gaps.length > 0 ? ', without idle times' : '';
  const shownEvents = marks.map((mark) => ({ ...mark, x: mark.x / unit.ms }));
  const options: PlotSettings = {
    ...{ marginTop: 14, marginBottom: 36, marginRight: 14 },
    marginLeft: Math.min(width / 3, 16 + Math.max(...names.map((name) => textWidth(name, fontSize)))),
    x: {
      label: `${unit.name} since the start${cut}`,
      labelArrow: 'none',
      domain: [0, time.length / unit.ms],
      ticks: Math.max(3, Math.round(width / 90)),
    },
    y: { label: null, domain: names, type: 'band' },
    marks: [gapMark(time, at, drawing), ...laneMarks(lanes, at, drawing), ...eventMarks(shownEvents, drawing)],
  };
  return plotted(drawing, { width, height }, options);
}

type Place = (ms: number) => number;
type PlotMark = NonNullable<PlotSettings['marks']>[number];

function gapMark({ gaps }: CutTime, at: Place, { Plot, ink }: Drawing): PlotMark {
  const spans = gaps.map(({ from, to }) => ({ from: at(from), to: at(to) }));
  return Plot.rectX(spans, { x1: 'from', x2: 'to', fill: ink.faint, fillOpacity: 0.6 });
}

/** For each attempt its waiting, its computing, and a cross if it gave nothing. */
function laneMarks(lanes: readonly Laned[], at: Place, drawing: Drawing): PlotMark[] {
  const { Plot, ink } = drawing;
  const bar = { y: 'lane', insetTop: 3, insetBottom: 3 } as const;
  const from = (laned: Laned): number => at(laned.from);
  const since = (laned: Laned): number => at(laned.since);
  const to = (laned: Laned): number => at(laned.to);
  const colour = ({ attempt }: Laned): string => kindColour(attempt.kind, drawing);
  const without = lanes.filter(({ attempt }) => isWithout(attempt));
  return [
    Plot.barX(lanes, { ...bar, x1: from, x2: since, fill: ink.faint }),
    Plot.barX(lanes, { ...bar, x1: since, x2: to, fill: colour, stroke: ink.paper, strokeWidth: 0.4 }),
    Plot.dot(without, { x: to, y: 'lane', symbol: 'times', stroke: ink.bad, strokeWidth: 2.2, r: 5 }),
  ];
}

function eventMarks(marks: readonly EventMark[], { Plot }: Drawing): PlotMark[] {
  const triangle = { frameAnchor: 'top', symbol: 'triangle', dy: -5, r: 3.5 } as const;
  return [
    Plot.ruleX(marks, { x: 'x', stroke: 'colour', strokeWidth: 1.2, strokeDasharray: '4 2' }),
    Plot.dot(marks, { x: 'x', fill: 'colour', ...triangle }),
  ];
}

const isWithout = ({ outcome }: AttemptFacts): boolean => !['finished', 'recorded'].includes(outcome);

function unitOf(ms: number): { readonly name: string; readonly ms: number } {
  if (ms > 3 * 3_600_000) return { name: 'Hours', ms: 3_600_000 };
  return ms > 180_000 ? { name: 'Minutes', ms: 60_000 } : { name: 'Seconds', ms: 1000 };
}

/** There are more kinds than colours; the last one, the export, is short. */
const kindColour = (kind: AttemptFacts['kind'], { ink }: Drawing): string =>
  ink.series[Object.keys(kindTitles).indexOf(kind)] ?? ink.text;

const groupColour = (group: EventGroup, { ink }: Drawing): string =>
  ({ start: ink.series[2]!, request: ink.bad, recovery: ink.series[3]!, end: ink.text })[group];

function legendOf(lanes: readonly Laned[], marks: readonly EventMark[], drawing: Drawing): LegendEntry[] {
  const kinds = (Object.keys(kindTitles) as AttemptFacts['kind'][]).filter((kind) =>
    lanes.some(({ attempt }) => attempt.kind === kind),
  );
  const without = lanes.some(({ attempt }) => isWithout(attempt));
  return [
    ...kinds.map((kind): LegendEntry => ({
      label: kindTitles[kind]!,
      colour: kindColour(kind, drawing),
      mark: 'square',
    })),
    { label: 'waiting', colour: drawing.ink.faint, mark: 'square' },
    ...(without
      ? [{ label: 'no result: failed, interrupted or lost', colour: drawing.ink.bad, mark: 'cross' as const }]
      : []),
    ...groups
      .filter((group) => marks.some((mark) => mark.group === group))
      .map((group): LegendEntry => ({
        label: groupTitles[group],
        colour: groupColour(group, drawing),
        mark: 'dashes',
      })),
  ];
}

function noteOf({ gaps }: CutTime, isRunning: boolean): string {
  const shown = gaps.slice(0, 6).map(({ from, to }) => formatMeasuredDuration((to - from) / 1000));
  const more = gaps.length > shown.length ? ` and ${gaps.length - shown.length} more` : '';
  return [
    ...(gaps.length > 0 ? [`Grey: nothing computed, cut short (${shown.join(', ')}${more}).`] : []),
    ...(isRunning ? ['Attempts that go on are not shown.'] : []),
  ].join(' ');
}
