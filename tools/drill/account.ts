// The cost of a kill, from the passages before and after it: which work it interrupted, how long until that continued,
// how much was done in vain.
import { phaseOf } from '../../domain/steps/parse-place.js';
import type { FaultPoint, FaultPassage } from '../../domain/runs/fault-points.js';

/**
 * One kill. `kills`: process ids that got the signal. `takesAll`: worker or supervisor is among them, so every process
 * of the run ends.
 */
export interface Killing {
  readonly at: number;
  readonly killed: readonly number[];
  readonly takesAll: boolean;
}

/** Work in progress in a process that ended. */
export interface InterruptedWork {
  readonly place: string;
  readonly pid: number;
  /** When it began, or wrote its last recovery point. */
  readonly safeAt: number;
}

/** What kind of work a place is: training passes iterations, other work in trainers only begins and ends. */
export type WorkKind = 'training' | 'inTrainer' | 'inWorker';

/** The kind of each place, from the passages of an undisturbed run. */
export function workKinds(passages: readonly FaultPassage[]): ReadonlyMap<string, WorkKind> {
  const kinds = new Map<string, WorkKind>();
  follow(passages, (passage, place) => {
    if (place === null) return;
    if (passage.point === 'iteration.done') kinds.set(place, 'training');
    else if (isOfTask(passage.point)) kinds.set(place, kinds.get(place) ?? 'inTrainer');
    else if (kinds.get(place) === undefined && passage.point === 'step.computed') kinds.set(place, 'inWorker');
  });
  return kinds;
}

/** What the kill interrupted. */
export function interruptedBy(passages: readonly FaultPassage[], killing: Killing): InterruptedWork[] {
  const open = new Map<string, InterruptedWork>();
  const finished = new Set<string>();
  follow(
    passages.filter(({ at }) => at <= killing.at),
    ({ at, pid, point }, place) => {
      // A closed step may run again beside the others, as a proof: the run does not wait for it.
      if (place === null || finished.has(place)) return;
      const known = open.get(place);
      if (point === 'step.claimed' || point === 'task.begun') open.set(place, { place, pid, safeAt: at });
      else if (point === 'step.computed') open.set(place, { place, pid, safeAt: known?.safeAt ?? at });
      else if (point === 'recovery.written' && known) open.set(place, { ...known, safeAt: at });
      else if (point === 'step.published' || point === 'step.entered') {
        // From here on it is found by its key: nothing of it is done again.
        open.delete(place);
        finished.add(place);
      }
    },
  );
  return [...open.values()].filter(({ pid }) => killing.takesAll || killing.killed.includes(pid));
}

/**
 * When work continued: the first passage after the kill that belongs to something interrupted, in a process that
 * outlived it. null: not yet.
 */
export function goesOnAt(
  passages: readonly FaultPassage[],
  killing: Killing,
  interrupted: readonly InterruptedWork[],
  kinds: ReadonlyMap<string, WorkKind>,
): number | null {
  const places = stillInterrupted(passages, killing, interrupted);
  const gone = new Set(killing.takesAll ? pidsBefore(passages, killing.at) : killing.killed);
  let found: number | null = null;
  // A worker that outlives its supervisor for some seconds may still start a trainer: work continues only with another
  // worker.
  let isBack = !killing.takesAll;
  follow(passages, ({ at, pid, point }, place) => {
    if (found !== null || at <= killing.at || gone.has(pid)) return;
    isBack ||= isOfWorker(point);
    if (!isBack) return;
    const isWork = place === null ? point.startsWith('run.') : resumes(point, kinds.get(place));
    if (isWork && (places.size === 0 || place === null || places.has(place))) found = at;
  });
  return found;
}

/**
 * Worker and trainers that outlive their supervisor by a moment may finish a step meanwhile: then nothing of that step
 * has to continue.
 */
function stillInterrupted(
  passages: readonly FaultPassage[],
  { at, killed }: Killing,
  interrupted: readonly InterruptedWork[],
): ReadonlySet<string> {
  const places = new Set(interrupted.map(({ place }) => place));
  const outlived = new Set(pidsBefore(passages, at).filter((pid) => !killed.includes(pid)));
  for (const { at: when, pid, point, detail } of passages) {
    if (when > at && point === 'step.published' && outlived.has(pid)) places.delete(detail);
  }
  return places;
}

/**
 * The most work that was done in vain, in ms: from the last recovery point or the beginning to the end of the process.
 */
export function lostMs(
  passages: readonly FaultPassage[],
  killing: Killing,
  interrupted: readonly InterruptedWork[],
): number {
  const { at, killed } = killing;
  const places = stillInterrupted(passages, killing, interrupted);
  const losses = interrupted.map(({ place, pid, safeAt }) => {
    if (!places.has(place)) return 0;
    if (killed.includes(pid)) return at - safeAt;
    // It outlived the kill by a moment, and may have used that for a recovery point.
    const later = passages.filter((passage) => passage.pid === pid && passage.at > at);
    const saved = later.filter(({ point }) => point === 'recovery.written').at(-1)?.at ?? safeAt;
    return (later.at(-1)?.at ?? at) - saved;
  });
  return Math.max(0, ...losses);
}

/** Places whose steps are in the ledger. */
export function finishedPlaces(passages: readonly FaultPassage[]): ReadonlySet<string> {
  return new Set(passages.filter(({ point }) => point === 'step.entered').map(({ detail }) => detail));
}

/** For each point, the share of finished steps at each of its passages in a complete run. */
export function sharesOfPassages(passages: readonly FaultPassage[]): ReadonlyMap<FaultPoint, readonly number[]> {
  const all = finishedPlaces(passages).size;
  const finished = new Set<string>();
  const shares = new Map<FaultPoint, number[]>();
  for (const { point, detail } of passages) {
    const known = shares.get(point) ?? [];
    known.push(finished.size / all);
    shares.set(point, known);
    if (point === 'step.entered') finished.add(detail);
  }
  return shares;
}

/** `data`, a stage's id, or `final`: where the run was at the last of the passages. */
export function phaseAt(passages: readonly FaultPassage[]): string {
  const last = passages.findLast(({ point }) => isOfTask(point) || point.startsWith('step.'));
  return last ? phaseOf(last.detail) : 'data';
}

const isOfWorker = (point: FaultPoint): boolean => point.startsWith('step.') || point.startsWith('run.');
const isOfTask = (point: FaultPoint): boolean => point === 'task.begun' || point === 'task.done';

const resuming: Readonly<Record<WorkKind, readonly FaultPoint[]>> = {
  training: ['iteration.done', 'task.done', 'step.published', 'step.entered'],
  inTrainer: ['task.begun', 'task.done', 'step.published', 'step.entered'],
  inWorker: ['step.claimed', 'step.computed', 'step.published', 'step.entered'],
};

const resumes = (point: FaultPoint, kind: WorkKind = 'inWorker'): boolean => resuming[kind].includes(point);

const pidsBefore = (passages: readonly FaultPassage[], at: number): number[] =>
  passages.filter((passage) => passage.at <= at).map(({ pid }) => pid);

/**
 * Calls back with each passage and the place that it belongs to: a trainer's passages belong to its last task; null: to
 * none.
 */
function follow(passages: readonly FaultPassage[], each: (passage: FaultPassage, place: string | null) => void): void {
  const tasks = new Map<number, string>();
  for (const passage of passages) {
    const { pid, point, detail } = passage;
    if (point === 'task.begun') tasks.set(pid, detail);
    each(passage, point.startsWith('step.') ? detail : (tasks.get(pid) ?? null));
    if (point === 'task.done') tasks.delete(pid);
  }
}
