// An entry of a run's story in a few words, for a time line and its table.
import { formatCount, formatMeasuredDuration } from '../../scripts/format.mjs';
import type { EventFacts } from '../../control/report/timeline-facts.js';

type Kind = EventFacts['kind'];
type Titles = { readonly [K in Kind]: (event: Extract<EventFacts, { readonly kind: K }>) => string };

const titles: Titles = {
  started: ({ from, by }) => `${from === null ? 'started' : `started from ${from}`}${who(by)}`,
  requested: ({ request, by }) => `${request} requested${who(by)}`,
  budget: ({ asked, by }) => `budget: ${asked.join(', ')}${who(by)}`,
  superseded: ({ from, by }) => `steps from ${from} taken back${who(by)}`,
  forked: ({ run, place, by }) => `forked at ${place}: ${run}${who(by)}`,
  replaced: ({ place }) => `another result of ${place}`,
  recovered: ({ place, iteration, cause }) =>
    `${place} continued${iteration === null ? '' : ` from iteration ${iteration}`} (${cause})`,
  certificate: ({ place, verdict }) => `resume certificate of ${place}: ${verdict}`,
  repaired: ({ place }) => `an object of ${place} made again`,
  waited: ({ waitedMs }) => `waited ${formatMeasuredDuration(waitedMs / 1000)} for room on the disk`,
  collected: ({ removed, by }) => `gc removed ${formatCount(removed, 'object')}${who(by)}`,
  ended: ({ state, code, budget }) =>
    `${state}${budget === undefined ? '' : ` at ${budget}`}${code === undefined ? '' : ` (${code})`}`,
};

interface Person {
  readonly user: string;
  readonly host: string;
  readonly declared?: string;
  readonly reason?: string;
}

const who = (by: Person | undefined): string =>
  by === undefined
    ? ''
    : ` by ${by.declared ?? `${by.user}@${by.host}`}${by.reason === undefined ? '' : `: ${by.reason}`}`;

export const eventTitle = (event: EventFacts): string => (titles[event.kind] as (event: EventFacts) => string)(event);
