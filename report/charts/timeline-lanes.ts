// Which lane an attempt is drawn in, and where on an axis of time without long idle parts.
import type { AttemptFacts } from '../../control/report/timeline-facts.js';

export interface Laned {
  readonly attempt: AttemptFacts;
  readonly lane: string;
  readonly from: number;
  /** Where computing began; `to` if it never did. */
  readonly since: number;
  readonly to: number;
}

/** Attempts in lanes, by host and slot. Those without a slot share lanes only one after the other. */
export function lanesOf(attempts: readonly AttemptFacts[]): Laned[] {
  const hosts = new Set(attempts.map(({ host }) => host));
  // The ledger knows no slot of an attempt that was lost, and earlier versions knew none at all.
  const unknown = attempts.some(({ slot }) => slot !== null) ? 'slot unknown' : 'trainer';
  const busyUntil = new Map<string, number>();
  return attempts.map((attempt) => {
    const from = Date.parse(attempt.takenAt);
    const since = attempt.computingSince === null ? null : Date.parse(attempt.computingSince);
    const to = Math.max(from, since ?? from, attempt.endedAt === null ? 0 : Date.parse(attempt.endedAt));
    const host = hosts.size > 1 ? `${attempt.host}, ` : '';
    const lane =
      attempt.slot === null ? freeLane(`${host}${unknown}`, busyUntil, since ?? from) : `${host}slot ${attempt.slot}`;
    busyUntil.set(lane, Math.max(to, busyUntil.get(lane) ?? 0));
    return { attempt, lane, from, since: since ?? to, to };
  });
}

function freeLane(name: string, busyUntil: ReadonlyMap<string, number>, from: number): string {
  for (let number = 1; ; number++) {
    const lane = number === 1 ? name : `${name} ${number}`;
    if ((busyUntil.get(lane) ?? 0) <= from) return lane;
  }
}

/** A part of the time in which nothing happened; it is drawn as short as any other. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface CutTime {
  readonly gaps: readonly Gap[];
  /** Milliseconds since the start, without what is cut out. */
  readonly at: (time: number) => number;
  readonly length: number;
}

/** Gaps of more than a tenth of the busy time are cut to a twentieth of it. */
export function cutTime(spans: readonly Gap[]): CutTime {
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  const start = sorted[0]!.from;
  const idle: Gap[] = [];
  let until = start;
  for (const { from, to } of sorted) {
    if (from > until) idle.push({ from: until, to: from });
    until = Math.max(until, to);
  }
  const busy = Math.max(1, until - start - idle.reduce((sum, { from, to }) => sum + to - from, 0));
  const gaps = idle.filter(({ from, to }) => to - from > busy / 10);
  const kept = busy / 20;
  const at = (time: number): number =>
    time -
    start -
    gaps.reduce((sum, { from, to }) => sum + Math.max(0, (to - from - kept) * shareBefore(time, from, to)), 0);
  return { gaps, at, length: at(until) };
}

/** The part of a gap that is before a time. */
const shareBefore = (time: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (time - from) / (to - from)));
