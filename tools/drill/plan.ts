// Where a drill kills which processes. The plan comes from the seed alone, so the same seed means the same kills; the
// undisturbed run shows which of them are possible.
import { faultPoints, type FaultPoint } from '../../domain/runs/fault-points.js';
import { stream, type RandomStream } from '../../domain/stream.js';

/**
 * The processes that a kill ends together: `self` is the process stopped at the point, `cli` the command that follows
 * the run.
 */
export const victimSets = [
  ['self'],
  ['worker'],
  ['trainers'],
  ['supervisor'],
  ['server'],
  ['worker', 'trainers'],
  ['server', 'worker'],
  ['cli', 'supervisor'],
  ['cli', 'worker'],
  ['cli', 'supervisor', 'server', 'worker', 'trainers'],
] as const;

type VictimSet = (typeof victimSets)[number];

/**
 * The process at `point`, at its `nth` passage since the drill armed it, decides the moment; `victims` are killed then.
 */
export interface KillRequest {
  readonly point: FaultPoint;
  readonly nth: number;
  readonly victims: VictimSet;
}

/**
 * `share`: of the run's steps that are finished when the kill is armed. `points`: the first is intended; the others
 * replace it if the run does not pass it then. `luck`, 0 to 1: which of its passages.
 */
export interface PlannedKill {
  readonly number: number;
  readonly share: number;
  readonly points: readonly FaultPoint[];
  readonly luck: number;
  readonly victims: VictimSet;
}

const ends: readonly FaultPoint[] = ['run.ending', 'run.ended'];
const farthest = 32;
/** From this many kills on, one of them is at the end of the run. */
const killsForTheEnd = 5;
/** Every third kill ends the process at the point itself: its work there stays half done. */
const selfEvery = 3;

/** The kills of a drill, spread evenly over the run's steps, with points and victims in turn. */
export function planKills(seed: number, kills: number): PlannedKill[] {
  const random = stream(seed, 'drill');
  const middle = allPoints.filter((point) => !ends.includes(point));
  const inTheMiddle = turns(middle, random);
  const others = turns(victimSets.slice(1), random);
  return Array.from({ length: kills }, (_, index) => {
    const isLast = index === kills - 1 && kills >= killsForTheEnd;
    const meant = isLast ? random.pick(ends) : inTheMiddle();
    return {
      number: index + 1,
      share: shareOf(index, kills, random),
      points: [meant, ...random.shuffle(middle.filter((point) => point !== meant))],
      luck: random.uniform(),
      victims: index % selfEvery === 0 ? victimSets[0] : others(),
    };
  });
}

const allPoints = Object.keys(faultPoints) as FaultPoint[];

/** The first kill of every other drill comes before anything is finished, while the run is starting. */
function shareOf(index: number, kills: number, random: RandomStream): number {
  const within = random.uniform();
  if (index === 0) return within < 0.5 ? 0 : within / 2 / kills;
  return (index + within / 2) / kills;
}

/** The part of a run in which a request may find its moment, from when it is armed. */
const momentOf = (kills: number): number => 0.6 / kills;

/** Whether the moment of a request is over: its passage did not come. */
export function isOver(armedAtShare: number, share: number, kills: number): boolean {
  return share - armedAtShare > momentOf(kills);
}

/** For each point, the share of finished steps at each of its passages in the undisturbed run. */
export type PassedAt = ReadonlyMap<FaultPoint, readonly number[]>;

/**
 * What to arm for a kill now: the intended point if the undisturbed run passes it from here on; else, of the points
 * that it does pass, the one with the fewest kills so far. null: none is left. `tried`: points that failed for this
 * kill; `done`: where kills were before.
 */
export function armingRequest(
  kill: PlannedKill,
  kills: number,
  share: number,
  passedAt: PassedAt,
  { tried, done }: { readonly tried: readonly FaultPoint[]; readonly done: readonly FaultPoint[] },
): KillRequest | null {
  const isInTime = (at: number): boolean => at >= share && (kill.number === kills || !isOver(share, at, kills));
  const soon = (point: FaultPoint): number => (passedAt.get(point) ?? []).filter(isInTime).length;
  const fitting = kill.points.filter((point) => !tried.includes(point) && soon(point) > 0);
  if (fitting.length === 0) return null;
  const before = (point: FaultPoint): number => done.filter((one) => one === point).length;
  const rarest = fitting.reduce((best, point) => (before(point) < before(best) ? point : best));
  const point = fitting[0] === kill.points[0] ? fitting[0]! : rarest;
  // Other trainers may be at other places this time, so the last passages of the moment are left out.
  const nth = 1 + Math.floor(kill.luck * Math.min(farthest, 0.7 * soon(point)));
  return { point, nth, victims: kill.victims };
}

/** All items in a drawn order, then all again in another order. */
function turns<T>(items: readonly T[], random: RandomStream): () => T {
  let left: T[] = [];
  return () => {
    if (left.length === 0) left = random.shuffle(items);
    return left.pop()!;
  };
}
