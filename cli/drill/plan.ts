// Where a drill kills whom: drawn from the seed and the pipeline's plan alone, so that the same seed asks for the same kills.
import { faultPoints, type FaultPoint } from '../../domain/fault-points.js';
import type { ExpectedStep } from '../../domain/run-plan.js';
import { stream, type RandomStream } from '../../domain/stream.js';

/** Whom a kill ends, together: `self` is the process that stands at the point, `cli` the command that follows the run. */
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

export type VictimSet = (typeof victimSets)[number];

/** The process at `point`, at its `nth` passage since the drill armed it, decides the moment; `victims` are killed then. */
export interface KillRequest {
  readonly point: FaultPoint;
  readonly nth: number;
  readonly victims: VictimSet;
}

/** `share`: of the run's steps that are finished when the kill is armed. The next request is for when one before it came to nothing. */
export interface PlannedKill {
  readonly number: number;
  readonly share: number;
  readonly requests: readonly KillRequest[];
}

const ends: readonly FaultPoint[] = ['run.ending', 'run.ended'];
/** Points that are passed all the time: where one that was planned is not passed any more, one of these is. */
const everywhere: readonly FaultPoint[] = ['file.written', 'file.named', 'step.claimed', 'step.computed', 'task.begun'];
const farthest = 32;
/** From so many kills on, one of them is at the end of the run. */
const killsForTheEnd = 5;
/** Every third kill ends the process at the point itself: what it did there stays half done. */
const selfEvery = 3;

/** The kills of a drill, spread evenly over the run's steps, with points and victims in turn. */
export function planKills(seed: number, kills: number, steps: readonly ExpectedStep[]): PlannedKill[] {
  const random = stream(seed, 'drill');
  const often = expectedPassages(steps);
  const nth = (point: FaultPoint): number =>
    1 + random.integer(Math.max(1, Math.min(farthest, Math.floor(often(point) / kills / 2))));
  const inTheMiddle = turns(
    allPoints.filter((point) => !ends.includes(point)),
    random,
  );
  const others = turns(victimSets.slice(1), random);
  return Array.from({ length: kills }, (_, index) => {
    const isLast = index === kills - 1 && kills >= killsForTheEnd;
    const point = isLast ? random.pick(ends) : inTheMiddle();
    const victims = index % selfEvery === 0 ? victimSets[0] : others();
    const again = random.pick(everywhere);
    const last = random.pick(everywhere);
    return {
      number: index + 1,
      share: shareOf(index, kills, random),
      requests: [
        { point, nth: nth(point), victims },
        { point: again, nth: 1 + random.integer(3), victims },
        { point: last, nth: 1, victims: victimSets[0] },
      ],
    };
  });
}

/** Whether the moment of a request is over: a part of the run as long as a kill's has passed since it was armed, and its passage did not come. */
export function isOver(armedAtShare: number, share: number, kills: number): boolean {
  return share - armedAtShare > 0.6 / kills;
}

const allPoints = Object.keys(faultPoints) as FaultPoint[];

/** The first kill of every other drill comes before anything is finished: while the run is being started. */
function shareOf(index: number, kills: number, random: RandomStream): number {
  const within = random.uniform();
  if (index === 0) return within < 0.5 ? 0 : within / 2 / kills;
  return (index + within / 2) / kills;
}

/** All items in a drawn order, then all again in another. */
function turns<T>(items: readonly T[], random: RandomStream): () => T {
  let left: T[] = [];
  return () => {
    if (left.length === 0) left = random.shuffle(items);
    return left.pop()!;
  };
}

/** About how often a run passes each point: only to choose moments that will come. */
function expectedPassages(steps: readonly ExpectedStep[]): (point: FaultPoint) => number {
  const trainings = steps.filter(({ kind }) => kind === 'trainSegment' || kind === 'trainWinner');
  const known: Partial<Record<FaultPoint, number>> = {
    'file.written': 6 * steps.length,
    'file.named': 6 * steps.length,
    'iteration.done': trainings.reduce((sum, { work }) => sum + work, 0),
    'checkpoint.pack': trainings.length,
    'checkpoint.whole': trainings.length,
    'recovery.saved': 1,
    'recovery.written': 1,
    'run.ending': 1,
    'run.ended': 1,
  };
  return (point) => known[point] ?? steps.length;
}
