// Decides on the next attempt at a step from how the earlier ones ended: try it, try it alone, or give up. Temporal
// only repeats.
import { ownOf } from '../own.js';
import type { Attempt } from './attempt.js';
import type { ErrorCode } from '../errors.js';
import type { Step } from './step.js';

/**
 * `alone`: in a fresh child, while no other trainer works. `unjudged`: an evaluation is recorded as failed, without
 * figures. `stop`: the step ends its run.
 */
export type Verdict =
  | { readonly kind: 'try' | 'alone' }
  | { readonly kind: 'unjudged'; readonly reason: string }
  | { readonly kind: 'stop'; readonly code: ErrorCode; readonly message: string; readonly cure: string };

/**
 * How many ends of one kind, without progress between them, end a step. Ends that are not listed (a killed trainer, a
 * lost host, work handed back) are nobody's fault and never end a step.
 */
const limits: Readonly<Partial<Record<ErrorCode, number>>> = {
  EAGAN_TRAINER_CRASHED: 3,
  EAGAN_TRAINER_NOT_STARTED: 3,
  EAGAN_TRAINER_HUNG: 3,
  EAGAN_OUT_OF_MEMORY: 10,
  EAGAN_OBJECT_MISSING: 5,
  EAGAN_OBJECT_CORRUPT: 5,
  EAGAN_DISK_ERROR: 10,
  EAGAN_REF_CONFLICT: 20,
  EAGAN_SYSTEM: 5,
  EAGAN_INTERNAL: 5,
};

/** After a first crash beside other tasks, this many crashes alone make an individual failed. */
const crashesAlone = 3;

/** Judges the attempts of one epoch of ownership only: whoever resumes a run wants the step tried again. */
export function judgeAttempts(step: Pick<Step, 'kind' | 'place'>, epoch: number, before: readonly Attempt[]): Verdict {
  const ended = before.filter((attempt) => attempt.epoch === epoch && attempt.end !== null);
  for (const code of Object.keys(limits) as ErrorCode[]) {
    const stuck = stuckAttempts(ended, code);
    const poisonous = code === 'EAGAN_TRAINER_CRASHED' && step.kind === 'evaluate';
    if (!poisonous && stuck.length >= limits[code]!) return stopFor(step, code, stuck);
  }
  return step.kind === 'evaluate' ? judgeEvaluation(step, ended) : { kind: 'try' };
}

/**
 * Only an individual's own crashes count against it. If the trainer still crashes when it no longer evaluates the
 * individual, the individual is not the cause.
 */
function judgeEvaluation(step: Pick<Step, 'place'>, ended: readonly Attempt[]): Verdict {
  const crashed = ended.filter(({ end }) => end!.code === 'EAGAN_TRAINER_CRASHED');
  if (crashed.length === 0) return { kind: 'try' };
  if (crashed.length <= crashesAlone) return { kind: 'alone' };
  if (crashed.length >= 1 + crashesAlone + limits.EAGAN_TRAINER_CRASHED!)
    return stopFor(step, 'EAGAN_TRAINER_CRASHED', crashed);
  const last = crashed[crashesAlone]!.end!;
  const reason = `its evaluation crashed ${1 + crashesAlone} times, ${crashesAlone} of them alone in a new process. Last error: ${last.message}`;
  return { kind: 'unjudged', reason };
}

/** The last attempts with that end, without progress between them. */
function stuckAttempts(ended: readonly Attempt[], code: ErrorCode): Attempt[] {
  const same = ended.filter(({ end }) => end!.code === code);
  const moved = same.findLastIndex(({ end }) => end!.iteration !== same.at(-1)!.end!.iteration);
  return same.slice(moved + 1);
}

function stopFor({ place }: Pick<Step, 'place'>, code: ErrorCode, stuck: readonly Attempt[]): Verdict {
  const { message, iteration } = stuck.at(-1)!.end!;
  const numbers = stuck.map(({ attempt }) => attempt).join(', ');
  const where = iteration === null ? 'at its start' : `at iteration ${iteration}`;
  return {
    kind: 'stop',
    code,
    message: `${place} stopped ${stuck.length} times ${where} without progress (attempts ${numbers}). Last error: ${message}`,
    cure: ownOf(cures, code) ?? 'Fix the cause.',
  };
}

/** The cure wherever an object is lost for good. */
const lostObject =
  'Restore the state folder from a copy, then: eagan resume RUN. Or compute everything again: eagan run FILE --fresh';

const cures: Readonly<Partial<Record<ErrorCode, string>>> = {
  EAGAN_TRAINER_CRASHED: 'Read the last output of the trainer (eagan logs) and fix the cause.',
  EAGAN_TRAINER_NOT_STARTED: 'Check the machine: eagan doctor.',
  EAGAN_TRAINER_HUNG: 'Check whether the machine is overloaded or its disk hangs.',
  EAGAN_OUT_OF_MEMORY:
    'End other programs, or run fewer trainers at once: eagan server stop, then eagan server start --slots 1. Then: eagan resume RUN. ' +
    'Or start another run with smaller batches or fewer channels: change the file, then: eagan run FILE',
  EAGAN_OBJECT_MISSING: lostObject,
  EAGAN_OBJECT_CORRUPT: lostObject,
  EAGAN_DISK_ERROR: 'Check the system log (dmesg) and the disk.',
  EAGAN_REF_CONFLICT: 'Check whether a second supervisor uses the same state folder.',
  EAGAN_INTERNAL: 'This is a bug in eagan: please report it with the logs (eagan logs). To try again: eagan resume RUN',
};

/**
 * The wait before the next attempt, after `times` attempts of one epoch that ended in the same way. Memory becomes free
 * slowly; a killed trainer can start again at once.
 */
export function retryDelayMs(code: ErrorCode | 'handedBack', times: number): number {
  const [first, most] = ownOf(delays, code) ?? [1_000, 60_000];
  return Math.min(most, first * 2 ** Math.max(0, times - 1));
}

const delays: Readonly<Partial<Record<ErrorCode | 'handedBack', readonly [first: number, most: number]>>> = {
  handedBack: [1_000, 1_000],
  EAGAN_TRAINER_KILLED: [1_000, 1_000],
  EAGAN_OUT_OF_MEMORY: [5_000, 300_000],
};
