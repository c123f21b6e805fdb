// The picture of a time line: bars in lanes, and lines for what people and recoveries did.
import type { Drawing } from '../chart.js';
import { heightAround, pictureOf, type LegendEntry } from './picture.js';
import { plotted } from './panel.js';
import { textWidth } from './text.js';
import { kindTitles, spanText, type Attempt, type RunEvent } from './timeline.js';
import { cutTime, lanesOf, type CutTime, type Laned } from './timeline-lanes.js';

interface Timeline {
  readonly title: string;
  readonly summary: string;
  readonly attempts: readonly Attempt[];
  readonly events: readonly RunEvent[];
  readonly isRunning: boolean;
}

interface EventMark {
  readonly x: number;
  readonly colour: string;
  readonly group: EventGroup;
}

const groups = ['start', 'request', 'recovery', 'end'] as const;
type EventGroup = (typeof groups)[number];

const groupOf: Readonly<Record<RunEvent['kind'], EventGroup>> = {
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
  const { Plot, ink, width } = drawing;
  const unit = unitOf(time.length);
  const at = (ms: number): number => time.at(ms) / unit.ms;
  const gaps = time.gaps.map(({ from, to }) => ({ from: at(from), to: at(to) }));
  const ended = lanes.filter(({ attempt }) => isWithout(attempt));
  const bar = { y: 'lane', insetTop: 3, insetBottom: 3 } as const;
  return plotted(
    drawing,
    { width, height },
    {
      ...{ marginTop: 14, marginBottom: 36, marginRight: 14 },
      marginLeft: Math.min(width / 3, 16 + Math.max(...names.map((name) => textWidth(name, 11)))),
      x: {
        label: `${unit.name} since the start${gaps.length > 0 ? ', without idle times' : ''}`,
        labelArrow: 'none',
        domain: [0, time.length / unit.ms],
        ticks: Math.max(3, Math.round(width / 90)),
      },
      y: { label: null, domain: names, type: 'band' },
      marks: [
        Plot.rectX(gaps, { x1: 'from', x2: 'to', fill: ink.faint, fillOpacity: 0.6 }),
        Plot.barX(lanes, {
          ...bar,
          x1: ({ from }: Laned) => at(from),
          x2: ({ since }: Laned) => at(since),
          fill: ink.faint,
        }),
        Plot.barX(lanes, {
          ...bar,
          x1: ({ since }: Laned) => at(since),
          x2: ({ to }: Laned) => at(to),
          fill: ({ attempt }: Laned) => kindColour(attempt.kind, drawing),
          stroke: ink.paper,
          strokeWidth: 0.4,
        }),
        Plot.dot(ended, {
          x: ({ to }: Laned) => at(to),
          y: 'lane',
          symbol: 'times',
          stroke: ink.bad,
          strokeWidth: 2.2,
          r: 5,
        }),
        Plot.ruleX(marks, {
          x: ({ x }: EventMark) => x / unit.ms,
          stroke: 'colour',
          strokeWidth: 1.2,
          strokeDasharray: '4 2',
        }),
        Plot.dot(marks, {
          x: ({ x }: EventMark) => x / unit.ms,
          frameAnchor: 'top',
          symbol: 'triangle',
          dy: -5,
          fill: 'colour',
          r: 3.5,
        }),
      ],
    },
  );
}

const isWithout = ({ outcome }: Attempt): boolean => !['finished', 'recorded'].includes(outcome);

function unitOf(ms: number): { readonly name: string; readonly ms: number } {
  if (ms > 3 * 3_600_000) return { name: 'Hours', ms: 3_600_000 };
  return ms > 180_000 ? { name: 'Minutes', ms: 60_000 } : { name: 'Seconds', ms: 1000 };
}

/** There are more kinds than colours; the last one, the export, is short. */
const kindColour = (kind: Attempt['kind'], { ink }: Drawing): string =>
  ink.series[Object.keys(kindTitles).indexOf(kind)] ?? ink.text;

const groupColour = (group: EventGroup, { ink }: Drawing): string =>
  ({ start: ink.series[2]!, request: ink.bad, recovery: ink.series[3]!, end: ink.text })[group];

function legendOf(lanes: readonly Laned[], marks: readonly EventMark[], drawing: Drawing): LegendEntry[] {
  const kinds = (Object.keys(kindTitles) as Attempt['kind'][]).filter((kind) =>
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
  const shown = gaps.slice(0, 6).map(({ from, to }) => spanText(to - from));
  const more = gaps.length > shown.length ? ` and ${gaps.length - shown.length} more` : '';
  return [
    ...(gaps.length > 0 ? [`Grey: nothing computed, cut short (${shown.join(', ')}${more}).`] : []),
    ...(isRunning ? ['Attempts that go on are not shown.'] : []),
  ].join(' ');
}
