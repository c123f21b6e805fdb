// What happened when: a lane for each trainer, and what people and recoveries did. Times in which nothing computed are
// cut short.
import { formatCount, formatDuration } from '../../scripts/format.mjs';
import type { Chart, ChartMaker } from '../chart.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import type { AttemptFacts, EventFacts } from '../../control/report/timeline-facts.js';
import { emptyChart } from './find-facts.js';
import { eventTitle } from './event-title.js';
import { timelinePicture } from './timeline-picture.js';

export const timeline: ChartMaker = {
  title: 'attempts by trainer, with crashes, pauses, requests and recoveries',
  options: [],
  isForSeveral: false,
  draw: ({ runs }, _, drawing) => {
    const run = runs[0]!;
    const { attempts, events } = run.timeline;
    if (attempts.length === 0)
      throw emptyChart(`${run.overview.run} must have had an attempt at a step (got none yet)`);
    const title = `${run.overview.run}: time line`;
    const summary = summaryOf(run);
    const svg = timelinePicture(
      { title, summary, attempts, events, isRunning: run.overview.status === 'running' },
      drawing,
    );
    return { title, summary, svg, table: tableOf(attempts, events) };
  },
};

function summaryOf({ overview, timeline: { attempts, events, foundSteps }, cost }: RunFacts): string {
  const without = (['failed', 'interrupted', 'lost'] as const).flatMap((outcome) => {
    const count = attempts.filter((one) => one.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  const count = (kind: EventFacts['kind']): number => events.filter((event) => event.kind === kind).length;
  const parts = [
    `${formatCount(attempts.length, 'attempt')} at steps of trainers${without.length > 0 ? ` (${without.join(', ')})` : ''}`,
    `${formatDuration(cost.total.wallMs / 1000)} of computing`,
    ...(foundSteps > 0 ? [`${formatCount(foundSteps, 'step')} taken from other runs`] : []),
    formatCount(count('started'), 'start'),
    ...(count('requested') > 0 ? [`${formatCount(count('requested'), 'request')} of people to stop`] : []),
    ...(count('recovered') > 0 ? [`${formatCount(count('recovered'), 'step')} continued after a crash`] : []),
  ];
  return `${overview.run} (${overview.status}): ${parts.join(', ')}.`;
}

function tableOf(attempts: readonly AttemptFacts[], events: readonly EventFacts[]): Chart['table'] {
  const ofAttempts = attempts.map((one) => [
    ...[one.takenAt, 'attempt', one.place, one.host, one.slot, one.computingSince, one.endedAt],
    ...[secondsOf(one), one.code === undefined ? one.outcome : `${one.outcome} (${one.code})`],
  ]);
  const ofEvents = events.map((event) => [
    ...[event.at, event.kind, 'place' in event ? event.place : null, null, null, null, null, null],
    eventTitle(event),
  ]);
  const rows = [...ofAttempts, ...ofEvents].sort((a, b) => (a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : 0));
  return { head: ['at', 'what', 'place', 'host', 'slot', 'computing since', 'ended', 'seconds', 'outcome'], rows };
}

const secondsOf = ({ computingSince, endedAt }: AttemptFacts): number | null =>
  computingSince === null || endedAt === null ? null : (Date.parse(endedAt) - Date.parse(computingSince)) / 1000;
