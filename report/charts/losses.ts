// The losses of training, phase by phase. A run records means over segments, so each is a level line.
import { generationName } from '../../domain/steps/places.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';
import type { Chart, ChartMaker, Drawing } from '../chart.js';
import { numberAxis } from './axes.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import { emptyChart, stageOf } from './find-facts.js';
import { heightAround, pictureOf, type LegendEntry, type Panel } from './picture.js';
import { plotted } from './panel.js';

type Segment = RunFacts['segments'][number];
type Network = 'discriminator' | 'generator';

interface Level {
  readonly network: Network;
  readonly from: number;
  readonly to: number;
  readonly middle: number;
  readonly loss: number;
}

export const losses: ChartMaker = {
  title: 'losses of both networks by iteration',
  options: ['stage'],
  isForSeveral: false,
  draw: ({ runs }, { stage }, drawing) => {
    const run = runs[0]!;
    const phase = stage === undefined || stage === 'final' ? stage : stageOf(run, stage).id;
    const segments = run.segments.filter((one) => phase === undefined || one.phase === phase);
    if (!segments.some((one) => levelsOf(one).length > 0))
      throw emptyChart(`${run.overview.run} must have finished a segment of training (got none yet)`);
    const title = `${run.overview.run}: losses${phase === undefined ? '' : ` of ${phase}`}`;
    const phases = [...new Set(segments.map((one) => one.phase))];
    const summary = phases
      .map((each) =>
        summaryOf(
          each,
          segments.filter((one) => one.phase === each),
        ),
      )
      .join(' ');
    return { title, summary, table: tableOf(segments), svg: picture({ title, summary, phases, segments }, drawing) };
  },
};

const levelsOf = ({ from, to, discriminatorLoss, generatorLoss }: Segment): Level[] =>
  (['discriminator', 'generator'] as const).flatMap((network) => {
    const loss = network === 'discriminator' ? discriminatorLoss : generatorLoss;
    return loss === null ? [] : [{ network, from, to, middle: (from + to) / 2, loss }];
  });

function picture(
  {
    title,
    summary,
    phases,
    segments,
  }: { title: string; summary: string; phases: readonly string[]; segments: readonly Segment[] },
  drawing: Drawing,
): string {
  const { ink } = drawing;
  const legend: LegendEntry[] = [
    { label: 'discriminator', colour: ink.series[1]!, mark: 'line' },
    { label: 'generator', colour: ink.series[0]!, mark: 'line' },
  ];
  const note =
    'Each level is the mean over the iterations of a segment: a run records nothing finer. Dotted: a generation begins.';
  const room = drawing.height === null ? null : drawing.height - heightAround({ title, legend, note }, drawing);
  const height = room === null ? 190 : Math.max(100, room / phases.length);
  const rows = phases.map((phase) => [
    phasePanel(
      phase,
      segments.filter((one) => one.phase === phase),
      height,
      drawing,
    ),
  ]);
  return pictureOf({ title, summary, legend, rows, note }, drawing);
}

function phasePanel(phase: string, segments: readonly Segment[], height: number, drawing: Drawing): Panel {
  const { Plot, ink, width } = drawing;
  const levels = segments.flatMap(levelsOf);
  const starts = segments.filter(
    ({ generation }, i) => generation !== null && generation !== segments[i - 1]?.generation,
  );
  const colour = ({ network }: Level): string => (network === 'discriminator' ? ink.series[1]! : ink.series[0]!);
  return plotted(
    drawing,
    { width, height },
    {
      ...{ marginTop: 26, marginBottom: 36, marginLeft: 56, marginRight: 16 },
      x: { label: 'iteration', labelArrow: 'none', nice: false, ticks: Math.max(3, Math.round(width / 90)) },
      y: {
        ...numberAxis(
          levels.map(({ loss }) => loss),
          5,
        ),
        grid: true,
        label: `${phase}: loss`,
      },
      marks: [
        Plot.ruleX(starts.length > 60 ? [] : starts, { x: 'from', stroke: ink.muted, strokeDasharray: '1 3' }),
        Plot.line(levels, { x: 'middle', y: 'loss', z: 'network', stroke: colour, strokeWidth: 0.8 }),
        Plot.ruleY(levels, { x1: 'from', x2: 'to', y: 'loss', stroke: colour, strokeWidth: 2.5 }),
      ],
    },
  );
}

function summaryOf(phase: string, segments: readonly Segment[]): string {
  const levels = segments.flatMap(levelsOf);
  const texts = (['discriminator', 'generator'] as const).flatMap((network) => {
    const own = levels.filter((level) => level.network === network);
    return own.length === 0
      ? []
      : [`${network} from ${formatNumber(own[0]!.loss)} to ${formatNumber(own.at(-1)!.loss)}`];
  });
  const nonFinite = segments.reduce((sum, one) => sum + one.nonFiniteSteps, 0);
  const lost = nonFinite > 0 ? `, ${formatCount(nonFinite, 'step')} not finite` : '';
  const last = segments.at(-1)!.to;
  return `${phase}, ${formatCount(last, 'iteration')} in ${formatCount(segments.length, 'segment')}: mean loss of the ${texts.join(', of the ') || 'networks unknown'}${lost}.`;
}

function tableOf(segments: readonly Segment[]): Chart['table'] {
  return {
    head: ['phase', 'generation', 'from', 'to', 'discriminator loss', 'generator loss', 'steps not finite'],
    rows: segments.map(({ phase, generation, from, to, discriminatorLoss, generatorLoss, nonFiniteSteps }) => [
      ...[phase, generation === null ? null : generationName(generation), from, to],
      ...[discriminatorLoss, generatorLoss, nonFiniteSteps],
    ]),
  };
}
